"""Question sets of every format are read, and broken ones refused with file and row."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guillemet.eval.sets import Question, read_beir, read_questions, read_squad, sample
from guillemet.index.errors import GuillemetError
from guillemet.index.nouns import Article

TEXT = "Sản lượng đạt 40.319.000 tấn, tăng 7,6%. Có 9 nhà máy; năm sau có 9 nhà máy."
ARTICLE = Article("a", TEXT, language="vi")
ROW: dict[str, Any] = {
    "id": "1",
    "language": "en",
    "question": "How many plants?",
    "article_id": "a",
    "answers": ["9 nhà máy", "9"],
    "start": TEXT.index("9 nhà máy"),
    "type": "number",
}
SQUAD_ROW: dict[str, Any] = {
    "id": "x",
    "title": "T",
    "context": TEXT,
    "question": "Bao nhiêu?",
    "answers": [{"text": "9", "answer_start": TEXT.index("9 nhà")}],
}

Writer = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Writer:
    def write(*rows: object, name: str = "set.jsonl") -> Path:
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("\n".join(lines), "utf-8")
        return path

    return write


def without(row: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != field}


# ---- our own


def test_our_questions_are_read(written: Writer) -> None:
    no = {**ROW, "id": "2", "answers": [], "start": None}
    asked = read_questions(written("\ufeff" + json.dumps(ROW), "", no), [ARTICLE])
    first, second = asked.questions
    assert first == Question(
        "1", "How many plants?", "en", "a", ("9 nhà máy", "9"), ROW["start"], "number"
    )
    assert (second.answers, second.start) == ((), None)
    assert asked.articles == {"a": ARTICLE}


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ({**ROW, "start": 3}, "does not stand at 3"),
        ({**ROW, "start": -1}, "does not stand at -1"),
        ({**ROW, "start": True}, "'start' must be a whole number"),
        ({**ROW, "answers": ["10 nhà máy"]}, "'10 nhà máy' does not stand in 'a'"),
        ({**ROW, "answers": [""]}, "'' does not stand in 'a'"),
        ({**ROW, "answers": [9]}, "9 does not stand"),
        ({**ROW, "answers": "9"}, "'answers' must be a list, it is '9'"),
        ({**ROW, "article_id": "b"}, "no article 'b'"),
        (without(ROW, "question"), "'question' must be a text, it is missing"),
        (ROW, "the id '1' stands in an earlier row"),
        ([ROW], "an object"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_row_of_ours_is_named(written: Writer, broken: object, complaint: str) -> None:
    path = written(ROW, broken)
    with pytest.raises(GuillemetError) as error:
        read_questions(path, [ARTICLE])
    assert f"{path}, row 2: " in str(error.value)
    assert complaint in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_a_file_without_questions_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(content)
    with pytest.raises(GuillemetError, match=r"empty.jsonl holds no question"):
        read_questions(path, [ARTICLE])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.jsonl", "é".encode("latin-1")),
        ("packed.jsonl.gz", b"not packed"),
        ("cut.jsonl.gz", gzip.compress(b"{}" * 5000)[:20]),
        ("missing.jsonl", None),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GuillemetError, match=f"{name} cannot be read"):
        read_questions(path, [ARTICLE])
    with pytest.raises(GuillemetError, match=f"{name} cannot be read"):
        read_squad(path)


# ---- where answers stand


def found(answers: tuple[str, ...], text: str, start: int | None = None) -> list[str]:
    spans = Question("1", "?", "vi", "a", answers, start).spans(text)
    return [f"{text[:s]}[{text[s:e]}]{text[e:]}" for s, e in spans]


def test_an_answer_counts_wherever_the_article_gives_it() -> None:
    text = "9 nhà máy và 9 xưởng"
    assert found(("9",), text, 0) == ["[9] nhà máy và 9 xưởng", "9 nhà máy và [9] xưởng"]


def test_a_part_of_a_longer_word_or_number_is_no_occurrence() -> None:
    assert found(("9",), "40.319.000 tấn, 16,9% 9,5 x9 năm 9.") == [
        "40.319.000 tấn, 16,9% 9,5 x9 năm [9]."
    ]
    assert found(("nam",), "việt nam, namo, nam\u0301") == ["việt [nam], namo, nam\u0301"]
    assert found(("9",), "第9章、19章") == ["第[9]章、19章"]
    assert found(("कंपनी",), "कंपनीयाँ और कंपनी") == ["कंपनीयाँ और [कंपनी]"]


def test_scripts_without_blanks_have_no_word_ends() -> None:
    assert found(("中国",), "在中国和中国人") == ["在[中国]和中国人", "在中国和[中国]人"]
    assert found(("เมือง",), "เป็นเมืองหลวง") == ["เป็น[เมือง]หลวง"]


def test_the_given_place_counts_even_inside_a_word() -> None:
    assert found(("part",), "apartment", 1) == ["a[part]ment"]


# ---- SQuAD

SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "T",
            "paragraphs": [
                {
                    "context": TEXT,
                    "qas": [
                        {
                            "id": "x",
                            "question": "Bao nhiêu?",
                            "answers": [
                                {"text": "9", "answer_start": TEXT.index("9 nhà")},
                                {"text": "9", "answer_start": TEXT.index("9 nhà")},
                                {"text": "9 nhà máy", "answer_start": TEXT.index("9 nhà")},
                            ],
                        },
                        {
                            "id": "y",
                            "question": "Ai?",
                            "is_impossible": True,
                            "answers": [],
                            "plausible_answers": [{"text": "9", "answer_start": 1}],
                        },
                    ],
                },
                {"context": "Khác.", "qas": []},
            ],
        }
    ],
}


@pytest.mark.parametrize("indent", [None, 2])
def test_squad_json_is_read(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "dev.json"
    path.write_text(json.dumps(SQUAD, indent=indent), "utf-8")
    asked = read_squad(path)
    answerable, impossible = asked.questions
    assert answerable.answers == ("9", "9 nhà máy")
    assert answerable.start == TEXT.index("9 nhà")
    assert impossible.answers == ()
    assert asked.articles[answerable.article_id].text == TEXT
    assert asked.articles[impossible.article_id].title == "T"


def test_squad_rows_are_read_packed_or_not_with_their_languages(
    written: Writer, tmp_path: Path
) -> None:
    rows = [{**SQUAD_ROW, "lang": "vi", "question_lang": "hi"}, {**SQUAD_ROW, "id": "y"}]
    plain = written(*rows)
    packed = tmp_path / "set.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for path in (plain, packed):
        asked = read_squad(path)
        assert [q.id for q in asked.questions] == ["x", "y"]
        assert [q.language for q in asked.questions] == ["hi", "vi"]
        assert [a.language for a in asked.articles.values()] == ["vi"]  # one paragraph


def test_an_answer_that_is_not_at_its_offset_keeps_its_words(written: Writer) -> None:
    answers = [{"text": "9", "answer_start": 2}]
    asked = read_squad(written({**SQUAD_ROW, "answers": answers}))
    assert asked.questions[0].answers == ("9",)
    assert asked.questions[0].start is None


@pytest.mark.parametrize(
    "marked", [{"answers": []}, {"answers": None}, {"is_impossible": True},
               {"answers": [{"text": "", "answer_start": -1}]}]
)  # fmt: skip
def test_an_unanswerable_question_may_be_marked_in_any_usual_way(
    written: Writer, marked: dict[str, Any]
) -> None:
    assert read_squad(written({**SQUAD_ROW, **marked})).questions[0].answers == ()


def test_questions_come_from_a_parallel_set_by_their_ids(written: Writer) -> None:
    vietnamese = written(SQUAD_ROW, {**SQUAD_ROW, "id": "only here"}, name="vi.jsonl")
    hindi = written(
        {**SQUAD_ROW, "context": "नौ", "question": "कितने?", "lang": "hi", "answers": []},
        name="hi.jsonl",
    )
    (question,) = read_squad(vietnamese, hindi).questions
    assert (question.text, question.language, question.answers) == ("कितने?", "hi", ("9",))
    assert "vi.jsonl with the questions of hi.jsonl" in read_squad(vietnamese, hindi).name
    stranger = written({**SQUAD_ROW, "id": "z"}, name="z.jsonl")
    with pytest.raises(GuillemetError, match=r"No question of .*z\.jsonl has the id"):
        read_squad(vietnamese, stranger)


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (without(SQUAD_ROW, "context"), "'context' must be a text, it is missing"),
        (without(SQUAD_ROW, "id"), "'id' must be a text, it is missing"),
        ({**SQUAD_ROW, "answers": {"text": ["9"]}}, "'answers' must be a list"),
        ({**SQUAD_ROW, "answers": ["9"]}, "an object"),
        ({**SQUAD_ROW, "answers": [{"text": 9}]}, "'text' must be a text, it is 9"),
        ({**SQUAD_ROW, "context": "\ud800"}, "not Unicode"),
        ("{", "not JSON"),
    ],
)
def test_a_broken_squad_row_is_named(written: Writer, broken: object, complaint: str) -> None:
    path = written(SQUAD_ROW, broken)
    with pytest.raises(GuillemetError) as error:
        read_squad(path)
    assert str(error.value).startswith(f"{path}, row 2")
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({}, "'data' must be a list, it is missing"),
        ([], "an object"),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, "data[0], paragraphs[0]: the field 'context'"),
        ({"data": [{"paragraphs": [{"context": "c", "qas": [{}]}]}]}, "qas[0]: the field 'id'"),
        ({"data": []}, "holds no question"),
        ("nonsense", "not JSON"),
        ("", "not JSON"),
    ],
)
def test_a_broken_squad_file_is_named(written: Writer, content: object, complaint: str) -> None:
    path = written(content, name="dev.json")
    with pytest.raises(GuillemetError) as error:
        read_squad(path)
    assert str(error.value).startswith(str(path))
    assert complaint in str(error.value)


# ---- BEIR


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "One", "text": "First."}\n{"_id": "d2", "text": "Second."}\n'
        '{"_id": "d3", "title": "Title alone", "text": ""}\n'
    )
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "one?"}\n{"_id": "q2", "text": "two?"}\n'
        '{"_id": "train only", "text": "three?"}\n'
    )
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\r\nq1\td2\t1\nq2\td1\t0\n"
    )
    return tmp_path


def test_a_beir_folder_is_read_and_only_queries_with_a_right_document_are_asked(
    beir: Path,
) -> None:
    collection = read_beir(beir)
    assert [(d.id, d.title, d.text) for d in collection.documents] == [
        ("d1", "One", "First."),
        ("d2", "", "Second."),
        ("d3", "Title alone", "Title alone"),
    ]
    assert collection.queries == {"q1": "one?"}
    assert collection.judged == {"q1": {"d1": 2, "d2": 1}}


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 d1 1\n", "test.tsv, row 2: query-id"),
        ("qrels/test.tsv", "h\nq9\td1\t1\n", "row 2: queries.jsonl has no query 'q9'"),
        ("qrels/test.tsv", "h\nq1\td1\t0\n", "names no right document"),
        ("corpus.jsonl", '{"_id": 7, "text": "x"}', "corpus.jsonl, row 1: the field '_id'"),
        ("corpus.jsonl", '{"_id": "", "text": "x"}', "corpus.jsonl, row 1: an article needs an id"),
        ("queries.jsonl", '{"_id": "q1"}', "queries.jsonl, row 1: the field 'text'"),
    ],
)
def test_a_broken_beir_file_is_named(beir: Path, file: str, content: str, complaint: str) -> None:
    (beir / file).write_text(content)
    with pytest.raises(GuillemetError) as error:
        read_beir(beir)
    assert complaint in str(error.value)


def test_a_folder_that_is_no_beir_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(GuillemetError, match=r"corpus\.jsonl cannot be read"):
        read_beir(tmp_path)


# ---- samples


def test_a_sample_is_always_the_same_in_the_old_order_and_not_the_first() -> None:
    drawn = sample(range(1000), 50)
    assert drawn == sample(range(1000), 50)
    assert list(drawn) == sorted(set(drawn))
    assert max(drawn) > 800
    assert sample(range(3), None) == sample(range(3), 3) == sample(range(3), 9) == (0, 1, 2)
