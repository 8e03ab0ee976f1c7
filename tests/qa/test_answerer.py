"""The whole way of a question, over a real index with the real reader."""

from __future__ import annotations

import tempfile
from itertools import pairwise

import pytest

from guillemet.index.errors import InvalidQuestion
from guillemet.index.filters import Filter
from guillemet.index.index import Index
from guillemet.index.nouns import Article, Hit, Passage
from guillemet.qa.answerer import LONGEST_QUESTION, Answerer, AnswerOptions
from guillemet.qa.nouns import Miss, Span

ALWAYS = AnswerOptions(threshold=0)


@pytest.fixture(scope="module")
def answerer(index, reader):
    return Answerer(index, reader, ALWAYS)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Sản lượng mười loại kim loại màu thông dụng đạt bao nhiêu?", "40.319.000 tấn"),
        ("2024年上半年十种有色金属产量是多少？", "40.319.000 tấn"),
        ("आर्थिक और सूचना प्रौद्योगिकी ब्यूरो के उप निदेशक कौन हैं?", "झांग सानकी"),
        ("How long is the Tamsin?", "212 km"),
        ("Ai xây cây cầu qua sông Tamsin?", "Edda Falk"),
    ],
)
def test_a_question_is_answered_by_the_exact_words(answerer, question, quote):
    answer = answerer.ask(question)
    assert answer.quote == quote
    best = answer.citations[0]
    assert best.article.text[best.start : best.end] == quote
    assert 0 < answer.confidence == best.confidence <= 1
    assert answer.seconds > 0


def test_the_citations_are_ordered_apart_and_inside_their_passages(answerer):
    answer = answerer.ask("In welchem Jahr wurde die Brücke gebaut?")
    assert len(answer.citations) == AnswerOptions().n_best
    sureness = [c.confidence for c in answer.citations]
    assert sureness == sorted(sureness, reverse=True)
    for c in answer.citations:
        assert c.hit in answer.hits
        assert c.hit.passage.start <= c.start < c.end <= c.hit.passage.end
    places = sorted((c.article.id, c.start, c.end) for c in answer.citations)
    for (article, _, end), (other, start, _) in pairwise(places):
        assert article != other or end <= start


@pytest.mark.parametrize(
    "question",
    ["", "  \n", "???", "👍", "\ud800", "a" * (LONGEST_QUESTION + 1), "sản lượng " * 1000],
)
def test_what_is_no_question_is_a_miss_of_its_own(answerer, question):
    answer = answerer.ask(question)
    assert answer.miss is Miss.INVALID_QUESTION
    assert answer.question == question
    assert not answer.hits


@pytest.mark.parametrize(
    "question", ["q" * LONGEST_QUESTION, "who \ud800 is it?", "a\x00b", "7", "\u202eWho?"]
)
def test_odd_questions_do_not_break_it(answerer, question):
    assert answerer.ask(question).citations


def test_below_the_threshold_the_best_readings_are_only_the_closest(index, reader):
    answer = Answerer(index, reader, AnswerOptions(threshold=1, n_best=2)).ask("Who built it?")
    assert answer.miss is Miss.NOT_SURE
    assert answer.quote is None
    assert len(answer.closest) == 2
    assert answer.confidence == answer.closest[0].confidence


def test_an_empty_index_says_so(reader):
    with tempfile.TemporaryDirectory() as folder, Index.create(folder) as empty:
        assert Answerer(empty, reader).ask("Who built it?").miss is Miss.NOTHING_INDEXED


def test_a_filter_that_leaves_nothing_is_another_miss(answerer):
    answer = answerer.ask("Who built the bridge?", where=Filter(source="Nowhere"))
    assert answer.miss is Miss.NOTHING_FOUND
    assert not answer.hits


def test_a_filter_is_handed_on(answerer):
    answer = answerer.ask("Sản lượng là bao nhiêu?", where=Filter(language="en"))
    assert {c.article.id for c in answer.citations} == {"river"}


def test_so_many_passages_are_read_as_are_wanted(index, reader):
    answer = Answerer(index, reader, AnswerOptions(passages=3, threshold=0)).ask("How long is it?")
    assert len(answer.hits) == 3


@pytest.mark.parametrize("bad", [{"passages": 0}, {"n_best": 0}, {"threshold": 1.5}])
def test_options_out_of_range_are_refused(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} is {next(iter(bad.values()))}"):
        AnswerOptions(**bad)


# ---- other retrievers and readers


class Overlapping:
    """A retriever with one method: two passages of one article that share a sentence."""

    text = "The bridge is old. It was built in 1907. It is 212 m long."
    ranges = ((0, 39), (19, 58))

    def search(self, question, k=5, *, where=None):
        if question == "nothing":
            return []
        if question == "refused":
            raise InvalidQuestion("no")
        article = Article("bridge", self.text, language="en")
        return [
            Hit(Passage(i, "bridge", start, end, self.text[start:end]), article, 1.0)
            for i, (start, end) in enumerate(self.ranges)
        ][:k]


class Marking:
    """A reader that finds what it is told to, with a score for each passage."""

    name = "marking"

    def __init__(self, word, *scores):
        self.word, self.scores = word, scores

    def read(self, question, passages, n_best=5):
        found = []
        for passage, score in zip(passages, self.scores, strict=True):
            at = passage.find(self.word)
            found.append([Span(at, at + len(self.word), score)] if at >= 0 else [])
        return found


def test_a_span_read_in_two_passages_is_cited_once_with_its_better_score():
    answer = Answerer(Overlapping(), Marking("1907", 1.0, 2.0)).ask("When was it built?")
    (citation,) = answer.citations
    assert (citation.start, citation.quote) == (35, "1907")
    assert citation.hit.passage.id == 1
    assert citation.confidence == pytest.approx(1 / (1 + 2.718281828**-2))


def test_another_reader_is_trusted_from_its_own_break_even_on():
    assert Answerer(Overlapping(), Marking("1907", 0.1, -3.0)).ask("When?").quote == "1907"
    answer = Answerer(Overlapping(), Marking("1907", -0.1, -3.0)).ask("When?")
    assert answer.miss is Miss.NOT_SURE


def test_a_retriever_needs_no_more_than_to_search():
    answerer = Answerer(Overlapping(), Marking("1907", 1.0, 2.0))
    assert answerer.ask("nothing").miss is Miss.NOTHING_FOUND
    assert answerer.ask("refused").miss is Miss.INVALID_QUESTION


def test_passages_in_which_nothing_can_be_read_are_still_shown():
    answer = Answerer(Overlapping(), Marking("absent", 1.0, 2.0)).ask("When?")
    assert answer.miss is Miss.NOTHING_FOUND
    assert len(answer.hits) == 2
