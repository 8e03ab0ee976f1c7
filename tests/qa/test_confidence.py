from __future__ import annotations

import json
import math
from hashlib import sha256

import numpy as np
import pytest

from guillemet.index.errors import ModelUnusable
from guillemet.index.nouns import Article, Hit, Passage
from guillemet.qa.confidence import FEATURES, UNFITTED, WEIGHTS_FILE, features, load_confidence
from guillemet.qa.reader import WEIGHTS_FILE as READER
from guillemet.qa.readings import Reading

TEXT = "Steel output was 40 tons in 2024. Zinc output was 7 tons."


def reading(quote, score, rank=1, language="en", retrieval=2.0):
    article = Article("a", TEXT, title="Metals", language=language, date="2025")
    hit = Hit(Passage(1, "a", 0, len(TEXT), TEXT), article, retrieval)
    start = TEXT.index(quote)
    return Reading(hit, rank, start, start + len(quote), score)


def known(question, *readings):
    return [dict(zip(FEATURES, row, strict=True)) for row in features(question, readings)]


def test_the_features_say_what_they_are_called():
    asked = "What was the steel output in 2024 and 2019?"
    first, second = known(asked, reading("40 tons", 5), reading("7 tons", 1, rank=3))
    assert first == {
        "score": 5, "margin": 4, "retrieval": 2, "rank": 0, "words": 5 / 9, "numbers": 1,
        "foreign": 0,
    }  # fmt: skip
    assert second["margin"] == -4
    assert second["rank"] == math.log(3)
    assert second["words"] == 2 / 9


def test_a_second_reading_in_the_same_words_takes_no_margin_away():
    first, second, third = known("How much?", *(reading(q, s) for q, s in
                                 (("40 tons", 5), ("40 tons", 3), ("7 tons", 1))))  # fmt: skip
    assert (first["margin"], second["margin"], third["margin"]) == (4, 2, -4)
    (alone,) = known("How much?", reading("40 tons", 5))
    assert alone["margin"] > 0


def test_an_article_in_another_language_is_foreign_and_one_in_none_is_not():
    asked = "Sản lượng thép năm 2024 là bao nhiêu tấn?"
    rows = known(asked, reading("40 tons", 5), reading("7 tons", 5, language=""))
    assert [row["foreign"] for row in rows] == [1, 0]


def test_no_readings_have_no_features():
    assert features("How much?", []).shape == (0, len(FEATURES))
    assert len(UNFITTED("How much?", [])) == 0


def test_the_fitted_confidence_rises_with_what_speaks_for_a_reading():
    confidence = load_confidence("guillemet")
    good, bad = confidence("How much steel?", [reading("40 tons", 8), reading("7 tons", -8)])
    assert 0 < bad < confidence.threshold < good < 1


def test_the_confidence_was_fitted_to_the_reader_that_is_here():
    fitted = json.loads(WEIGHTS_FILE.read_text())
    assert fitted["reader"] == sha256(READER.read_bytes()).hexdigest()[:8], (
        "run: python -m guillemet.train.confidence"
    )
    assert set(fitted["features"]) == set(FEATURES)
    assert 0 < fitted["threshold"] < 1


def test_another_reader_gets_the_logistic_of_its_score():
    confidence = load_confidence("somebody/else")
    sure = confidence("How much?", [reading("40 tons", 0), reading("7 tons", 2)])
    assert np.allclose(sure, [0.5, 1 / (1 + math.exp(-2))])


@pytest.mark.parametrize("content", [None, "{", '{"threshold": 0.5, "bias": 0, "features": {}}'])
def test_weights_that_cannot_be_used_are_named(tmp_path, content):
    path = tmp_path / "confidence.json"
    if content:
        path.write_text(content)
    with pytest.raises(ModelUnusable, match=r"confidence\.json.*Install guillemet again"):
        load_confidence("guillemet", path)
