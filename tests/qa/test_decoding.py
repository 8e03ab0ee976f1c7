from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from guillemet.index.tokens import Tokens
from guillemet.qa.decoding import Logits, decode


def logits(places, first, last, null=0.0):
    starts, ends = np.array(places, np.int32).reshape(-1, 2).T
    ids = np.zeros(len(starts), np.int32)
    return Logits(
        Tokens(ids, starts, ends), np.float32(first).reshape(-1), np.float32(last).reshape(-1), null
    )


def quotes(text, windows, **options):
    return [text[s.start : s.end] for s in decode(text, windows, **options)]


def read(text, part):
    """The best span when the reader marks exactly `part`, by the character."""
    start = text.index(part)
    places = [(i, i + 1) for i in range(len(text))]
    first, last = np.zeros((2, len(text)))
    first[start] = last[start + len(part) - 1] = 9
    return quotes(text, [logits(places, first, last)], n_best=1, longest=len(text))[0]


@pytest.mark.parametrize(
    ("text", "part", "quote"),
    [
        ("đạt 40.319.000 tấn", "40", "40.319.000"),
        ("đạt 40.319.000 tấn", "319.000 tấn", "40.319.000 tấn"),
        ("đạt 40.319.000.", "19.000.", "40.319.000"),
        ("tăng 7,6% so với", "7", "7,6%"),
        ("tăng 7,6% so với", "6%", "7,6%"),
        ("une hausse de 12 %, soit", "12", "12 %"),
        ("12 345 678 habitants", "345", "12 345 678"),
        ("de 12\u202f345,5 euros", "345", "12\u202f345,5"),
        ("1'000'000 Franken", "000", "1'000'000"),
        ("ngày 18/7 tại", "7", "18/7"),
        ("vào lúc 10:30 sáng", "30", "10:30"),
        ("on 2025-07-18.", "07", "2025-07-18"),
        ("at -5 degrees", "5 degrees", "-5 degrees"),
        ("from 1914-1918 only", "1918", "1918"),
        ("१२,५०० टन", "५०० टन", "१२,५०० टन"),
        ("نسبة ٧٫٦٪ من", "٦", "٧٫٦٪"),
        ("công suất 500kA đã", "500", "500kA"),
        ("2024年产量", "24年", "2024年"),
        ("in the U.S. since", "U.S", "U.S."),
        ("by J.R.R. Tolkien.", "R. Tolkien.", "J.R.R. Tolkien"),
        ("sản lượng", "ượn", "lượng"),
        ("san lu\u031bo\u031bng", "luo\u031b"[:1], "lu\u031bo\u031bng"),
        ("ब्यूरो के उप निदेशक झांग सानकी ने", "ांग सानक", "झांग सानकी"),
        ("председатель Иванов", "Иван", "Иванов"),
        ("ميناء وعنابة اليوم", "عنابة", "عنابة"),
        ("룩셈부르크이다", "룩셈부르크", "룩셈부르크"),
        ("中国有色金属产量", "有色金属", "有色金属"),
        ("กรุงเทพมหานครเป็นเมือง", "กรุงเทพมหานคร", "กรุงเทพมหานคร"),
        ("เขาน้ำ", "น", "น้ำ"),
        ("a family 👨‍👩‍👧 here", "👨", "👨‍👩‍👧"),
    ],
)
def test_what_belongs_together_is_never_cut(text, part, quote):
    assert read(text, part) == quote


@pytest.mark.parametrize(
    ("text", "part", "quote"),
    [
        ("  the mayor , he said", " the mayor ,", "the mayor"),
        ("是陶清。他说", "陶清。", "陶清"),
        ("झांग सानकी। उन्होंने", "झांग सानकी।", "झांग सानकी"),
        ("- the first item", "- the first", "the first"),
        ("¿Quién? Ana.", "¿Quién?", "Quién"),
        ("called “Evora” there", "“Evora", "Evora"),
        ("called “Evora” there", "“Evora”", "“Evora”"),
        ("called “Evora” there", "Evora”", "Evora"),
        ('said "no" twice', '"no', "no"),
        ('said "no" twice', '"no"', '"no"'),
        ("„Nein“, sagte er", "„Nein“,", "„Nein“"),
        ("„Nein“, sagte er", "Nein“", "Nein"),
        ("《三体》，作者", "《三体", "三体"),
        ("《三体》，作者", "《三体》，", "《三体》"),
        ("about 340 miles (550 km) away", "340 miles (550 km", "340 miles (550 km)"),
        ("about 340 miles (550 km) away", "550 km)", "550 km"),
        ("about 340 miles (550 km) away", "340 miles (", "340 miles"),
        ("(340 miles", "(340", "340"),
        ("at 20 °C.", "20 °C.", "20 °C"),
        ("costs $5, or", "$5,", "$5"),
        ("written in C++.", "C++.", "C++"),
        ("his 'rock 'n' roll'", "'rock", "'rock"[1:]),
    ],
)
def test_nothing_dangles_at_the_ends(text, part, quote):
    assert read(text, part) == quote


def test_a_line_break_is_not_crossed_but_in_a_wrapped_sentence():
    assert read("The city council\nof Brno met", "council\nof Brno") == "council\nof Brno"
    assert "\n" not in read("Mayor:\nJana Nová", "Mayor:\nJana Nová")


