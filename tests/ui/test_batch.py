"""A batch keeps what it can read and names what it cannot."""

from __future__ import annotations

import pytest

from guillemet.index.errors import UnreadableFile
from guillemet.ui.batch import Line, lines, open_batch


def test_a_plain_line_is_a_question_whose_id_is_its_number():
    assert list(lines([b"Who?\r\n", b"  Ai?  \n"])) == [Line(1, 1, "Who?"), Line(2, 2, "Ai?")]


def test_a_json_line_brings_its_own_id_of_any_kind():
    batch = [
        b'{"id": "q7", "question": "Who?"}\n',
        b'{"id": [1, null], "question": ""}\n',
        b'{"question": "Ai?"}\n',
    ]
    assert list(lines(batch)) == [Line(1, "q7", "Who?"), Line(2, [1, None], ""), Line(3, 3, "Ai?")]


def test_blank_lines_are_passed_over_and_still_counted():
    assert list(lines([b"\n", b"  \n", b"Who?"])) == [Line(3, 3, "Who?")]


def test_a_byte_order_mark_is_no_part_of_the_first_question():
    assert list(lines([b"\xef\xbb\xbfWho?\n"])) == [Line(1, 1, "Who?")]


@pytest.mark.parametrize(
    ("raw", "id", "reason"),
    [
        (b'{"id": "q7", "question"\n', 1, "not JSON"),
        (b'{"id": "q7"}\n', "q7", 'no text under "question"'),
        (b'{"id": "q7", "question": 5}\n', "q7", 'no text under "question"'),
        (b"\xff\xfe\n", 1, "not UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_does_not_stop_the_others(raw, id, reason):
    bad, good = lines([raw, b"Who?\n"])
    assert (bad.number, bad.id) == (1, id)
    assert reason in bad.error
    assert good == Line(2, 2, "Who?")


def test_questions_are_yielded_as_they_arrive():
    def arriving():
        yield b"Who?\n"
        raise AssertionError("the second line was asked for before the first was answered")

    assert next(lines(arriving())).question == "Who?"


def test_a_missing_batch_is_told_with_what_to_do(tmp_path):
    with pytest.raises(UnreadableFile, match=r"missing\.txt cannot be read.*one question a line"):
        open_batch(str(tmp_path / "missing.txt"))
