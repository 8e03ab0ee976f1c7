"""Questions with everything that was found and read for them: what the confidence learns from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from guillemet.index.index import Index
from guillemet.index.nouns import Article, Hit
from guillemet.qa.nouns import Span
from guillemet.qa.reader import Reader
from guillemet.train.data import kept_out, rows

FOUND = 12  # passages that are read for a question, so that some are left without the gold article
N_BEST = 5  # spans of a passage
WRITTEN = ("vi", "hi", "zh", "en")
XQUAD = ("en", "vi", "hi", "zh", "th", "de", "ar", "ru", "tr", "el", "es", "ro")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in `language`, its accepted answers (none: unanswerable), the article asked."""

    text: str
    language: str
    answers: tuple[str, ...]
    article_id: str


@dataclass(frozen=True, slots=True)
class Pool:
    """Articles that are searched together, and questions on them."""

    name: str
    articles: tuple[Article, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the passages found, best first, and the spans read in each."""

    pool: str
    asked: Asked
    hits: tuple[Hit, ...]
    spans: tuple[tuple[Span, ...], ...]

    def without_gold(self) -> Case:
        """The same where the article asked about had never been there."""
        kept = [i for i, h in enumerate(self.hits) if h.article.id != self.asked.article_id]
        return replace(
            self,
            asked=replace(self.asked, answers=()),
            hits=tuple(self.hits[i] for i in kept),
            spans=tuple(self.spans[i] for i in kept),
        )


def read_pools(pools: Iterable[Pool], reader: Reader) -> Iterator[Case]:
    """Index each pool, ask its questions and read what is found."""
    for pool in pools:
        with tempfile.TemporaryDirectory() as folder, Index.create(folder) as index:
            index.add(pool.articles)
            for asked in pool.asked:
                hits = index.search(asked.text, FOUND)
                spans = reader.read(asked.text, [hit.passage.text for hit in hits], N_BEST)
                yield Case(pool.name, asked, tuple(hits), tuple(map(tuple, spans)))


def pools(data: Path, random: Random) -> Iterator[Pool]:
    """The kept-out articles of `written/`, and samples of the development sets.

    The written ones are searched together, by eights and in pairs, since scores depend on the
    size of an index. XQuAD's paragraphs stand in twelve languages in one pool, each in one of
    them and asked about in another; two thirds of its questions cross languages. SQuAD 2's and
    CLAP NQ's unanswerable questions are those that people wrote or typed.
    """
    whole = _written(data / "written" / "articles.jsonl.gz", random)
    asked = random.sample(whole.asked, len(whole.asked))
    for turn, size in enumerate((2, 8, len(whole.articles))):
        yield from _split(whole, size, asked[turn::3])
    yield _xquad(data / "dev", 250, random)
    yield _set(data / "dev" / "squad2_dev_half.jsonl.gz", 150, random)
    yield _set(data / "dev" / "clapnq_unanswerable_dev.jsonl.gz", 60, random)
    for name in ("viquad2_dev", "cmrc2018_trial", "iapp_thai_valid", "arcd_test"):
        yield _set(data / "dev" / f"{name}.jsonl.gz", 30, random)


def _written(path: Path, random: Random) -> Pool:
    articles, asked = [], []
    for row in rows(path):
        if not kept_out(row["id"]):
            continue
        articles.append(Article(row["id"], row["text"], row["title"], row["lang"], row["date"]))
        for question in row["questions"]:
            asked += [
                Asked(question[language], language, tuple(question["answers"]), row["id"])
                for language in random.sample(WRITTEN, 2)
            ]
    random.shuffle(articles)
    return Pool("written", tuple(articles), tuple(asked))


def _split(pool: Pool, size: int, asked: Sequence[Asked]) -> Iterator[Pool]:
    """The pool in parts of `size` articles, each with its own of these questions."""
    for start in range(0, len(pool.articles), size):
        part = pool.articles[start : start + size]
        here = {article.id for article in part}
        yield Pool(f"{pool.name}/{size}", part, tuple(a for a in asked if a.article_id in here))


def _xquad(folder: Path, limit: int, random: Random) -> Pool:
    sets = {
        language: {row["id"]: row for row in rows(folder / f"xquad_{language}.jsonl.gz")}
        for language in XQUAD
    }
    ids = random.sample(sorted(sets["en"]), limit)
    chosen: dict[str, str] = {}
    found = []
    for name in ids:
        english = sets["en"][name]["context"]
        language = chosen.setdefault(english, random.choice(XQUAD))
        asked_in = random.choice((language, *random.sample(XQUAD, 2)))
        found.append({**sets[language][name], "question": sets[asked_in][name]["question"],
                      "question_lang": asked_in})  # fmt: skip
    return _pool("xquad", found, found)


def _set(path: Path, limit: int, random: Random) -> Pool:
    """Neighbouring rows, so that paragraphs of one article stand beside each other."""
    found = list(rows(path))
    start = random.randrange(max(1, len(found) - 4 * limit))
    near = found[start : start + 4 * limit]
    return _pool(path.name.partition(".")[0], near, random.sample(near, min(limit, len(near))))


def _pool(name: str, rows: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]]) -> Pool:
    """Paragraphs as articles; a paragraph's id is the digest of its text."""
    articles = {_id(r): Article(_id(r), r["context"], r["title"], r["lang"]) for r in rows}
    questions = [
        Asked(r["question"], r["question_lang"], tuple(a["text"] for a in r["answers"]), _id(r))
        for r in asked
    ]
    return Pool(name, tuple(articles.values()), tuple(questions))


def _id(row: dict[str, Any]) -> str:
    return sha256(row["context"].encode()).hexdigest()[:16]