def test_a_pair_is_as_good_as_its_sum_over_no_answer():
    text = "red green blue"
    places = [(0, 3), (4, 9), (10, 14)]
    spans = decode(text, [logits(places, [1, 3, 0], [0, 2, 4], null=1.5)])
    assert [(s.start, s.end, s.score) for s in spans] == [(4, 14, 5.5), (0, 3, -0.5)]


def test_a_span_never_ends_before_it_starts():
    assert quotes("red green", [logits([(0, 3), (4, 9)], [0, 9], [9, 0])], n_best=1) != [""]


def test_windows_are_compared_by_what_each_says_of_no_answer():
    text = "red green blue"
    one = logits([(0, 3), (4, 9)], [5, 0], [5, 0], null=8)
    other = logits([(4, 9), (10, 14)], [0, 3], [0, 3], null=1)
    assert quotes(text, [one, other]) == ["blue", "red", "green"]


def test_a_span_seen_in_two_windows_counts_once_with_its_better_score():
    windows = [logits([(0, 3)], [1], [1]), logits([(0, 3)], [2], [3])]
    assert [s.score for s in decode("red", windows)] == [5]


def test_no_span_is_longer_than_the_cap():
    words = [f"w{i}" for i in range(60)]
    text = " ".join(words)
    places = [(m.start(), m.end()) for m in regex.finditer(r"\S+", text)]
    first, last = np.zeros((2, 60))
    first[0] = last[59] = 5
    assert all(len(q.split()) <= 7 for q in quotes(text, [logits(places, first, last)], longest=7))


@pytest.mark.parametrize("text", ["", " \n", "…!", "\u200b"])
def test_a_passage_without_content_has_no_span(text):
    places = [(i, i + 1) for i in range(len(text))]
    ones = [1.0] * len(text)
    assert decode(text, [logits(places, ones, ones)]) == []


# ---- properties

TEXTS = st.text(
    st.sampled_from("abZé9०5.,:/%-'\"()[]“”«»「」。、 \n\u00a0\u0301की្ខน้ำ中国👍🏽\u200d°$शн"),
    min_size=1,
    max_size=40,
)
NUMBER = regex.compile(r"\p{Nd}+(?:[.,]\p{Nd}+)*")
LATIN = regex.compile(r"\p{Latin}[\p{Latin}\p{M}]*")


@st.composite
def readings(draw):
    text = draw(TEXTS)
    # A tokenizer may cut anywhere, and always cuts at a line break.
    cuts = draw(st.sets(st.integers(0, len(text)), max_size=len(text))) | {0, len(text)}
    cuts |= {at for m in regex.finditer("\n", text) for at in m.span()}
    places = list(pairwise(sorted(cuts)))
    score = st.integers(-6, 6)
    sides = [draw(st.lists(score, min_size=len(places), max_size=len(places))) for _ in range(2)]
    return text, logits(places, *sides, null=draw(score))


def _is_whole(text, span):
    for pattern in (NUMBER, LATIN):
        for match in pattern.finditer(text):
            assert not match.start() < span.start < match.end()
            assert not match.start() < span.end < match.end()


@settings(max_examples=300, deadline=None)
@given(readings())
def test_every_span_keeps_the_rules(reading):
    text, window = reading
    spans = decode(text, [window], n_best=9)
    clusters = {m.start() for m in regex.finditer(r"\X", text)} | {len(text)}
    for span in spans:
        quote = text[span.start : span.end]
        assert span.start in clusters
        assert span.end in clusters
        assert regex.search(r"[\p{L}\p{N}\p{S}]", quote)
        assert not regex.search(r"\n(?!\s*\p{Ll})", quote)
        # A mark without a letter sits on whatever stands before it, blanks included.
        if regex.search(r"(?<![\p{L}\p{M}])[\p{M}\u200d🏽ำ]", quote):
            continue
        assert quote == quote.strip()
        assert quote[0] not in ".,:/)]”」。、" or quote[0] == "”" in quote[1:]
        assert quote[-1] not in ",:/([「。、"
        _is_whole(text, span)
    for one, other in pairwise(spans):
        assert one.score >= other.score
    for one, other in pairwise(sorted(spans, key=lambda s: s.start)):
        assert one.end <= other.start
    assert bool(spans) == bool(regex.search(r"[\p{L}\p{N}\p{S}]", text))


@settings(max_examples=200, deadline=None)
@given(st.data(), st.integers(1, 9), st.integers(1, 4), st.integers(1, 5))
def test_decoding_equals_brute_force(data, n, longest, n_best):
    text = " ".join("abcdefghi"[:n])
    places = [(2 * i, 2 * i + 1) for i in range(n)]
    # No two sums are equal, so that there is one right order.
    scores = data.draw(st.permutations([float(2**i) for i in range(2 * n)]))
    first, last = scores[:n], scores[n:]
    expected = []
    pairs = [(i, j) for i in range(n) for j in range(i, min(n, i + longest))]
    for i, j in sorted(pairs, key=lambda p: -(first[p[0]] + last[p[1]])):
        if len(expected) < n_best and all(j < a or i > b for a, b, _ in expected):
            expected.append((i, j, first[i] + last[j]))
    spans = decode(text, [logits(places, first, last)], n_best=n_best, longest=longest)
    assert [(s.start // 2, s.end // 2, s.score) for s in spans] == expected
