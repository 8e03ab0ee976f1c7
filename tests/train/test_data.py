"""What the reader learns from: examples whose answers stand where they say."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from random import Random

import numpy as np
import pytest

from guillemet.train.data import Example, Mix, cut, kept_out, read_set, read_written

SENTENCES = [
    "Nhà máy mở cửa năm 2019.",
    "Công suất là 4,5 triệu tấn.",
    "Giám đốc là bà Hằng.",
    "Xuất khẩu giảm 23%.",
    "Cổ tức là 8%.",
]


def article(name: str, sentences: list[str]) -> dict:
    text = " ".join(sentences)
    answer = "bà Hằng"
    return {
        "id": name,
        "lang": "vi",
        "text": text,
        "questions": [
            {
                "vi": "Ai là giám đốc?",
                "en": "Who is the director?",
                "answers": [answer, "Giám đốc là bà Hằng"],
                "start": text.index(answer),
                "type": "person",
            },
            {"vi": "Lỗ bao nhiêu?", "en": "What was the loss?", "answers": [], "type": "none"},
        ],
    }


def zipped(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


@pytest.fixture
def written(tmp_path):
    others = [s.replace("Hằng", "Lan").replace("2019", "2020") for s in SENTENCES]
    rows = [article("vi1", SENTENCES)]
    rows.append({**rows[0], "id": "vi2", "text": " ".join(others), "questions": []})
    return read_written(zipped(tmp_path / "articles.jsonl.gz", rows))


def test_an_article_has_an_example_for_every_question_in_every_language(written):
    first = written[0].examples
    assert [(e.question, e.languages) for e in first] == [
        ("Who is the director?", ("en", "vi")),
        ("Ai là giám đốc?", ("vi", "vi")),
        ("What was the loss?", ("en", "vi")),
        ("Lỗ bao nhiêu?", ("vi", "vi")),
    ]
    assert all(e.passage[e.start : e.end] == (e.answers[0] if e.answers else "") for e in first)


def test_a_cut_passage_is_whole_sentences_and_holds_the_answer(written):
    example = written[0].examples[0]
    cuts = [cut(example, written[0].sentences, Random(seed)) for seed in range(50)]
    assert len({c.passage for c in cuts}) > 5
    for c in cuts:
        assert c.passage[c.start : c.end] == "bà Hằng"
        assert c.passage in example.passage
        assert c.passage.endswith((".", "%."))


def test_the_stream_goes_on_for_ever_and_its_answers_stand_where_they_say(written):
    read = [Example("q", "gold fish", 0, 4, ("gold",)), Example("q", "a passage")]
    mix = Mix(written, [read], np.eye(2, dtype=np.float32))
    found = list(islice(mix.stream(Random(0), 0.65, 0.5), 400))
    answered = [e for e in found if e.end]
    assert 0.2 < len(answered) / len(found) < 0.8
    assert all(e.passage[e.start : e.end] == e.answers[0] for e in answered)


def test_a_wrong_passage_never_holds_an_accepted_answer(written):
    mix = Mix(written, [[Example("q", "p")]], np.eye(2, dtype=np.float32))
    asked = {e.question for e in written[0].examples if e.answers}
    found = list(islice(mix.stream(Random(0), 1.0, 1.0), 200))
    wrong = [e for e in found if e.question in asked]
    assert len(wrong) > 50
    assert all("bà Hằng" not in e.passage for e in wrong)
    assert any("bà Lan" in e.passage for e in wrong)  # the article that is most like it


def test_the_stream_is_the_same_for_the_same_seed(written):
    mix = Mix(written, [[Example("q", "p")]], np.eye(2, dtype=np.float32))
    first, second = (list(islice(mix.stream(Random(7), 0.5, 0.2), 50)) for _ in range(2))
    assert first == second


def test_which_articles_are_kept_out_does_not_change():
    kept = [n for n in range(1, 60) if kept_out(f"vi{n:03}")]
    assert kept == [3, 4, 17, 25, 32, 46, 47, 53]
    assert not kept_out("de001")


def test_the_questions_of_one_language_can_go_to_the_passages_of_another(tmp_path):
    def row(question, language, context, answer):
        answers = [{"text": answer, "answer_start": context.index(answer)}]
        about = {"lang": language, "question_lang": language}
        return {"id": "1", "question": question, "context": context, "answers": answers, **about}

    english = zipped(tmp_path / "en.gz", [row("How many?", "en", "There are ten.", "ten")])
    hindi = zipped(tmp_path / "hi.gz", [row("कितने?", "hi", "वहाँ दस हैं।", "दस")])
    (example,) = read_set(english, hindi)
    assert (example.question, example.languages) == ("How many?", ("en", "hi"))
    assert example.passage[example.start : example.end] == "दस"
