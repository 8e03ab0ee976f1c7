"""Our own reader, with its real weights."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from guillemet.index.errors import ModelUnusable
from guillemet.qa.reader import OnnxReader, load_reader

STEEL = "Sản lượng thép năm 2024 đạt 40.319.000 tấn, tăng 7,6% so với năm trước."
ASKED = "Sản lượng thép năm 2024 là bao nhiêu?"


def best(reader, question, passage):
    span = reader.read(question, [passage])[0][0]
    return passage[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "passage", "quote"),
    [
        (ASKED, STEEL, "40.319.000 tấn"),
        ("How much steel was made in 2024?", STEEL, "40.319.000 tấn"),
        ("पुल किसने बनाया?", "The bridge was built by Edda Falk in 1907.", "Edda Falk"),
        ("桥是哪一年建成的？", "这座大桥于1907年建成。", "1907年"),
    ],
)
def test_the_quote_is_whole(reader, question, passage, quote):
    assert best(reader, question, passage) == quote


def test_each_passage_gets_its_own_spans_in_the_order_given(reader):
    passages = ["Brno has a mayor.", STEEL, "", "…", "Nothing is said of it here. " * 40]
    together = reader.read(ASKED, passages, n_best=3)
    assert together == [reader.read(ASKED, [passage], n_best=3)[0] for passage in passages]
    assert [bool(spans) for spans in together] == [True, True, False, False, True]
    assert all(len(spans) <= 3 for spans in together)


def test_the_passage_that_answers_scores_higher_than_one_that_does_not(reader):
    right, wrong = reader.read(ASKED, [STEEL, "Brno has a mayor and a bridge from 1907."])
    assert right[0].score > wrong[0].score


def test_an_answer_beyond_the_first_window_is_found(reader):
    passage = "Brno has a bridge. " * 120 + STEEL + " Brno has a bridge." * 20
    assert best(reader, ASKED, passage) == "40.319.000 tấn"


def test_threads_may_share_it(reader):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: reader.read(ASKED, [STEEL, STEEL]), range(8)))
    assert all(spans == found[0] for spans in found)


def test_no_passages_give_no_spans(reader):
    assert reader.read(ASKED, []) == []


@pytest.mark.parametrize("name", [None, "", "guillemet"])
def test_our_own_is_the_reader_when_no_other_is_named(name):
    assert isinstance(load_reader(name), OnnxReader)


def test_missing_weights_are_named(tmp_path):
    with pytest.raises(ModelUnusable, match=r"reader\.onnx.*Install guillemet again"):
        OnnxReader(tmp_path / "reader.onnx").read(ASKED, [STEEL])
