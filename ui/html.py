"""HTML for the chat. Whatever comes from an article or a question passes through `escaped`."""

from __future__ import annotations

import html

from guillemet.index.nouns import Article
from guillemet.ui.wording import provenance

# Languages that are written from right to left.
RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def escaped(text: str) -> str:
    """Text that HTML shows as it is, on one line: Markdown never sees a blank line in it."""
    return html.escape(text, quote=True).replace("\r", "&#13;").replace("\n", "&#10;")


def spoken_in(language: str) -> str:
    """The attributes `lang` and `dir` for words in a language ("" when it is unknown)."""
    if not language:
        return 'dir="auto"'
    direction = "rtl" if language.partition("-")[0] in RTL else "ltr"
    return f'lang="{escaped(language)}" dir="{direction}"'


def titled(article: Article) -> str:
    """An article's title in its own language and direction; its id where it has none."""
    return f"<bdi {spoken_in(article.language)}>{escaped(article.title or article.id)}</bdi>"


def byline(article: Article, *more: str) -> str:
    """What is known of an article's origin, and what else is to be said on that line."""
    return " · ".join(f"<bdi>{escaped(part)}</bdi>" for part in (*provenance(article), *more))
