"""The chat in real headless Chromium; any request that leaves this machine fails the test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

DESK, PHONE = {"width": 1280, "height": 820}, {"width": 390, "height": 844}
VI, HI = "000_e7ee72b46384e599", "003_c5df9489b4556a97"
OUTPUT = "Sản lượng mười loại kim loại màu đạt bao nhiêu tấn?"
HINDI = "2024 में एल्यूमीनियम उद्योग का उत्पादन मूल्य कितना था?"
NOT_THERE = "Who won the women's 400 metre hurdles in Oslo?"
SECONDS = 1000


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        if "GUILLEMET_SKIP_NOTHING" in os.environ:
            pytest.fail(f"none of {', '.join(names)} is installed")
        pytest.skip("no Chromium: apt-get install chromium fonts-noto-core")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-dev-shm-usage"]  # fmt: skip
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=quiet)
        yield started
        started.close()


class Server:
    """`guillemet chat`, as a user starts it."""

    def __init__(self, *arguments: str | Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "guillemet", "chat", "--no-browser", "--port", str(port),
             *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/",
        )  # fmt: skip
        self.told: list[str] = []
        assert self.process.stdout
        for line in self.process.stdout:
            self.told.append(line)
            if "Guillemet answers at" in line:
                return
        raise AssertionError("".join(self.told))

    def end(self) -> str:
        self.process.terminate()
        out, _ = self.process.communicate(timeout=30)
        return "".join(self.told) + out


@pytest.fixture(scope="module")
def server(index: Path) -> Iterator[Server]:
    started = Server("-i", index)
    yield started
    assert "Traceback" not in started.end()


class Page:
    """A tab, and what it asked of the network."""

    def __init__(self, browser: sync_api.Browser, address: str, viewport: dict[str, int]) -> None:
        # Gradio speaks the browser's language in its labels, so the language is fixed here.
        self.context = browser.new_context(viewport=viewport, locale="en-US")
        self.tab = self.context.new_page()
        self.hosts: set[str | None] = set()
        self.errors: list[str] = []
        self.tab.on("request", lambda request: self._note(request.url))
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        self.tab.goto(address)
        self.question = self.tab.get_by_label("Question", exact=True)
        self.answers = self.tab.locator("#chat .g-answer")
        self.panel = self.tab.locator("#source")
        self.mark = self.panel.locator("mark")

    def _note(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self.hosts.add(urlsplit(url).hostname)

    def ask(self, question: str) -> sync_api.Locator:
        before = self.answers.count()
        self.question.fill(question)
        self.question.press("Enter")
        expect(self.answers).to_have_count(before + 1, timeout=20 * SECONDS)
        return self.answers.nth(before)

    def end(self) -> None:
        pwned = self.tab.evaluate("window.pwned")
        self.context.close()
        assert self.hosts == {"127.0.0.1"}
        assert self.errors == []
        assert pwned is None


@pytest.fixture
def page(browser: sync_api.Browser, server: Server) -> Iterator[Page]:
    opened = Page(browser, server.address, DESK)
    yield opened
    opened.end()


def article(name: str) -> str:
    return (Path(__file__).parent.parent.parent / "seeds" / f"{name}.txt").read_text("utf-8")


def seen_in(container: sync_api.Locator, inner: sync_api.Locator) -> bool:
    """Whether all of `inner` lies within what is visible of `container`."""
    box, part = container.bounding_box(), inner.bounding_box()
    assert box
    assert part
    return box["y"] <= part["y"] and part["y"] + part["height"] <= box["y"] + box["height"]


def test_an_answer_shows_the_span_and_the_article_with_the_mark_in_view(page):
    answer = page.ask(OUTPUT)
    expect(answer.locator(".g-quote")).to_have_text(re.compile(r"^«40\.319\.000.*»$"))
    for part in ("2025-07", f"{VI}.txt", "sure"):
        expect(answer).to_contain_text(part)
    quote = answer.locator(".g-quote").text_content().strip("«»")
    expect(page.mark).to_have_text(quote)
    # The whole article is there, every paragraph of it, and the mark is where one can see it.
    shown = page.panel.locator(".g-text p").all_text_contents()
    assert shown == [line for line in article(VI).split("\n") if line.strip()]
    expect(page.mark).to_be_in_viewport(ratio=1)
    assert seen_in(page.panel.locator(".g-text"), page.mark)
    assert page.panel.locator(".g-text").evaluate("e => e.scrollTop") > 0


def test_quotations_carry_their_language_and_direction(page):
    answer = page.ask(OUTPUT)
    for words in (answer.locator(".g-quote"), answer.locator(".g-sentence"),
                  page.panel.locator(".g-text"), page.panel.locator("h2")):  # fmt: skip
        expect(words).to_have_attribute("lang", "vi")
        expect(words).to_have_attribute("dir", "ltr")
    answer = page.ask("أين يقع مقر شركة النحاس؟")
    expect(answer.locator(".g-quote")).to_contain_text("أسوان")
    expect(answer.locator(".g-quote")).to_have_attribute("dir", "rtl")
    expect(page.panel.locator(".g-text")).to_have_css("direction", "rtl")
    expect(page.mark).to_contain_text("أسوان")


def test_clicking_a_citation_opens_its_article_at_its_mark(page):
    first = page.ask(OUTPUT).locator(".g-quote a")
    second = page.ask(HINDI).locator(".g-quote a")
    expect(page.panel).to_contain_text(f"{HI}.txt")
    expect(page.mark).to_have_text(second.text_content().strip("«»"))
    first.click()
    expect(page.panel).to_contain_text(f"{VI}.txt")
    expect(page.mark).to_contain_text("40.319.000")
    assert seen_in(page.panel.locator(".g-text"), page.mark)
    expect(page.mark).to_be_focused()
    # Scrolled away by hand, a second click on the same citation comes back to it.
    page.panel.locator(".g-text").evaluate("e => { e.scrollTop = 0; }")
    expect(page.mark).not_to_be_in_viewport()
    first.click()
    expect(page.mark).to_be_in_viewport(ratio=1)
    assert "#cite" not in page.tab.url


def test_a_citation_opens_by_keyboard(page):
    citation = page.ask(OUTPUT).locator(".g-quote a")
    page.ask(HINDI)
    expect(page.panel).to_contain_text(f"{HI}.txt")
    citation.focus()
    page.tab.keyboard.press("Enter")
    expect(page.mark).to_contain_text("40.319.000")


def test_an_unanswerable_question_gets_an_honest_no_and_what_came_closest(page):
    page.ask(OUTPUT)
    expect(page.mark).to_have_count(1)
    answer = page.ask(NOT_THERE)
    expect(answer.locator(".g-verdict")).to_have_text("Not in these articles")
    expect(answer.locator(".g-quote")).to_have_count(0)
    expect(page.mark).to_have_count(0)
    near = answer.locator("a.g-cite")
    assert near.count() > 0
    words = near.first.text_content()
    near.first.click()
    expect(page.mark.first).to_be_in_viewport()
    assert "".join(page.mark.all_text_contents())[:40] == words.rstrip("…")[:40]


def test_a_hostile_article_is_shown_as_text_everywhere(page):
    answer = page.ask("Who is the director of the Zarnok mine?")
    expect(answer.locator(".g-quote")).to_contain_text("Ilya Brandt")
    expect(answer).to_contain_text('<script>window.pwned = 1</script> **Zarnok** "onload=x')
    expect(page.panel.locator("h2")).to_contain_text("<script>window.pwned = 1</script>")
    text = page.panel.locator(".g-text")
    for part in ("{{constructor}} ${window.pwned = 1}", "$$\\frac{1}{2}$$ \\(x\\) **bold**",
                 "![image](http://evil.test/i.png)", "<iframe src='http://evil.test/'></iframe>",
                 "<b onmouseover='window.pwned = 1'>Ilya Brandt</b>"):  # fmt: skip
        expect(text).to_contain_text(part)
    expect(text.locator("b, iframe, script, img, code")).to_have_count(0)
    text.get_by_text("Ilya Brandt").first.hover()
    answer.locator(".g-quote a").click()
    expect(page.mark).to_contain_text("Ilya Brandt")


def test_a_hostile_question_is_shown_as_text(page):
    hostile = "<img src=x onerror='window.pwned=1'> **who** $$x$$ [a](javascript:window.pwned=1)?"
    page.ask(hostile)
    asked = page.tab.locator("#chat .g-question")
    expect(asked).to_have_text(hostile)
    expect(asked.locator("*")).to_have_count(0)


def test_an_absurdly_long_question_is_refused_by_the_server(page):
    page.question.evaluate("e => e.removeAttribute('maxlength')")
    answer = page.ask("why " * 5000)
    expect(answer.locator(".g-verdict")).to_have_text("Not a question that can be looked up")


def test_a_blank_question_changes_nothing(page):
    page.ask(OUTPUT)
    page.question.fill("   ")
    page.question.press("Enter")
    page.ask(OUTPUT)
    expect(page.answers).to_have_count(2)
    expect(page.tab.locator("#chat .g-question")).to_have_count(2)


def test_a_question_sent_while_another_is_answered_has_its_turn(page):
    page.question.fill(OUTPUT)
    page.question.press("Enter")
    expect(page.tab.locator("#chat .g-question")).to_have_count(1)
    page.question.fill(HINDI)
    page.question.press("Enter")
    expect(page.answers).to_have_count(2, timeout=20 * SECONDS)
    expect(page.tab.locator("#chat .g-question")).to_have_text([OUTPUT, HINDI])


def test_clearing_empties_conversation_and_panel(page):
    page.ask(OUTPUT)
    page.tab.get_by_role("button", name="Clear").click()
    expect(page.answers).to_have_count(0)
    expect(page.mark).to_have_count(0)
    page.ask(OUTPUT)
    expect(page.answers).to_have_count(1)


def test_a_phone_scrolls_to_the_article_and_not_sideways(browser, server):
    page = Page(browser, server.address, PHONE)
    answer = page.ask(OUTPUT)
    expect(answer.locator(".g-quote")).to_be_in_viewport()
    expect(page.mark).to_have_count(1)
    answer.locator(".g-quote a").click()
    expect(page.mark).to_be_in_viewport(ratio=1)
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.end()


def test_the_first_start_opens_with_the_samples_and_questions_to_try(
    browser, tmp_path, monkeypatch
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    started = Server()
    page = Page(browser, started.address, DESK)
    expect(page.tab.locator("#header")).to_contain_text("2 articles")
    examples = page.tab.locator("#examples button")
    languages = {examples.nth(n).get_attribute("lang") for n in range(examples.count())}
    assert languages == {"vi", "hi", "en", "zh"}
    examples.first.click()
    expect(page.answers).to_have_count(1, timeout=20 * SECONDS)
    expect(page.mark).to_contain_text("40.319.000")
    page.end()
    assert list(tmp_path.glob("guillemet-*"))
    assert "Traceback" not in started.end()
    assert not list(tmp_path.glob("guillemet-*"))


def test_a_login_is_asked_for_when_there_is_one(browser, index):
    started = Server("-i", index, "--auth", "reader:secret")
    page = Page(browser, started.address, DESK)
    page.tab.get_by_label("username").fill("reader")
    page.tab.get_by_label("password").fill("secret")
    expect(page.question).to_have_count(0)
    page.tab.get_by_role("button", name="Login").click()
    page.ask(OUTPUT)
    page.end()
    assert "Traceback" not in started.end()
