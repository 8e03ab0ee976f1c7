"""Answers and hits as text for a terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

from guillemet.index.nouns import Article, Hit
from guillemet.qa.nouns import Answer, Citation
from guillemet.ui.wording import MISSES, alternatives, excerpt, opening, provenance, sureness

# Articles may hold control characters, which would drive the terminal, and overrides of the
# writing direction, which would forge what is seen.
_DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def answer_text(answer: Answer) -> str:
    """An answer with its source, its sentence and the alternatives; or a no with what came near."""
    if answer.miss:
        title, explanation = MISSES[answer.miss]
        near = [_cited(c) for c in answer.closest] or [hit_text(h) for h in answer.hits[:3]]
        return "\n\n".join([_bold(f"{title}."), explanation, *near])
    best = answer.citations[0]
    parts = [_bold(f"«{printable(best.quote)}»"), _cited(best)]
    if others := alternatives(answer):
        parts.append("\n".join(["Also possible:", *(_alternative(c) for c in others)]))
    return "\n\n".join(parts)


def hits_text(hits: Sequence[Hit]) -> str:
    """Passages that were found, best first, with how they were found."""
    if not hits:
        return "No passage was found."
    return "\n\n".join(f"{rank}. {hit_text(hit)}" for rank, hit in enumerate(hits, 1))


def hit_text(hit: Hit) -> str:
    """One passage with its article and its trace."""
    trace = ", ".join(f"{stage} #{s.rank} ({s.score:.2f})" for stage, s in hit.trace.items())
    place = _place(hit.article, hit.passage.start, hit.passage.end)
    return "\n".join([place, _one_line(opening(hit.passage.text)), trace])


def _cited(citation: Citation) -> str:
    part = excerpt(citation)
    sentence = f"{part.before}«{part.quote}»{part.after}"
    confidence = f"{sureness(citation.confidence)} ({citation.confidence:.2f})"
    place = _place(citation.article, citation.start, citation.end)
    return "\n".join([place, _one_line(sentence), confidence])


def _alternative(citation: Citation) -> str:
    title = _one_line(citation.article.title or citation.article.id)
    place = f"characters {citation.start}-{citation.end}"
    return f"  {citation.confidence:.2f}  «{_one_line(citation.quote)}»  {title}, {place}"


def _place(article: Article, start: int, end: int) -> str:
    where = f"article {article.id}, characters {start}-{end}"
    lines = [article.title, " · ".join([*provenance(article), where])]
    return "\n".join(_one_line(line) for line in lines if line)


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """A text that cannot drive the terminal: control characters become U+FFFD."""
    return _DANGEROUS.sub("\ufffd", text)


def _bold(text: str) -> str:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return text if plain or not sys.stdout.isatty() else f"\x1b[1m{text}\x1b[0m"
