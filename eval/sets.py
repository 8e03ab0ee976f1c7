"""Question sets: questions with their accepted answers, and the articles that hold these."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

import regex

from guillemet.eval.normalisers import UNSPACED
from guillemet.eval.rows import Row, json_lines, parsed, text_file
from guillemet.index.errors import GuillemetError
from guillemet.index.nouns import Article

T = TypeVar("T")

SEED = 20250718

# Scripts with blanks between words: there a neighbouring letter, or a digit behind a decimal or
# thousands mark, means that the answer is only a part of what stands there.
_WORDLY = rf"(?:(?![{UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])"
_IN_A_WORD = regex.compile(_WORDLY)
_NOT_AFTER_A_WORD = rf"(?<!{_WORDLY}|\p{{Nd}}[.,])"
_NOT_BEFORE_A_WORD = rf"(?!{_WORDLY}|[.,]\p{{Nd}})"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is right: the accepted `answers`, none when it is unanswerable.

    `start` is where answers[0] stands in the article's text, None when that is not known.
    `type` is the kind of answer ("number", "person") or "".
    """

    id: str
    text: str
    language: str
    article_id: str
    answers: tuple[str, ...] = ()
    start: int | None = None
    type: str = ""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the article's `text` holds an accepted answer: at `start`, or again elsewhere."""
        found = chain.from_iterable(_occurrences(answer, text) for answer in self.answers)
        first = [] if self.start is None else [(self.start, self.start + len(self.answers[0]))]
        return sorted({*first, *found})


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions on articles; every question's `article_id` is a key of `articles`."""

    name: str
    articles: Mapping[str, Article]
    questions: tuple[Question, ...]

    def sample(self, limit: int | None) -> QuestionSet:
        """The same set with `limit` of its questions, as `sample` draws them."""
        return replace(self, questions=sample(self.questions, limit))


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR folder: documents, judged queries, and per query the grades of right documents."""

    name: str
    documents: tuple[Article, ...]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]


def sample(items: Sequence[T], limit: int | None) -> tuple[T, ...]:
    """`limit` of the items in their old order, drawn with a fixed seed; None takes all."""
    if limit is None or limit >= len(items):
        return tuple(items)
    kept = random.Random(SEED).sample(range(len(items)), limit)
    return tuple(items[i] for i in sorted(kept))


# ---- our own: JSON Lines of id, language, question, article_id, answers, start, type


def read_questions(path: Path, articles: Iterable[Article]) -> QuestionSet:
    """The questions of `path` on these articles; each answer must stand in its article.

    Raises GuillemetError that names file and row.
    """
    known = {article.id: article for article in articles}
    questions: dict[str, Question] = {}
    for row in json_lines(path):
        question = _question(row, known)
        if question.id in questions:
            raise row.error(f"the id {question.id!r} stands in an earlier row, too")
        questions[question.id] = question
    return QuestionSet(path.stem, known, _some(questions.values(), path))


def _question(row: Row, articles: Mapping[str, Article]) -> Question:
    article_id = row.get("article_id", str)
    if article_id not in articles:
        raise row.error(f"there is no article {article_id!r} among {sorted(articles)[:5]}...")
    answers = tuple(row.get("answers", list))
    start = row.get("start", int) if answers else None
    text = articles[article_id].text
    for answer in answers:
        if not isinstance(answer, str) or not answer or answer not in text:
            raise row.error(f"the answer {answer!r:.80} does not stand in {article_id!r}")
    if start is not None and (start < 0 or not text.startswith(answers[0], start)):
        raise row.error(f"{answers[0]!r:.80} does not stand at {start} in {article_id!r}")
    return Question(
        row.get("id", str),
        row.get("question", str),
        row.get("language", str, ""),
        article_id,
        answers,
        start,
        row.get("type", str, ""),
    )


def _occurrences(answer: str, text: str) -> Iterator[tuple[int, int]]:
    """Where `answer` stands in `text`, but not as a part of a longer word or number."""
    before = _NOT_AFTER_A_WORD if _IN_A_WORD.match(answer[0]) else ""
    after = _NOT_BEFORE_A_WORD if _IN_A_WORD.match(answer[-1]) else ""
    pattern = regex.compile(before + regex.escape(answer) + after)
    return (match.span() for match in pattern.finditer(text))


# ---- SQuAD: 1.1 or 2.0 as JSON, or a question a row as JSON Lines


def read_squad(path: Path, questions_from: Path | None = None) -> QuestionSet:
    """A SQuAD file's paragraphs (as articles) and questions.

    JSON of SQuAD 1.1 or 2.0, or JSON Lines of `id, title, context, question, answers: [{text,
    answer_start}]` and perhaps `lang, question_lang`; no answers = unanswerable. With
    `questions_from`, a parallel file, its questions stand in the place of those with the same
    id; the others are left out. Raises GuillemetError that names file and row.
    """
    paragraphs: dict[tuple[str, str], Article] = {}
    questions = [_squad_question(row, paragraphs) for row in _squad_rows(path)]
    name = path.name
    if questions_from:
        asked = {row.get("id", str): row for row in _squad_rows(questions_from)}
        questions = [_asked_as(q, asked[q.id]) for q in questions if q.id in asked]
        name = f"{path.name} with the questions of {questions_from.name}"
        if not questions:
            raise GuillemetError(
                f"No question of {questions_from} has the id of a question of {path}. "
                "Parallel sets (XQuAD, MLQA) share their ids: give two of them."
            )
    articles = {article.id: article for article in paragraphs.values()}
    return QuestionSet(name, articles, _some(questions, path))


def _squad_rows(path: Path) -> Iterator[Row]:
    """The questions of a SQuAD file, one row each with its title and context."""
    with text_file(path) as file:
        first = file.readline()
        if '"context"' in first and '"paragraphs"' not in first:
            yield from json_lines(path)
            return
        whole = Row(str(path), parsed(first + file.read(), str(path)))
    for entry in whole.rows("data"):
        title = entry.get("title", str, "")
        for paragraph in entry.rows("paragraphs"):
            shared = {"title": title, "context": paragraph.get("context", str)}
            for question in paragraph.rows("qas"):
                yield question.joined(shared)


def _squad_question(row: Row, paragraphs: dict[tuple[str, str], Article]) -> Question:
    title, context = row.get("title", str, ""), row.get("context", str)
    article = paragraphs.get((title, context))
    if article is None:
        name = f"{title or 'paragraph'}#{len(paragraphs) + 1}"
        article = _article(row, name, context, title, row.get("lang", str, ""))
        paragraphs[title, context] = article
    # The accepted texts and where each is first said to stand. Some sets mark an unanswerable
    # question by is_impossible, some by an empty text, some by no answer at all.
    answers: dict[str, int] = {}
    if not row.get("is_impossible", bool, False):
        for answer in row.rows("answers", []):
            if text := answer.get("text", str).strip():
                answers.setdefault(text, answer.get("answer_start", int, -1))
    # Translated sets are often off by some characters: reading is judged by the words alone.
    first, start = next(iter(answers.items()), ("", -1))
    stands = start >= 0 and context.startswith(first, start)
    return Question(
        row.get("id", str),
        row.get("question", str),
        row.get("question_lang", str, article.language),
        article.id,
        tuple(answers),
        start if stands else None,
    )


def _asked_as(question: Question, row: Row) -> Question:
    language = row.get("question_lang", str, row.get("lang", str, ""))
    return replace(question, text=row.get("question", str), language=language)


# ---- BEIR: corpus.jsonl, queries.jsonl, qrels/test.tsv


def read_beir(folder: Path) -> Collection:
    """A BEIR folder's documents, and the queries that have a right document.

    Raises GuillemetError that names file and row.
    """
    documents = tuple(_document(row) for row in json_lines(folder / "corpus.jsonl"))
    texts = {
        row.get("_id", str): row.get("text", str) for row in json_lines(folder / "queries.jsonl")
    }
    path = folder / "qrels" / "test.tsv"
    judged: dict[str, dict[str, int]] = {}
    for where, query, document, grade in _qrels(path):
        if query not in texts:
            raise GuillemetError(f"{where}: queries.jsonl has no query {query!r}. Add it there.")
        if grade > 0:
            judged.setdefault(query, {})[document] = grade
    if not judged:
        raise GuillemetError(f"{path} names no right document. Give a file with at least one.")
    return Collection(folder.name, documents, {query: texts[query] for query in judged}, judged)


def _qrels(path: Path) -> Iterator[tuple[str, str, str, int]]:
    """(where, query, document, grade) of each row below the header."""
    with text_file(path) as file:
        for number, line in enumerate(file, 1):
            where = f"{path}, row {number}"
            match line.rstrip("\r\n").split("\t"):
                case [query, document, grade] if grade.lstrip("-").isdecimal():
                    yield where, query, document, int(grade)
                case _ if number > 1:
                    raise GuillemetError(
                        f"{where}: query-id, corpus-id and score are expected, with tabs between "
                        f"them, not {line!r:.80}. Correct this row, or take it out."
                    )


def _document(row: Row) -> Article:
    title = row.get("title", str, "")
    return _article(row, row.get("_id", str), row.get("text", str) or title, title)


def _article(row: Row, name: str, text: str, title: str, language: str = "") -> Article:
    try:
        return Article(name, text, title, language)
    except ValueError as error:
        raise row.error(str(error)) from error


def _some(questions: Iterable[Question], path: Path) -> tuple[Question, ...]:
    found = tuple(questions)
    if not found:
        raise GuillemetError(f"{path} holds no question. Give a file with at least one.")
    return found
