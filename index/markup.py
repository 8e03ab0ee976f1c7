"""Markdown and HTML to articles: the words that a reader sees, the metadata that a page states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regex

from guillemet.index.dates import parse_date
from guillemet.index.errors import UnreadableFile
from guillemet.index.nouns import Article

_FRONT_MATTER = regex.compile(r"\A---[ \t]*\n(?P<head>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", regex.S)
_PAIR = regex.compile(r"^(?P<key>[\w-]+)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*$", regex.M)
_FIELDS = ("title", "language", "date", "source", "url")


def read_markdown(text: str, path: Path, name: str) -> Iterator[Article]:
    """The text as it is rendered, with the metadata of its front matter."""
    head: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        head = {m["key"].lower(): m["value"].strip("'\"") for m in _PAIR.finditer(front["head"])}
        text = text[front.end() :]
    head.setdefault("language", head.pop("lang", ""))
    rendered, heading = _rendered(text)
    if not rendered.strip():
        raise UnreadableFile(f"{path}: there is no text in it.")
    yield Article(
        name,
        rendered,
        title=head.get("title") or heading,
        language=head.get("language", ""),
        date=parse_date(head.get("date", "")),
        source=head.get("source", ""),
        url=head.get("url", ""),
        metadata={key: value for key, value in head.items() if key not in _FIELDS and value},
    )


def _rendered(markdown: str) -> tuple[str, str]:
    """The words of a Markdown text, a block a line, and its first heading."""
    from markdown_it import MarkdownIt

    lines: list[str] = []
    heading = ""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = "".join(_inline(child) for child in token.children or [])
            if before is not None and before.type in ("td_open", "th_open"):
                cells = lines.pop() if lines and lines[-1].startswith("\x1f") else "\x1f"
                lines.append(f"{cells}{' | ' if len(cells) > 1 else ''}{words}")
                continue
            if before is not None and before.type == "heading_open":
                heading = heading or words
            lines.append(words)
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
        elif token.type in ("paragraph_close", "heading_close") and token.level == 0:
            lines.append("")
        elif token.type == "tr_close":
            lines[-1] = lines[-1].removeprefix("\x1f")
    return "\n".join(lines).strip("\n") + "\n", heading


def _inline(token: Any) -> str:  # noqa: ANN401
    if token.type in ("text", "code_inline", "image"):
        return str(token.content)
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")


def read_html(text: str, path: Path, name: str) -> Iterator[Article]:
    """The article of a page without its menus, with the metadata that the page states.

    Raises UnreadableFile when there is no page or no words.
    """
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        # An XML declaration would claim another encoding than the text has now.
        page = html.document_fromstring(regex.sub(r"\A\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableFile(f"{path}: not an HTML page ({error}).") from error
    if not (words := _main_words(text, page)):
        raise UnreadableFile(f"{path}: no words were found in the page. Save it as text.")
    stated = {**_meta(page), **_linked_data(page)}
    yield Article(
        name,
        words + "\n",
        title=stated.get("title") or _first(page, "//h1") or _first(page, "//title"),
        language=(page.get("lang") or "").split("-")[0].lower(),
        date=stated.get("date") or _time(page),
        source=stated.get("source", ""),
        url=_first(page, "//link[@rel='canonical']/@href") or stated.get("url", ""),
        metadata={k: v for k, v in stated.items() if k == "author"},
    )


SHORT = 200  # characters below which an extraction may be the menu rather than the article


def _main_words(text: str, page: Any) -> str:  # noqa: ANN401  lxml ships no types
    import trafilatura

    found = trafilatura.extract(text, include_comments=False) or ""
    if len(found) < SHORT:
        precise = trafilatura.extract(text, include_comments=False, favor_precision=True)
        found = precise or found or "\n".join(_visible(page))
    return found.strip()


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
    "date": "date",
    "dc.date": "date",
    "pubdate": "date",
}


def _meta(page: Any) -> dict[str, str]:  # noqa: ANN401
    stated: dict[str, str] = {}
    for tag in page.xpath("//meta[@content]"):
        field = _META.get((tag.get("property") or tag.get("name") or "").lower())
        value = " ".join(tag.get("content").split())
        value = parse_date(value) if field == "date" else value
        if field and value:
            stated.setdefault(field, value)
    return stated


def _linked_data(page: Any) -> dict[str, str]:  # noqa: ANN401
    """The headline and the date of an article that the page describes in JSON-LD."""
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue  # broken markup of a stranger's page: the page itself still counts
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, dict) and (day := parse_date(str(item.get("datePublished", "")))):
                headline = item.get("headline")
                return {"date": day} | ({"title": headline} if isinstance(headline, str) else {})
    return {}


def _time(page: Any) -> str:  # noqa: ANN401
    return next(filter(None, map(parse_date, page.xpath("//time/@datetime"))), "")
