"""Markdown and HTML to articles: the words that a reader sees, the metadata that a page states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import regex

from guillemet.index.dates import parse_date
from guillemet.index.errors import UnreadableFile
from guillemet.index.nouns import Article

# A line with a key, then such lines and what they go on with; prose between two rules is none.
_KEY = r"[\w-]+[ \t]*:(?:[ \t].*)?\n"
_END = r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
_FRONT_MATTER = regex.compile(
    rf"\A---[ \t]*\n(?P<head>{_KEY}(?:(?!{_END})(?:{_KEY}|[ \t#-].*\n|\n))*+)?{_END}"
)
_PAIR = regex.compile(r"^(?P<key>[\w-]+)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*$", regex.M)
_FIELDS = ("title", "language", "date", "source", "url")


def read_markdown(text: str, place: str, name: str) -> Iterator[Article]:
    """The text as it is rendered, with the metadata of its front matter."""
    head: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        head = {
            m["key"].lower(): m["value"].strip("'\"") for m in _PAIR.finditer(front["head"] or "")
        }
        text = text[front.end() :]
    head.setdefault("language", head.pop("lang", ""))
    day = parse_date(head.get("date", ""))
    rendered, heading = _rendered(text)
    if not rendered.strip():
        raise UnreadableFile(f"{place}: there is no text in it.")
    yield Article(
        name,
        rendered,
        title=head.get("title") or heading,
        language=head.get("language", ""),
        date=day,
        source=head.get("source", ""),
        url=head.get("url", ""),
        metadata={
            key: value
            for key, value in head.items()
            if value and (key not in _FIELDS or (key == "date" and not day))
        },
    )


def _rendered(markdown: str) -> tuple[str, str]:
    """The words of a Markdown text, a block a line, and its first heading."""
    from markdown_it import MarkdownIt

    lines: list[str] = []
    heading = ""
    cells: list[str] = []
    marker = ""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for before, token in zip([None, *tokens], tokens, strict=False):
        opened = before.type if before else ""
        if token.type == "inline" and opened in ("td_open", "th_open"):
            cells.append(_words(token))
        elif token.type == "inline":
            words = _words(token)
            heading = heading or (words if opened == "heading_open" else "")
            lines.append(marker + words)
            marker = ""
        elif token.type == "tr_close":
            lines.append(" | ".join(cells))
            cells = []
        elif token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else ""
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
        elif token.type == "html_block":
            shown = unescape(_TAG.sub("", _BREAK.sub("\n", token.content)))
            lines += filter(None, map(str.strip, shown.split("\n")))
        elif token.type in ("paragraph_close", "heading_close") and token.level == 0:
            lines.append("")
    return "\n".join(lines).strip("\n") + "\n", heading


_TAG = regex.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-z!?][^<>]*>", regex.S | regex.I
)
_BREAK = regex.compile(r"<br\b[^<>]*>", regex.I)
# Where lines of Chinese or Japanese were wrapped there was no blank.
_HAN = r"\p{Han}\p{Hiragana}\p{Katakana}"
_WRAP = regex.compile(rf"(?<=[{_HAN}、-〟！-｠])\f(?=[{_HAN}「『（《])")


def _words(token: Any) -> str:  # noqa: ANN401
    words = "".join(_inline(child) for child in token.children or [])
    return _WRAP.sub("", words).replace("\f", " ")


def _inline(token: Any) -> str:  # noqa: ANN401
    if token.type == "html_inline":
        return "\n" if _BREAK.match(token.content) else ""
    if token.type in ("text", "code_inline", "image"):
        return str(token.content).replace("\f", " ")
    return {"softbreak": "\f", "hardbreak": "\n"}.get(token.type, "")


def read_html(text: str, place: str, name: str) -> Iterator[Article]:
    """The article of a page without its menus, with the metadata that the page states.

    Raises UnreadableFile when there is no page or no words.
    """
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        # An XML declaration would claim another encoding than the text has now.
        page = html.document_fromstring(regex.sub(r"\A\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableFile(f"{place}: not an HTML page ({error}).") from error
    if not (words := _main_words(text, page)):
        raise UnreadableFile(f"{place}: no words were found in the page. Save it as text.")
    stated = {**_meta(page), **_linked_data(page)}
    yield Article(
        name,
        words + "\n",
        title=stated.get("title") or _first(page, "//h1") or _first(page, "//title"),
        language=page.get("lang") or page.get("xml:lang") or "",
        date=stated.get("date") or _time(page),
        source=stated.get("source", ""),
        url=_first(page, "//link[@rel='canonical']/@href") or stated.get("url", ""),
        metadata={k: v for k, v in stated.items() if k == "author"},
    )


# Characters below which trafilatura may prefer the menus to the article, unless told not to.
SHORT = 500


def _main_words(text: str, page: Any) -> str:  # noqa: ANN401  lxml ships no types
    import trafilatura

    found = trafilatura.extract(text, include_comments=False, favor_precision=True) or ""
    if not found or len(found) >= SHORT:
        found = trafilatura.extract(text, include_comments=False) or "\n".join(_visible(page))
    return _RULE.sub("", found).strip()


# What it draws between the head and the body of a table.
_RULE = regex.compile(r"^\|(?:---\|)+\n", regex.M)


def _visible(page: Any) -> Iterator[str]:  # noqa: ANN401
    """The words of a page that is too small for an article to be told from its surroundings."""
    for line in page.xpath("//body//text()[not(ancestor::script or ancestor::style)]"):
        if words := " ".join(line.split()):
            yield words


def _first(page: Any, path: str) -> str:  # noqa: ANN401
    found = page.xpath(path)
    if not found:
        return ""
    words = found[0] if isinstance(found[0], str) else found[0].text_content()
    return " ".join(words.split())


_META = {
    "og:title": "title",
    "og:site_name": "source",
    "og:url": "url",
    "author": "author",
    "article:published_time": "date",
    "datepublished": "date",
    "date": "date",
    "dc.date": "date",
    "dc.date.issued": "date",
    "dcterms.date": "date",
    "pubdate": "date",
}


def _meta(page: Any) -> dict[str, str]:  # noqa: ANN401
    stated: dict[str, str] = {}
    for tag in page.xpath("//meta[@content]"):
        field = _META.get(
            (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        )
        value = " ".join(tag.get("content").split())
        value = parse_date(value) if field == "date" else value
        if field and value:
            stated.setdefault(field, value)
    return stated


def _linked_data(page: Any) -> dict[str, str]:  # noqa: ANN401
    """The headline and the date of an article that the page describes in JSON-LD."""
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue  # broken markup of a stranger's page: the page itself still counts
        for item in _items(data):
            if day := parse_date(str(item.get("datePublished", ""))):
                headline = item.get("headline")
                return {"date": day} | ({"title": headline} if isinstance(headline, str) else {})
    return {}


def _items(data: object) -> Iterator[dict[str, object]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            yield from _items(item.get("@graph"))


def _time(page: Any) -> str:  # noqa: ANN401
    """The time of the article; around it there may be those of others."""
    stated = [*page.xpath("//article//time/@datetime"), *page.xpath("//time/@datetime")]
    return next(filter(None, map(parse_date, stated)), "")
