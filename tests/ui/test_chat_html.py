"""Nothing that comes from an article or a question can become a tag, an attribute or Markdown."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from guillemet.index.nouns import Article, Hit, Passage, Standing
from guillemet.qa.nouns import Answer, Citation, Miss
from guillemet.ui.bubbles import answer_bubble, message_bubble, question_bubble
from guillemet.ui.html import spoken_in
from guillemet.ui.places import Place
from guillemet.ui.source import source

PAYLOAD = (
    "<script>pwned()</script><img src=x onerror='pwned()'>\" onload=\"x **b** $$x$$ `c`\n\n# h"
)


class Seen(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.marked: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "mark":
            self.marked.append("")

    def handle_data(self, data):
        self.text += data
        if self.tags and self.tags[-1] == "mark" and self.marked[-1] == "":
            self.marked[-1] = data


def article(text: str, **fields: str) -> Article:
    return Article(**{"id": "a", "title": "Title", "language": "en", **fields}, text=text)


def citation(of: Article, quote: str, confidence: float = 0.8) -> Citation:
    start = of.text.index(quote)
    hit = Hit(Passage(1, of.id, 0, len(of.text), of.text), of, 1.0, {"fused": Standing(1, 1.0)})
    return Citation(of, hit, start, start + len(quote), quote, confidence)


def hostile() -> Article:
    fields = dict.fromkeys(("id", "title", "source", "date", "language", "url"), PAYLOAD)
    return Article(text=f"Before {PAYLOAD} the answer. After {PAYLOAD}", **fields)


def pages() -> list[str]:
    of = hostile()
    quotes = (citation(of, PAYLOAD), citation(of, "the answer"))
    return [
        question_bubble(PAYLOAD),
        message_bubble("Title", PAYLOAD),
        answer_bubble(Answer(PAYLOAD, quotes, 0.8)),
        answer_bubble(Answer(PAYLOAD, (), 0.1, Miss.NOT_SURE, quotes)),
        answer_bubble(Answer(PAYLOAD, (), 0.0, Miss.NOTHING_FOUND, hits=(quotes[0].hit,))),
        source(of, Place(of.id, 3, 9)),
    ]


@pytest.mark.parametrize("page", pages())
def test_hostile_text_is_shown_and_not_run(page):
    seen = Seen(page)
    assert "<script>pwned()</script>" in seen.text
    assert not {"script", "img"} & set(seen.tags)
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert not [
        v for n, v in seen.attributes if n in ("href", "src") and not v.startswith("#cite/")
    ]


@pytest.mark.parametrize("page", pages()[:-1])
def test_a_bubble_is_one_line_so_that_markdown_leaves_it_alone(page):
    assert page.startswith("<div ")
    assert not {"\n", "\r"} & set(page)


def test_an_answer_shows_the_quote_its_sentence_its_source_and_how_sure_it_is():
    of = article("One thing. It rose by 2,9 % in May. Another.", source="Paper", date="2025-05")
    seen = Seen(answer_bubble(Answer("How much?", (citation(of, "2,9 %", 0.93),), 0.93)))
    for part in (
        "«2,9 %»",
        "It rose by 2,9 % in May.",
        "Title",
        "Paper",
        "2025-05",
        "very sure, 93%",
    ):
        assert part in seen.text
    assert "Another" not in seen.text
    assert seen.marked == ["2,9 %"]
    assert ("href", "#cite/a/22/27") in seen.attributes


def test_every_alternative_is_a_link_to_its_own_place():
    of = article("It rose by 2,9 % in May and by 3 % in June.")
    page = answer_bubble(
        Answer("How much?", (citation(of, "2,9 %"), citation(of, "3 %", 0.2)), 0.8)
    )
    links = [value for name, value in Seen(page).attributes if name == "href"]
    assert links == ["#cite/a/11/16", "#cite/a/31/34"]


@pytest.mark.parametrize(
    ("miss", "words"),
    [
        (Miss.NOTHING_INDEXED, "No articles yet"),
        (Miss.INVALID_QUESTION, "Not a question"),
        (Miss.NOTHING_FOUND, "Not in these articles"),
        (Miss.NOT_SURE, "Not in these articles"),
    ],
)
def test_every_kind_of_no_says_what_it_is(miss, words):
    assert words in Seen(answer_bubble(Answer("?", miss=miss))).text


def test_a_no_shows_what_came_closest_as_links():
    of = article("It rose by 2,9 % in May.")
    near = (citation(of, "2,9 %", 0.1),)
    seen = Seen(answer_bubble(Answer("Who?", (), 0.1, Miss.NOT_SURE, near)))
    assert "It rose by 2,9 % in May." in seen.text
    assert "unsure, 10%" in seen.text
    assert ("href", "#cite/a/11/16") in seen.attributes


def test_a_quote_carries_its_language_and_direction():
    of = article("قالت إن المقر في أسوان.", language="ar")
    attributes = Seen(answer_bubble(Answer("?", (citation(of, "أسوان"),), 0.8))).attributes
    assert {("lang", "ar"), ("dir", "rtl")} <= set(attributes)
    assert spoken_in("hi") == 'lang="hi" dir="ltr"'
    assert spoken_in("") == 'dir="auto"'


def test_the_source_is_the_whole_article_with_the_quote_marked():
    text = "First line, ab.\n\nSecond 40.319.000 tấn line.\nThird."
    start = text.index("40.319.000 tấn")
    seen = Seen(source(article(text, date="2025-07"), Place("a", start, start + 14)))
    assert seen.marked == ["40.319.000 tấn"]
    assert seen.tags.count("p") == 2 + 3
    for part in ("First line, ab.", "Second 40.319.000 tấn line.", "Third.", "2025-07"):
        assert part in seen.text
    assert f"characters {start}–{start + 14} of {len(text)}" in seen.text


def test_a_mark_that_crosses_lines_is_marked_in_each():
    seen = Seen(source(article("one two\nthree\n\nfour five"), Place("a", 4, 19)))
    assert seen.marked == ["two", "three", "four"]


def test_an_address_of_the_web_is_linked_and_no_other():
    of = article("Text", url="https://example.org/?a=1&b=2")
    assert ("href", "https://example.org/?a=1&b=2") in Seen(source(of, Place("a", 0, 4))).attributes
    of = article("Text", url="javascript:pwned()")
    assert "href" not in dict(Seen(source(of, Place("a", 0, 4))).attributes)


@pytest.mark.parametrize("id", ["a", "news/a b.txt", 'x"/<b>#?&%', "सी/文"])
def test_a_place_comes_back_from_its_address(id):
    place = Place(id, 3, 9)
    assert Place.parse(place.href) == place
    assert not set('"<> ') & set(place.href)


@pytest.mark.parametrize(
    "href", ["", "#cite/a/3", "#cite/a/9/3", "#cite/a/-1/3", "#cite/a/x/9", "http://evil/a/3/9"]
)
def test_an_address_that_is_no_place_is_refused(href):
    with pytest.raises(ValueError, match="not a place in an article"):
        Place.parse(href)
