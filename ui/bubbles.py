"""What is said in the conversation, as HTML of one line, which Markdown leaves alone."""

from __future__ import annotations

from collections.abc import Iterable

from guillemet.index.nouns import Hit
from guillemet.qa.nouns import Answer, Citation, Miss
from guillemet.ui.html import byline, escaped, spoken_in, titled
from guillemet.ui.places import Place
from guillemet.ui.wording import MISSES, ROOM, alternatives, excerpt, opening, percent, sureness

READING = (
    '<div class="g-reading" role="status"><span aria-hidden="true">«</span>'
    '<span class="g-dots" aria-hidden="true"></span><span aria-hidden="true">»</span> '
    "Reading the articles</div>"
)


def question_bubble(question: str) -> str:
    """A question as it was asked, cut when it is absurdly long."""
    return f'<div class="g-question" dir="auto">{escaped(opening(question, 500))}</div>'


def message_bubble(title: str, text: str) -> str:
    """Something that is no answer: an error, told plainly."""
    return (
        f'<div class="g-answer g-no"><p class="g-verdict">{escaped(title)}</p>'
        f'<p class="g-why" dir="auto">{escaped(text)}</p></div>'
    )


def answer_bubble(answer: Answer) -> str:
    """An answer with its citations, or an honest no with what came closest."""
    if answer.miss:
        return _no(answer)
    best, others = answer.citations[0], alternatives(answer)
    also = f"{_heading('Also possible')}{_list(_other(c) for c in others)}" if others else ""
    return (
        f'<div class="g-answer"><p class="g-quote" {spoken_in(best.article.language)}>'
        f'<a class="g-cite" href="{_href(best)}">«{escaped(best.quote)}»</a></p>'
        f'{_sentence(best)}<p class="g-origin">{titled(best.article)}</p>'
        f'<p class="g-origin">{byline(best.article, _sureness(best))}</p>{also}</div>'
    )


def _no(answer: Answer) -> str:
    title, explanation = MISSES[answer.miss or Miss.NOTHING_FOUND]
    near = [_near(c) for c in answer.closest] or [_passage(h) for h in answer.hits[:3]]
    closest = f"{_heading('Closest passages')}{_list(near)}" if near else ""
    return (
        f'<div class="g-answer g-no"><p class="g-verdict">{title}</p>'
        f'<p class="g-why">{escaped(explanation)}</p>{closest}</div>'
    )


def _other(citation: Citation) -> str:
    """An alternative in one line."""
    return (
        f'<p class="g-origin"><a class="g-cite" {spoken_in(citation.article.language)} '
        f'href="{_href(citation)}">«{escaped(citation.quote)}»</a> {_sureness(citation)} · '
        f"{titled(citation.article)}</p>"
    )


def _near(citation: Citation) -> str:
    """A quote in its sentence, with its source and how sure it is: one item of a list."""
    return (
        f"{_sentence(citation, linked=True)}"
        f'<p class="g-origin">{titled(citation.article)} · {_sureness(citation)}</p>'
    )


def _passage(hit: Hit) -> str:
    place = Place(hit.article.id, hit.passage.start, hit.passage.end)
    words = escaped(opening(hit.passage.text, ROOM))
    return (
        f'<p class="g-sentence" {spoken_in(hit.article.language)}>'
        f'<a class="g-cite" href="{place.href}">{words}</a></p>'
        f'<p class="g-origin">{titled(hit.article)}</p>'
    )


def _sentence(citation: Citation, *, linked: bool = False) -> str:
    part = excerpt(citation)
    quote = f"<mark>{escaped(part.quote)}</mark>"
    if linked:
        quote = f'<a class="g-cite" href="{_href(citation)}">{quote}</a>'
    return (
        f'<p class="g-sentence" {spoken_in(citation.article.language)}>'
        f"{escaped(part.before)}{quote}{escaped(part.after)}</p>"
    )


def _href(citation: Citation) -> str:
    return Place(citation.article.id, citation.start, citation.end).href


def _sureness(citation: Citation) -> str:
    return f"{sureness(citation.confidence)}, {percent(citation.confidence)}"


def _heading(text: str) -> str:
    return f'<p class="g-heading">{text}</p>'


def _list(items: Iterable[str]) -> str:
    return f'<ul class="g-list">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
