from __future__ import annotations

import numpy as np
import pytest

from guillemet.index.nouns import Article, Hit, Passage
from guillemet.qa.confidence import FEATURES
from guillemet.qa.nouns import Span
from guillemet.train.cases import Asked, Case, Pool, read_pools
from guillemet.train.confidence import AMONG_BEST, Judged, figures, fit, judged, threshold_for
from guillemet.train.confidence import Chosen as Choice

BRIDGE = Article("bridge", "The bridge was built in 1907.", language="en")
SCHOOL = Article("school", "640 pupils go to the new school.", language="en")
ASKED = Asked("When was the bridge built?", "en", ("1907",), "bridge")


def case(asked=ASKED):
    hits = tuple(
        Hit(Passage(i, a.id, 0, len(a.text), a.text), a, 3.0 - i)
        for i, a in enumerate((BRIDGE, SCHOOL))
    )
    return Case("pool", asked, hits, ((Span(24, 28, 4.0),), (Span(0, 10, -2.0),)))


def made(random, n):
    """Cases whose readings are right with a chance that a logistic law gives."""
    law = np.linspace(-1, 1, len(FEATURES))
    for number in range(n):
        rows = random.normal(1, 2, (AMONG_BEST, len(FEATURES)))
        right = (random.random(AMONG_BEST) < 1 / (1 + np.exp(-(rows @ law)))).astype(float)
        yield Judged("pool", "answerable", number % 5, rows, right, right)


def test_the_fit_is_that_of_scikit_learn():
    linear = pytest.importorskip("sklearn.linear_model")
    cases = list(made(np.random.default_rng(0), 400))
    rows = np.concatenate([c.features for c in cases])
    right = np.concatenate([c.right for c in cases])
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    expected = linear.LogisticRegression(C=1.0, tol=1e-8).fit(scaled, right)
    found = fit(cases)
    assert np.allclose(found.of(rows), expected.predict_proba(scaled)[:, 1], atol=1e-4)


def test_an_answerable_case_comes_again_without_its_article():
    answerable, removed = judged([case()], passages=5)
    assert (answerable.kind, answerable.right.tolist()) == ("answerable", [1, 0])
    assert (removed.kind, removed.right.tolist()) == ("removed", [0])
    assert removed.fold == answerable.fold


def test_the_right_words_of_another_article_are_not_right():
    (unanswerable,) = judged([case(Asked("Who?", "en", (), "bridge"))], passages=5)
    assert unanswerable.kind == "unanswerable"
    assert not unanswerable.right.any()
    first, _ = judged([case(Asked("When?", "en", ("1907",), "school"))], passages=5)
    assert not first.right.any()


def test_the_threshold_lets_so_many_false_answers_through_and_no_more():
    random = np.random.default_rng(1)
    some = next(made(random, 1))
    cases = [
        Choice(Judged("p", kind, 0, some.features, some.right, some.f1s), sure, 0.0, 0.0)
        for kind, size in (("unanswerable", 300), ("removed", 100), ("answerable", 200))
        for sure in random.random(size)
    ]
    threshold = threshold_for(cases, 0.2)
    found = figures(cases, threshold)
    let_through = (found["false_unanswerable"] + found["false_removed"]) / 2
    assert 0.19 < let_through <= 0.2


def test_what_is_read_is_what_the_index_finds_for_the_question():
    class Reader:
        name = "first letter"

        def read(self, question, passages, n_best=5):
            return [[Span(0, 1, 0.0)] for _ in passages]

    (found,) = read_pools([Pool("pool", (BRIDGE, SCHOOL), (ASKED,))], Reader())
    assert {hit.article.id for hit in found.hits} == {"bridge", "school"}
    assert found.spans == ((Span(0, 1, 0.0),),) * 2
    assert [hit.article.id for hit in found.without_gold().hits] == ["school"]
