from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from guillemet.index.tokens import BOS, EOS, Tokenizer
from guillemet.qa.windows import OVERLAP, QUESTION, WINDOW, windows

LONG = " ".join(f"Sản lượng năm {year} đạt 40.319.000 tấn." for year in range(1000, 1120))


def test_a_window_is_question_and_passage_between_special_tokens():
    (window,) = windows("Ai là thị trưởng?", "Thị trưởng là Lan.")
    tokenizer = Tokenizer.load()
    asked = tokenizer.encode("Ai là thị trưởng?").ids
    passage = tokenizer.encode("Thị trưởng là Lan.").ids
    assert window.ids.tolist() == [BOS, *asked, EOS, EOS, *passage, EOS]
    assert window.ids[window.first : window.first + len(window.tokens)].tolist() == passage.tolist()


@pytest.mark.parametrize("question", ["Bao nhiêu tấn?", "bao nhiêu tấn " * 500])
def test_windows_cover_a_long_passage_and_overlap(question):
    seen = list(windows(question, LONG))
    assert len(seen) > 3
    assert all(len(window.ids) <= WINDOW for window in seen)
    assert all(window.first <= QUESTION + 3 for window in seen)
    whole = Tokenizer.load().encode(LONG)
    places = {(s, e) for w in seen for s, e in zip(w.tokens.starts, w.tokens.ends, strict=True)}
    assert places == set(zip(whole.starts, whole.ends, strict=True))
    for one, other in pairwise(seen):
        assert np.intersect1d(one.tokens.starts, other.tokens.starts).size >= OVERLAP - 5
    for window in seen[:-1]:
        assert len(window.ids) == WINDOW


def test_a_passage_that_just_fits_is_one_window():
    room = WINDOW - len(Tokenizer.load().encode("a").ids) - 4
    assert [len(w.ids) for w in windows("a", " ".join(["a"] * room))] == [WINDOW]
    assert len(list(windows("a", " ".join(["a"] * (room + 1))))) == 2


def test_a_blank_passage_is_one_window_without_tokens():
    (window,) = windows("why?", "")
    assert len(window.tokens) == 0
