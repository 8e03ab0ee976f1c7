"""The source panel: a whole article with the quoted words marked."""

from __future__ import annotations

from guillemet.index.nouns import Article
from guillemet.ui.html import byline, escaped, spoken_in
from guillemet.ui.places import Place

EMPTY = (
    '<section class="g-source g-empty">'
    "<p>The article behind an answer opens here, at the words that were quoted.</p></section>"
)


def source(article: Article, place: Place) -> str:
    """An article's title, provenance and whole text, with the words at `place` marked."""
    title = escaped(article.title or article.id)
    attributes = spoken_in(article.language)
    where = f"characters {place.start:,}–{place.end:,} of {len(article.text):,}"
    return (
        f'<section class="g-source" data-place="{escaped(place.href)}">'
        f"<header><h2 {attributes}>{title}</h2>"
        f'<p class="g-byline">{byline(article)}{_link(article.url)}</p>'
        f'<p class="g-offsets">{where}</p></header>'
        f'<div class="g-text" tabindex="0" {attributes}>{_paragraphs(article.text, place)}</div>'
        "</section>"
    )


def _paragraphs(text: str, place: Place) -> str:
    """Each line of the text a paragraph; a mark that crosses lines is marked in each."""
    parts, at = [], 0
    for line in text.split("\n"):
        start, end = max(place.start - at, 0), min(place.end - at, len(line))
        if start < end:
            marked = f'<mark tabindex="-1">{escaped(line[start:end])}</mark>'
            line_html = f"{escaped(line[:start])}{marked}{escaped(line[end:])}"
        else:
            line_html = escaped(line)
        if line.strip():
            parts.append(f"<p>{line_html}</p>")
        at += len(line) + 1
    return "".join(parts)


def _link(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return ""
    return f' · <a href="{escaped(url)}" target="_blank" rel="noopener noreferrer">original</a>'
