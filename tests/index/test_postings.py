"""BM25 is rank-bm25's where it claims to be, positive where that fails, and counts the living."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rank_bm25 import BM25Okapi, BM25Plus

from guillemet.index.bm25 import Bm25
from guillemet.index.postings import Lexicon, Postings

WORDS = ["a", "b", "c", "d", "e", "f", "đồng", "एल्यूमीनियम", "产量", "40319000"]


def corpus(rng: random.Random, size: int) -> list[list[str]]:
    weights = [2.0**-i for i in range(len(WORDS))]
    return [rng.choices(WORDS, weights, k=rng.randint(1, 30)) for _ in range(size)]


def lexicon(documents: list[list[str]], alive: list[bool] | None = None) -> Lexicon:
    mask = np.ones(len(documents), bool) if alive is None else np.array(alive)
    return Lexicon(((Postings.build(documents), mask),))


@pytest.mark.parametrize(("method", "reference"), [("okapi", BM25Okapi), ("plus", BM25Plus)])
def test_scores_equal_rank_bm25_on_thousands_of_queries(method, reference):
    rng = random.Random(5)
    for size in [1, 2, 3, 5, 20, 200] * 20:
        documents = corpus(rng, size)
        ours, theirs = lexicon(documents), reference(documents)
        for _ in range(20):
            query = rng.choices([*WORDS, "unknown"], k=rng.randint(1, 8))
            scores, _ = ours.scores(query, Bm25(method))
            # rank-bm25's plus takes an unknown word for one in no passage and scores it nowhere.
            np.testing.assert_allclose(scores, theirs.get_scores(query), rtol=1e-5, atol=1e-5)


def test_lucene_ranks_two_documents_where_okapi_gives_only_zeros():
    documents = [["kim", "loại"], ["एल्यूमीनियम", "क्षमता"]]
    assert BM25Okapi(documents).get_scores(["kim"]).tolist() == [0, 0]
    scores, matched = lexicon(documents).scores(["kim"])
    assert scores[0] > 0
    assert scores[1] == 0
    assert matched.tolist() == [True, False]


def test_lucene_is_positive_for_a_word_in_every_passage_and_in_a_corpus_of_one():
    assert (lexicon([["a"], ["a", "b"]]).scores(["a"])[0] > 0).all()
    assert lexicon([["a"]]).scores(["a"])[0][0] > 0


def test_plus_scores_passages_without_the_word_but_they_do_not_match():
    scores, matched = lexicon([["a", "b"], ["c"]]).scores(["a"], Bm25("plus"))
    assert scores[1] > 0
    assert matched.tolist() == [True, False]


@pytest.mark.parametrize("method", ["lucene", "okapi", "plus"])
def test_parts_and_dead_passages_score_as_if_built_afresh(method):
    rng = random.Random(9)
    documents = corpus(rng, 120)
    alive = np.array([rng.random() < 0.8 for _ in documents])
    parts = Lexicon(
        (
            (Postings.build(documents[:90]), alive[:90]),
            (Postings.build(documents[90:]), alive[90:]),
        )
    )
    afresh = lexicon([d for d, lives in zip(documents, alive, strict=True) if lives])
    for _ in range(100):
        query = rng.choices([*WORDS, "unknown"], k=4)
        scores, matched = parts.scores(query, Bm25(method))
        expected, expected_matched = afresh.scores(query, Bm25(method))
        np.testing.assert_array_equal(scores[alive], expected)
        np.testing.assert_array_equal(matched[alive], expected_matched)
        assert not scores[~alive].any()
        assert not matched[~alive].any()
        assert parts.ceiling(query, Bm25(method)) == afresh.ceiling(query, Bm25(method))


def test_no_passage_scores_above_the_ceiling_and_unknown_words_raise_it():
    rng = random.Random(3)
    made = lexicon(corpus(rng, 300))
    for _ in range(200):
        query = rng.choices(WORDS, k=rng.randint(1, 6))
        assert made.scores(query)[0].max() <= made.ceiling(query)
        assert made.ceiling([*query, "unknown"]) > made.ceiling(query)


def test_loaded_postings_are_those_that_were_saved(tmp_path):
    documents = corpus(random.Random(1), 50)
    built = Postings.build(documents)
    built.save(tmp_path)
    loaded = Postings.load(tmp_path)
    assert isinstance(loaded.rows, np.memmap)
    for word in [*WORDS, "", "zzz", "\U0010ffff"]:
        rows, tf = loaded.of(word)
        expected = [(i, d.count(word)) for i, d in enumerate(documents) if word in d]
        assert list(zip(rows.tolist(), tf.tolist(), strict=True)) == expected
    assert loaded.lengths.tolist() == [len(d) for d in documents]


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_passages_without_words_are_no_error(documents):
    made = lexicon(documents)
    for method in ("lucene", "okapi", "plus"):
        scores, matched = made.scores(["a"], Bm25(method))
        assert len(scores) == len(documents)
        assert not matched.any()


def test_an_unknown_method_is_told_with_the_known_ones():
    with pytest.raises(ValueError, match="'bm11'; known: lucene, okapi, plus"):
        Bm25("bm11")
