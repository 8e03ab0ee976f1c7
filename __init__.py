"""Ask your articles anything, in any language; get their exact words.

    from guillemet import Index
    index = Index.open("articles.guillemet")
    for hit in index.search("How much was produced?", k=5):
        print(hit.score, hit.article.title, hit.passage.text)

The names below are loaded when they are first used (PEP 562), so `import guillemet` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guillemet.index.encoder import Encoder, load_encoder
    from guillemet.index.errors import GuillemetError
    from guillemet.index.files import read
    from guillemet.index.filters import Filter
    from guillemet.index.index import Index
    from guillemet.index.nouns import Article, Hit, Passage
    from guillemet.index.searching import SearchOptions
    from guillemet.qa.answerer import Answerer, AnswerOptions
    from guillemet.qa.nouns import Answer, Citation, Miss, Span
    from guillemet.qa.reader import Reader, load_reader

_HOMES = {
    "Answer": "qa.nouns",
    "AnswerOptions": "qa.answerer",
    "Answerer": "qa.answerer",
    "Article": "index.nouns",
    "Citation": "qa.nouns",
    "Encoder": "index.encoder",
    "Filter": "index.filters",
    "GuillemetError": "index.errors",
    "Hit": "index.nouns",
    "Index": "index.index",
    "Miss": "qa.nouns",
    "Passage": "index.nouns",
    "Reader": "qa.reader",
    "SearchOptions": "index.searching",
    "Span": "qa.nouns",
    "load_encoder": "index.encoder",
    "load_reader": "qa.reader",
    "read": "index.files",
}

__all__ = [
    "Answer",
    "AnswerOptions",
    "Answerer",
    "Article",
    "Citation",
    "Encoder",
    "Filter",
    "GuillemetError",
    "Hit",
    "Index",
    "Miss",
    "Passage",
    "Reader",
    "SearchOptions",
    "Span",
    "load_encoder",
    "load_reader",
    "read",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'guillemet' has no attribute {name!r}")
    return getattr(import_module(f"guillemet.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
