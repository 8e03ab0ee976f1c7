"""What the reader learns from: examples of the reading sets and of the articles written for it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from guillemet.index.sentences import sentences
from guillemet.index.tokens import Floats

# Of the articles written in each language, the sixteen with the smallest hashes lie below.
_KEPT_OUT_BELOW = {"vi": 6558, "hi": 6409, "zh": 9328, "en": 13240}
SENTENCES = (2, 6)  # of a cut passage; about 60 to 200 tokens
NEIGHBOURS = 8  # articles that are like one
NEAR = 30  # rows of a reading set


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside a passage: the answer is passage[start:end], or nothing (0, 0).

    `answers` are all accepted ones, for measuring; `languages` those of question and passage.
    """

    question: str
    passage: str
    start: int = 0
    end: int = 0
    answers: tuple[str, ...] = ()
    languages: tuple[str, str] = ("", "")

    def beside(self, passage: str) -> Example:
        """The question put to another passage that does not answer it."""
        return replace(self, passage=passage, start=0, end=0, answers=())

    def within(self, start: int, end: int) -> Example:
        """The example with its passage cut to [start, end), which holds the answer if any."""
        shift = start if self.end else 0
        return replace(
            self,
            passage=self.passage[start:end],
            start=self.start - shift,
            end=self.end - shift,
        )


@dataclass(frozen=True)
class Written:
    """An article of `written/` with its examples, one a question and language."""

    id: str
    text: str
    examples: tuple[Example, ...]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Its sentences as (start, end)."""
        return sentences(self.text)


def kept_out(article_id: str) -> bool:
    """Whether an article of `written/` is for measuring: 16 each in vi, hi, zh and en."""
    below = _KEPT_OUT_BELOW.get(article_id.rstrip("0123456789"), 0)
    return int(sha256(article_id.encode()).hexdigest()[:4], 16) < below


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_written(path: Path) -> list[Written]:
    """All articles of a `written/` file, those kept out included."""
    return [_written(row) for row in rows(path)]


def _written(row: dict[str, Any]) -> Written:
    about = {"answers", "start", "type"}
    examples = [
        _example(question[language], row["text"], question, (language, row["lang"]))
        for question in row["questions"]
        for language in sorted(question.keys() - about)
    ]
    return Written(row["id"], row["text"], tuple(examples))


def _example(
    question: str, passage: str, row: dict[str, Any], languages: tuple[str, str]
) -> Example:
    answers = tuple(row["answers"])
    if not answers:
        return Example(question, passage, languages=languages)
    start = row["start"]
    return Example(question, passage, start, start + len(answers[0]), answers, languages)


def read_set(path: Path, passages: Path | None = None) -> list[Example]:
    """The examples of a reading set; with `passages` its questions go to that set's passages.

    The two sets are joined on `id`, as XQuAD's languages are.
    """
    others = {row["id"]: row for row in rows(passages or path)}
    found = []
    for row in rows(path):
        other = others[row["id"]]
        about = {
            "answers": [answer["text"] for answer in other["answers"]],
            "start": other["answers"][0]["answer_start"] if other["answers"] else 0,
        }
        languages = (row["question_lang"], other["lang"])
        found.append(_example(row["question"], other["context"], about, languages))
    return found


class Mix:
    """An endless stream of examples: articles written for this, reading sets, wrong passages.

    Of the written examples half come with the whole article and half with a few sentences of it,
    about as long as the passages of an index. A question in six, either way, is put beside a
    passage that does not answer it: the article's own other sentences, or one of the articles
    most like it; of a reading set another passage of the same article, or just another.
    """

    def __init__(
        self, written: Sequence[Written], sets: Sequence[Sequence[Example]], vectors: Floats
    ) -> None:
        """`vectors` (len(written), d) are L2-normalised: they say which articles are alike."""
        self._written = written
        alike = vectors @ vectors.T
        np.fill_diagonal(alike, -1)
        self._neighbours = np.argsort(-alike, axis=1)[:, :-1][:, :NEIGHBOURS]
        self._sets = sets
        # A set counts by the root of its size, so that no language drowns the others.
        self._shares = [len(examples) ** 0.5 for examples in sets]

    def stream(self, random: Random, share_written: float, share_wrong: float) -> Iterator[Example]:
        """Examples for ever, in an order that `random` decides."""
        written = self._written_stream(random, share_wrong)
        read = self._read_stream(random, share_wrong)
        while True:
            yield next(written if random.random() < share_written else read)

    def _written_stream(self, random: Random, share_wrong: float) -> Iterator[Example]:
        places = [(a, e) for a, w in enumerate(self._written) for e in range(len(w.examples))]
        while True:
            random.shuffle(places)
            for a, e in places:
                article, example = self._written[a], self._written[a].examples[e]
                wrong = None
                if example.answers and random.random() < share_wrong:
                    wrong = self._wrong(a, example, random)
                if wrong:
                    yield wrong
                elif random.random() < 0.5:
                    yield cut(example, article.sentences, random)
                else:
                    yield example

    def _wrong(self, a: int, example: Example, random: Random) -> Example | None:
        """The question beside a passage that does not answer it, as far as its words can tell."""
        clear = _without(example, self._written[a].sentences)
        if clear and random.random() < 0.5:
            return cut(example.beside(example.passage), clear, random)
        other = self._written[random.choice(self._neighbours[a])]
        if _holds(other.text, example):
            return None
        wrong = example.beside(other.text)
        return wrong if random.random() < 0.5 else cut(wrong, other.sentences, random)

    def _read_stream(self, random: Random, share_wrong: float) -> Iterator[Example]:
        while True:
            (examples,) = random.choices(self._sets, self._shares)
            place = random.randrange(len(examples))
            example = examples[place]
            if random.random() < share_wrong:
                # What stands near in the file is mostly of the same article.
                near = max(0, min(len(examples) - 1, place + random.randint(-NEAR, NEAR)))
                passage = examples[near].passage
                if not _holds(passage, example):
                    example = example.beside(passage)
            yield example


def cut(example: Example, whole: Sequence[tuple[int, int]], random: Random) -> Example:
    """The example with two to six of these sentences for a passage, the answer's among them."""
    first = last = random.randrange(len(whole))
    if example.end:
        first = max(i for i, (start, _) in enumerate(whole) if start <= example.start)
        last = min(i for i, (_, end) in enumerate(whole) if end >= example.end)
    more = max(0, random.randint(*SENTENCES) - 1 - (last - first))
    before = random.randint(0, more)
    first, last = max(0, first - before), min(len(whole) - 1, last + more - before)
    return example.within(whole[first][0], whole[last][1])


def _without(example: Example, whole: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of an article's sentences that holds no accepted answer, maybe none."""
    runs: list[list[tuple[int, int]]] = [[]]
    for start, end in whole:
        if _holds(example.passage[start:end], example):
            runs.append([])
        else:
            runs[-1].append((start, end))
    return max(runs, key=len)


def _holds(passage: str, example: Example) -> bool:
    return any(answer in passage for answer in example.answers)
