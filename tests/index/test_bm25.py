"""The formulas: rank-bm25's where they claim to be, and positive where that one fails."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi, BM25Plus

from guillemet.index.bm25 import METHODS, Bm25
from guillemet.index.postings import Lexicon, Postings

WORDS = ["a", "b", "c", "d", "e", "f", "đồng", "एल्यूमीनियम", "产量", "40319000"]
SIZES = [1, 2, 3, 5, 20, 200]


def corpus(rng: random.Random, size: int) -> list[list[str]]:
    """The first words stand nearly everywhere; the first passage holds one, later ones may not."""
    weights = [2.0**-i for i in range(len(WORDS))]
    return [rng.choices(WORDS, weights, k=rng.randint(0 if row else 1, 30)) for row in range(size)]


def scores(documents: list[list[str]], query: list[str], bm25: Bm25) -> list[float]:
    lexicon = Lexicon(((Postings.build(documents), np.ones(len(documents), bool)),))
    return lexicon.scores(query, bm25)[0].tolist()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("method", "theirs"), [("okapi", BM25Okapi), ("plus", BM25Plus)])
def test_scores_equal_rank_bm25_on_thousands_of_random_queries(method, theirs, seed):
    rng = random.Random(seed)
    for size in SIZES * 5:
        documents = corpus(rng, size)
        k1, b = rng.uniform(0.5, 3), rng.random()
        own = "epsilon" if method == "okapi" else "delta"
        numbers = {"k1": k1, "b": b, own: rng.random()}
        reference, bm25 = theirs(documents, **numbers), Bm25(method, **numbers)
        lexicon = Lexicon(((Postings.build(documents), np.ones(size, bool)),))
        for _ in range(20):
            query = rng.choices([*WORDS, "unknown"], k=rng.randint(1, 8))
            ours, _ = lexicon.scores(query, bm25)
            np.testing.assert_allclose(ours, reference.get_scores(query), rtol=0, atol=1e-9)


def test_the_numbers_of_rank_bm25_are_the_defaults():
    documents = corpus(random.Random(3), 20)
    for method, theirs in (("okapi", BM25Okapi), ("plus", BM25Plus)):
        expected = theirs(documents).get_scores(WORDS)
        np.testing.assert_allclose(scores(documents, WORDS, Bm25(method)), expected, atol=1e-9)


def test_lucene_is_its_definition_written_out():
    rng = random.Random(11)
    for size in SIZES:
        documents = corpus(rng, size)
        average = sum(map(len, documents)) / size
        query = rng.choices([*WORDS, "unknown"], k=6)
        for document, score in zip(documents, scores(documents, query, Bm25()), strict=True):
            expected = 0.0
            for word in query:
                n, tf = sum(word in d for d in documents), document.count(word)
                idf = math.log(1 + (size - n + 0.5) / (n + 0.5))
                expected += idf * tf * 2.5 / (tf + 1.5 * (0.25 + 0.75 * len(document) / average))
            assert score == pytest.approx(expected, abs=1e-9)


def test_lucene_tells_two_passages_apart_where_okapi_gives_nothing_but_zeros():
    documents = [["kim", "loại"], ["एल्यूमीनियम", "क्षमता"]]
    assert scores(documents, ["kim"], Bm25("okapi")) == [0, 0]
    first, second = scores(documents, ["kim"], Bm25("lucene"))
    assert first > second == 0


@given(st.integers(1, 10**7), st.data())
def test_lucene_and_plus_weigh_every_word_above_nothing_and_rarer_ones_more(total, data):
    n = data.draw(st.integers(1, total))
    rarer = data.draw(st.integers(0, n))
    for method in ("lucene", "plus"):
        rare, common = Bm25(method).idf(total, np.array([rarer, n], float))
        assert rare >= common > 0


def test_okapi_puts_a_share_of_the_mean_in_the_place_of_what_is_negative():
    idf = Bm25("okapi", epsilon=0.5).idf(10, np.array([1.0, 5.0, 9.0]), mean=0.8)
    assert idf.tolist() == pytest.approx([math.log(9.5 / 1.5), 0, 0.4])


@pytest.mark.parametrize("method", METHODS)
def test_a_word_in_no_passage_has_an_idf_that_is_no_infinity(method):
    assert np.isfinite(Bm25(method).idf(100, np.zeros(1)))


def test_an_unknown_method_is_told_with_the_known_ones():
    with pytest.raises(ValueError, match="'bm11'; known: lucene, okapi, plus"):
        Bm25("bm11")


@pytest.mark.parametrize("wrong", [{"k1": -1}, {"b": 1.1}, {"b": -0.1}, {"delta": math.nan}])
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=r"b must lie in 0\.\.1"):
        Bm25(**wrong)
