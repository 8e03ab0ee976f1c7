"""Postings hold what was built, on disk too; a lexicon counts the living and finds the matching."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.bm25 import METHODS, Bm25
from guillemet.index.postings import Lexicon, Postings, best

WORDS = ["a", "b", "c", "d", "e", "f", "đồng", "एल्यूमीनियम", "产量", "40319000"]


def corpus(rng: random.Random, size: int) -> list[list[str]]:
    weights = [2.0**-i for i in range(len(WORDS))]
    return [rng.choices(WORDS, weights, k=rng.randint(1, 30)) for _ in range(size)]


def lexicon(documents: list[list[str]]) -> Lexicon:
    return Lexicon(((Postings.build(documents), np.ones(len(documents), bool)),))


# ---- postings


@given(st.lists(st.lists(st.text(st.characters(), max_size=3), max_size=8), max_size=8))
def test_postings_count_every_word_of_every_passage(documents):
    built = Postings.build(documents)
    for word in {"never", *(word for document in documents for word in document)}:
        rows, tf = built.of(word)
        expected = [(row, d.count(word)) for row, d in enumerate(documents) if word in d]
        assert list(zip(rows.tolist(), tf.tolist(), strict=True)) == expected
    assert built.lengths.tolist() == [len(d) for d in documents]
    assert len(built) == len(documents)


@pytest.mark.parametrize("times", [1, 255, 256, 70_000])
def test_a_word_that_is_repeated_very_often_is_counted_exactly(times):
    assert Postings.build([["a"], ["b"] * times]).of("b")[1].tolist() == [times]


def test_in_passages_with_few_repeats_a_frequency_takes_one_byte():
    assert Postings.build(corpus(random.Random(1), 50)).tf.itemsize == 1


def test_loaded_postings_are_those_that_were_saved_and_stay_on_disk(tmp_path):
    built = Postings.build(corpus(random.Random(1), 50))
    built.save(tmp_path)
    loaded = Postings.load(tmp_path)
    for word in [*WORDS, "", "zzz", "\U0010ffff"]:
        for ours, theirs in zip(loaded.of(word), built.of(word), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert isinstance(loaded.rows.base, np.memmap)
    assert not loaded.rows.flags.writeable


def test_postings_of_nothing_are_saved_and_loaded_too(tmp_path):
    Postings.build([]).save(tmp_path)
    assert len(Postings.load(tmp_path)) == len(Postings.load(tmp_path).of("a")[0]) == 0


def test_broken_files_are_an_error_and_not_a_wrong_answer(tmp_path):
    built = Postings.build(corpus(random.Random(1), 50))
    built.save(tmp_path)
    for path in tmp_path.iterdir():
        whole = path.read_bytes()
        for broken in (b"", whole[:50], whole[:-1]):
            path.write_bytes(broken)
            with pytest.raises((OSError, ValueError)):
                Postings.load(tmp_path)
        path.unlink()
        with pytest.raises(FileNotFoundError):
            Postings.load(tmp_path)
        path.write_bytes(whole)
    assert len(Postings.load(tmp_path)) == 50


def test_files_of_two_savings_do_not_fit_together(tmp_path):
    Postings.build([["a", "b"], ["c"]]).save(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    Postings.build([["a"]]).save(other)
    (other / "bm25-rows.npy").replace(tmp_path / "bm25-rows.npy")
    with pytest.raises(ValueError, match="do not fit together"):
        Postings.load(tmp_path)


# ---- a lexicon counts the living


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(5))
def test_parts_and_dead_passages_score_as_if_built_afresh(method, seed):
    rng = random.Random(seed)
    documents = corpus(rng, 120)
    alive = np.array([rng.random() < 0.7 for _ in documents])
    documents[0].append("only in a dead passage")
    documents[1].append("dead in one part and alive in the other")
    documents[100].append("dead in one part and alive in the other")
    documents[110].append("only in the last part")
    alive[:2], alive[[100, 110]] = False, True
    bounds = [0, 60, 90, 120]
    parts = Lexicon(
        tuple((Postings.build(documents[i:j]), alive[i:j]) for i, j in pairwise(bounds))
    )
    afresh = lexicon([d for d, lives in zip(documents, alive, strict=True) if lives])
    vocabulary = sorted({word for d in documents for word in d})
    assert parts.passages == afresh.passages == alive.sum()
    for _ in range(50):
        query = rng.choices([*vocabulary, "unknown"], k=5)
        scores, matched = parts.scores(query, Bm25(method))
        expected, expected_matched = afresh.scores(query, Bm25(method))
        np.testing.assert_allclose(scores[alive], expected, rtol=0, atol=1e-9)
        np.testing.assert_array_equal(matched[alive], expected_matched)
        assert not scores[~alive].any()
        assert not matched[~alive].any()
        ceiling = afresh.ceiling(query, Bm25(method))
        assert parts.ceiling(query, Bm25(method)) == pytest.approx(ceiling)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("documents", [[], [[]], [[], []], [["b"]]])
def test_where_nothing_can_be_found_nothing_is_found(documents, method):
    made = lexicon(documents)
    for query in ([], ["a"]):
        scores, matched = made.scores(query, Bm25(method))
        assert scores.tolist() == [0] * len(documents)
        assert not matched.any()
        assert len(made.top(query, 5, Bm25(method))[0]) == 0


def test_a_corpus_in_which_all_are_dead_finds_nothing():
    made = Lexicon(((Postings.build([["a"], ["a"]]), np.zeros(2, bool)),))
    for method in METHODS:
        assert not made.scores(["a"], Bm25(method))[1].any()


# ---- a lexicon finds the matching


@pytest.mark.parametrize("method", METHODS)
def test_what_matches_is_what_holds_a_word_whatever_it_scores(method):
    rng = random.Random(2)
    for size in [1, 2, 3, 30] * 20:
        documents = corpus(rng, size)
        query = rng.choices([*WORDS, "unknown"], k=3)
        _, matched = lexicon(documents).scores(query, Bm25(method))
        assert matched.tolist() == [bool(set(query) & set(d)) for d in documents]


def test_a_passage_to_which_okapi_gives_zero_or_less_is_found():
    rows, scores = lexicon([["a", "b"], ["a", "b"], ["a"]]).top(["a"], 5, Bm25("okapi"))
    assert (scores < 0).all()
    assert sorted(rows.tolist()) == [0, 1, 2]


def test_a_passage_to_which_plus_gives_its_constant_alone_is_not_found():
    made = lexicon([["a", "b"], ["c"]])
    assert made.scores(["a"], Bm25("plus"))[0][1] > 0
    assert made.top(["a"], 5, Bm25("plus"))[0].tolist() == [0]


def test_the_top_are_the_best_of_the_allowed_and_ties_stand_in_the_order_of_rows():
    made = lexicon([["a"], ["a", "a"], ["b"], ["a"], ["a"]])
    rows, scores = made.top(["a"], 3)
    assert rows.tolist() == [1, 0, 3]
    assert scores[0] > scores[1] == scores[2] > 0
    allowed = np.array([False, True, True, False, True])
    assert made.top(["a"], 9, allowed=allowed)[0].tolist() == [1, 4]


@given(st.lists(st.integers(-2, 2), max_size=12), st.integers(0, 14))
def test_the_best_are_the_beginning_of_all_in_order(scores, k):
    rows = np.arange(len(scores))
    expected = sorted(rows.tolist(), key=lambda row: (-scores[row], row))[:k]
    assert best(rows, np.array(scores, float), k).tolist() == expected


# ---- the ceiling


@pytest.mark.parametrize("method", METHODS)
def test_no_passage_scores_above_the_ceiling_and_an_unknown_word_raises_it(method):
    rng, bm25 = random.Random(3), Bm25(method)
    for size in [1, 2, 3, 300] * 20:
        made = lexicon(corpus(rng, size))
        query = rng.choices(WORDS, k=rng.randint(1, 6))
        assert made.scores(query, bm25)[0].max() <= made.ceiling(query, bm25) + 1e-9
        assert made.ceiling([*query, "unknown"], bm25) > made.ceiling(query, bm25)


def test_a_passage_of_the_questions_words_alone_comes_near_the_ceiling():
    made = lexicon([["a", "b"] * 5000, *([["c"] * 10_000] * 3)])
    assert made.scores(["a", "b"])[0][0] == pytest.approx(made.ceiling(["a", "b"]), rel=1e-3)


def test_the_ceiling_is_the_sum_of_idf_times_k1_plus_one_over_all_words_asked():
    made, bm25 = lexicon([["a"], ["a", "b"], ["c"]]), Bm25()
    query = ["a", "a", "b", "unknown"]
    n = np.array([Counter({"a": 2, "b": 1})[word] for word in query], float)
    assert made.ceiling(query) == pytest.approx(bm25.idf(3, n).sum() * 2.5)
