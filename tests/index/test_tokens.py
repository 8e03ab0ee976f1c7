"""Text to tokens and tokens to vectors, on the tokenizer and the table that are installed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.tokens import (
    BLANK,
    BOS,
    EOS,
    PAD,
    UNK,
    WIDTH,
    Tokenizer,
    TokenTable,
    dequantise,
)

TEXTS = [
    "Theo báo cáo, sản lượng đạt 40.319.000 tấn.",
    "हिन्दी में क्षमता १२ लाख टन",
    "全年十种有色金属产量为7919万吨",
    "ประเทศไทยผลิตเหล็ก",
    "تولید آلومینیوم در سال",
]


def pieces(text: str) -> list[str]:
    tokens = Tokenizer.load().encode(text)
    return [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]


@pytest.mark.parametrize("text", TEXTS)
def test_the_pieces_of_a_text_in_order_are_the_text_without_its_blanks(text):
    assert "".join(pieces(text)) == "".join(text.split())


def test_ids_are_those_of_xlm_roberta():
    # As published for xlm-roberta-base: "Hello world" is 0 35378 8999 2.
    assert Tokenizer.load().encode("Hello world").ids.tolist() == [35378, 8999]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a ﬁnance b", ["a", "ﬁnance", "b"]),
        ("x １２３ y", ["x", "１２３", "y"]),
        ("ok 🙂😀", ["ok", "🙂", "😀"]),
        ("Tie\u0302\u0301ng Việt", ["Tie\u0302\u0301ng", "Việt"]),
        ("  \n\u3000Tiếng\u00a0\u200bViệt \n", ["Tiếng", "Việt"]),
    ],
    ids=["ligature", "wide digits", "emoji", "decomposed Vietnamese", "odd blanks"],
)
def test_offsets_count_the_code_points_of_the_text_as_it_was_given(text, expected):
    assert pieces(text) == expected


def test_a_character_that_is_written_out_in_several_pieces_belongs_to_each():
    text = "ﷺ"
    tokens = Tokenizer.load().encode(text)
    assert len(tokens) > 1
    assert {(a, b) for a, b in zip(tokens.starts, tokens.ends, strict=True)} == {(0, 1)}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_offsets_ascend_and_only_mere_blanks_are_empty(text):
    tokens = Tokenizer.load().encode(text)
    assert (tokens.starts >= 0).all()
    assert (tokens.ends <= len(text)).all()
    assert (np.diff(tokens.starts) >= 0).all()
    assert (np.diff(tokens.ends) >= 0).all()
    empty = tokens.starts == tokens.ends
    assert (tokens.ids[empty] == BLANK).all()
    assert (tokens.starts <= tokens.ends).all()


def test_no_text_can_spell_a_special_token():
    found = Tokenizer.load().encode("<s> </s> <pad> <mask> <unk>").ids
    assert not {BOS, EOS, PAD, 250001} & set(found.tolist())


@pytest.mark.parametrize("text", ["", " ", "\n\t \u3000"])
def test_a_blank_text_has_no_tokens(text):
    assert len(Tokenizer.load().encode(text)) == 0


def test_a_character_that_is_not_in_the_vocabulary_is_unknown_and_keeps_its_place():
    tokens = Tokenizer.load().encode("a \U0001f9ff\U000131a0 b")
    place = tokens.ids.tolist().index(UNK)
    assert "\U000131a0" in "a \U0001f9ff\U000131a0 b"[tokens.starts[place] : tokens.ends[place]]


def test_threads_may_share_the_tokenizer():
    texts = TEXTS * 40
    alone = [Tokenizer.load().encode(text).ids.tolist() for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = [t.ids.tolist() for t in pool.map(Tokenizer.load().encode, texts)]
    assert together == alone


def test_a_block_of_four_bits_is_its_scale_times_the_nibbles_less_eight():
    scale = np.array([0.5], np.float16).view(np.uint8)
    packed = np.arange(16, dtype=np.uint8) | (15 - np.arange(16, dtype=np.uint8)) << 4
    weights = dequantise(np.concatenate([scale, packed])[None])
    expected = [0.5 * (n - 8) for n in [*range(16), *reversed(range(16))]]
    assert weights.tolist() == [expected]


def test_the_table_gives_the_rows_of_ids_of_any_shape():
    table = TokenTable()
    ids = np.array([[5, 250001], [35378, 5]])
    rows = table.rows(ids)
    assert rows.shape == (2, 2, WIDTH)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows[1, 1], rows[0, 0])
    np.testing.assert_array_equal(rows[1, 0], table.rows(np.array([35378]))[0])


def test_the_table_has_a_row_for_every_piece_and_alike_words_are_near():
    table, tokenizer = TokenTable(), Tokenizer.load()
    assert len(table) == 250037
    dog, hound, tax = (table.rows(tokenizer.encode(w).ids).mean(0) for w in ("dog", "cat", "tax"))
    assert dog @ hound > dog @ tax
