"""Passages: what they hold, where they are cut, and what they never do."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.lengths import running_length
from guillemet.index.passages import DEFAULT_CUT, Cut, cut
from guillemet.index.sentences import sentences

SEEDS = Path(__file__).parents[2] / "seeds"
SMALL = Cut(target=12, limit=18, overlap=5)
FACT = "The plant in Leeds made {} tonnes of steel last year, which was more than ever before. "


def length(text: str) -> float:
    return float(running_length(text)[-1])


def test_the_sample_articles_are_cut_at_sentence_ends_near_the_target():
    for seed in SEEDS.glob("*.txt"):
        text = seed.read_text("utf-8")
        spans = sentences(text)
        for start, end in cut(text):
            assert start in {a for a, _ in spans}
            assert end in {b for _, b in spans}
            assert DEFAULT_CUT.target / 2 < length(text[start:end]) <= DEFAULT_CUT.limit


def test_a_short_text_is_one_passage_and_a_blank_one_none():
    assert cut("  One. Two.\n") == [(2, 11)]
    assert cut(" \n ") == cut("") == []


def test_the_end_of_a_paragraph_is_preferred_as_a_cut():
    first, second = FACT.format(1) * 6, FACT.format(2) * 6
    text = f"{first.strip()}\n\n{second.strip()}"
    assert [text[a:b] for a, b in cut(text)] == [first.strip(), second.strip()]


def test_a_heading_stays_with_what_it_heads():
    for heading in ("Profits", "कंपनी"):
        text = f"{FACT.format(1) * 7}\n{heading}\n{FACT.format(2) * 7}"
        assert [text[a:b].startswith(heading) for a, b in cut(text)] == [False, True]


def test_a_short_sentence_is_repeated_only_amid_a_paragraph():
    text = "".join(FACT.format(number) for number in range(20)).strip()
    passages = cut(text)
    assert len(passages) > 2
    for (_, end), (start, _) in pairwise(passages):
        assert text[start:end] in {FACT.format(n).strip() for n in range(20)}
    lines = text.replace(". ", ".\n")
    assert all(end < start for (_, end), (start, _) in pairwise(cut(lines)))


def test_there_is_no_tiny_last_passage():
    for count in range(1, 40):
        text = FACT.format(7) * count
        assert length(text[slice(*cut(text)[-1])]) >= min(length(text.strip()), 60)


def test_what_is_skipped_is_in_no_passage_and_parts_those_around_it():
    text = " date 2025-07 Steel rose. Copper fell.\nPosted: 3 May\nTin stood still. Zinc too."
    skip = [(0, 14), (39, 52)]
    assert [text[a:b] for a, b in cut(text, skip)] == [
        "Steel rose. Copper fell.",
        "Tin stood still. Zinc too.",
    ]
    assert cut(text, [(0, len(text))]) == []


def test_a_sentence_beyond_the_limit_is_cut_at_clauses_then_blanks_then_characters():
    clauses = "中国有色金属产量增长，" * 40
    assert all(clauses[end - 1] == "，" for _, end in cut(clauses))
    words = "word " * 1000
    assert {word for start, end in cut(words) for word in words[start:end].split()} == {"word"}
    clusters = "क्षि" * 900
    assert "".join(clusters[start:end] for start, end in cut(clusters)) == clusters


def test_the_running_length_ascends_strictly():
    text = "a \n1中ก한é👩\u200d\u0301\x00"
    assert all(shorter < longer for shorter, longer in pairwise(running_length(text)))


ODD = st.text(
    st.sampled_from('aBcd नि中あ한1 .!?。।,，|"()»\n\r\t\u0301\u200d\u00a0\u0600👩🇻'), max_size=80
)


@st.composite
def skipped(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(ODD)
    edges = [0, *(cluster.end() for cluster in regex.finditer(r"\X", text))]
    chosen = sorted(draw(st.sets(st.sampled_from(edges), max_size=4)))
    return text, list(zip(chosen[::2], chosen[1::2], strict=False))


@given(skipped())
def test_passages_keep_their_promises(case: tuple[str, list[tuple[int, int]]]):
    text, skip = case
    passages = cut(text, skip, SMALL)
    edges = {0} | {cluster.end() for cluster in regex.finditer(r"\X", text)}
    dropped = {at for start, end in skip for at in range(start, end)}
    covered = {at for start, end in passages for at in range(start, end)}
    assert not covered & dropped
    assert all(at in covered | dropped or char.isspace() for at, char in enumerate(text))
    for start, end in passages:
        assert start in edges
        assert end in edges
        part = text[start:end]
        assert length(part) <= SMALL.limit or regex.fullmatch(r"\X", part)
    for (start, end), (start_next, end_next) in pairwise(passages):
        assert start < start_next
        assert end < end_next
        assert length(text[start_next : max(start_next, end)]) <= SMALL.overlap


def test_the_estimate_is_near_the_real_tokenizer():
    from guillemet.index.tokens import Tokenizer

    tokenizer = Tokenizer.load()
    for seed in SEEDS.glob("*.txt"):
        text = seed.read_text("utf-8")
        assert length(text) == pytest.approx(len(tokenizer.encode(text)), rel=0.2)


@pytest.mark.parametrize("text", ["a\n" * 5_000, "aB3" * 30_000, "Go on. " * 5_000, "中" * 30_000])
def test_hostile_texts_are_cut_in_linear_time(text: str):
    begun = time.process_time()
    cut(text)
    assert time.process_time() - begun < 2.0
