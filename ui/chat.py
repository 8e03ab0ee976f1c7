"""The chat: the conversation on the left, the article behind the answer on the right.

Importing this module imports Gradio, which takes seconds; only the `chat` command does.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

from guillemet.index.errors import GuillemetError
from guillemet.index.index import Index
from guillemet.qa.answerer import LONGEST_QUESTION, Answerer
from guillemet.qa.nouns import Answer
from guillemet.ui.bubbles import READING, answer_bubble, message_bubble, question_bubble
from guillemet.ui.html import escaped, spoken_in
from guillemet.ui.places import Place
from guillemet.ui.source import EMPTY, source

# Read when Gradio is imported: without it, Gradio reports every start to its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr

HERE = Path(__file__).parent
AT_ONCE = 4  # answers that are worked out at the same time
WAITING = 64  # questions that may wait for their turn

WELCOME = (
    '<div class="g-welcome"><p class="g-sign" aria-hidden="true">« »</p>'
    "<p>Ask your articles anything, in any language.</p>"
    "<p>The answer is their exact words, or an honest no.</p></div>"
)
FAILED = "That did not work"
TRY_AGAIN = "Something went wrong here. Ask again; if it stays so, tell whoever runs this chat."
GONE = (
    '<section class="g-source g-empty"><p>This place is not in the articles any more.</p></section>'
)

# Runs once in the page: `element` and `trigger` are Gradio's.
ASK_EXAMPLE = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) trigger("click", { question: button.textContent });
});
"""

Message = dict[str, str]


def blocks(index: Index, answerer: Answerer, examples: Sequence[tuple[str, str]] = ()) -> gr.Blocks:
    """The page; `examples` are (language, question) pairs to start with."""

    def ask(question: str, told: list[Message]) -> Iterator[tuple[Any, ...]]:
        if not question.strip():
            yield (gr.skip(),) * 4
            return
        asked = [*told, _said("user", question_bubble(question))]
        yield "", [*asked, _said("assistant", READING)], gr.skip(), gr.skip()
        bubble, panel = _answered(answerer, question)
        told = [*asked, _said("assistant", bubble)]
        yield gr.skip(), told, told, panel

    def ask_example(told: list[Message], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from ask(str(event.question), told)

    def show(event: gr.EventData) -> str:
        return _shown(index, str(event.place))

    page = gr.Blocks(title="Guillemet", analytics_enabled=False, fill_height=True)
    with page:
        told = gr.State([])
        header = gr.HTML(elem_id="header", apply_default_css=False)
        with gr.Row(elem_id="room"):
            with gr.Column(scale=5, min_width=320, elem_id="conversation"):
                chat = gr.Chatbot(
                    elem_id="chat", show_label=False, label="Conversation", layout="panel",
                    buttons=[], latex_delimiters=[], allow_tags=False, line_breaks=False,
                    placeholder=WELCOME, autoscroll=False, height=None,
                )  # fmt: skip
                question = gr.Textbox(
                    elem_id="question", show_label=False, label="Question", lines=1, max_lines=5,
                    placeholder="Ask in any language", submit_btn=True, autofocus=True,
                    max_length=LONGEST_QUESTION,
                )  # fmt: skip
                tried = gr.HTML(
                    _examples(examples), elem_id="examples", apply_default_css=False,
                    js_on_load=ASK_EXAMPLE,
                )  # fmt: skip
            with gr.Column(scale=4, min_width=320, elem_id="beside"):
                panel = gr.HTML(
                    EMPTY, elem_id="source", apply_default_css=False,
                    js_on_load=(HERE / "page.js").read_text(encoding="utf-8"),
                )  # fmt: skip
        outputs = [question, chat, told, panel]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        reading: dict[str, Any] = {**quiet, "concurrency_limit": AT_ONCE, "concurrency_id": "read"}
        page.load(lambda: _header(index), None, header, **quiet)
        # A question that is sent while another is being answered has its turn afterwards.
        question.submit(ask, [question, told], outputs, trigger_mode="always_last", **reading)
        tried.click(ask_example, told, outputs, **reading)
        panel.click(show, None, panel, **quiet)
        chat.clear(lambda: ([], EMPTY), None, [told, panel], **quiet)
        page.queue(max_size=WAITING)
    return page


def serve(
    page: gr.Blocks, *, host: str, port: int | None, browser: bool, auth: tuple[str, str] | None
) -> None:
    """Serve the page until Ctrl-C. Raises GuillemetError when the port is taken."""
    try:
        _, address, _ = page.launch(
            server_name=host, server_port=port, inbrowser=browser, auth=auth,
            theme=gr.themes.Base(font=["system-ui", "sans-serif"]),
            css_paths=HERE / "style.css", footer_links=[],
            share=False, ssr_mode=False, pwa=False, quiet=True, prevent_thread_lock=True,
            state_session_capacity=500, max_file_size="1kb",
        )  # fmt: skip
    except OSError as error:
        raise GuillemetError(
            f"The chat cannot listen on {host}, port {port or '7860 to 7959'}: it is taken, or the "
            "address is not this machine's. Choose another one with --port or --host."
        ) from error
    print(f"Guillemet answers at {address}  (Ctrl-C ends it)", flush=True)
    try:
        Event().wait()
    except KeyboardInterrupt:
        page.close()


def _answered(answerer: Answerer, question: str) -> tuple[str, str]:
    """The bubble for a question, and the panel that goes with it."""
    try:
        answer = answerer.ask(question)
        return answer_bubble(answer), _behind(answer)
    except GuillemetError as error:
        return message_bubble(FAILED, str(error)), EMPTY
    except Exception:
        # The conversation goes on; what happened is for the log of the one who runs the chat.
        logging.getLogger(__name__).exception("a question failed")
        return message_bubble(FAILED, TRY_AGAIN), EMPTY


def _behind(answer: Answer) -> str:
    """The article of the best citation; after a no the panel is empty, lest an old mark mislead."""
    if not answer.citations:
        return EMPTY
    best = answer.citations[0]
    return source(best.article, Place(best.article.id, best.start, best.end))


def _shown(index: Index, href: str) -> str:
    """The panel for the place that was clicked; a page may ask for anything, so all is checked."""
    try:
        place = Place.parse(href)
        return source(index.article(place.article_id), place)
    except (ValueError, KeyError):
        return GONE


def _header(index: Index) -> str:
    stats = index.stats()
    languages = " ".join(code for code in stats.languages if code)
    held = f"{stats.articles:,} article{'' if stats.articles == 1 else 's'}"
    return (
        '<div class="g-header"><h1><span aria-hidden="true">«</span>Guillemet'
        '<span aria-hidden="true">»</span></h1>'
        f"<p>{escaped(' · '.join(part for part in (held, languages) if part))}</p></div>"
    )


def _examples(examples: Sequence[tuple[str, str]]) -> str:
    buttons = (
        f'<button type="button" {spoken_in(language)}>{escaped(question)}</button>'
        for language, question in examples
    )
    return f'<div class="g-examples" aria-label="Example questions">{"".join(buttons)}</div>'


def _said(role: str, content: str) -> Message:
    return {"role": role, "content": content}
