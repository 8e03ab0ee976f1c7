"""`guillemet eval` on small slices, with the real index, encoder and reader."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guillemet.ui.cli import main

SEEDS = Path(__file__).parents[2] / "seeds"
VIETNAMESE = SEEDS / "000_e7ee72b46384e599.txt"

Measured = Callable[..., dict[str, Any]]


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    def measure(*arguments: object) -> dict[str, Any]:
        out = tmp_path / "out.json"
        assert main(["eval", *map(str, arguments), "--out", str(out)]) == 0
        found: dict[str, Any] = json.loads(out.read_text())
        return found

    return measure


def squad_rows(path: Path, number: int) -> Path:
    paragraphs = VIETNAMESE.read_bytes().decode().split("\n\n")
    paragraph = next(p for p in paragraphs if "40.319.000" in p)
    rows = [
        {
            "id": str(n),
            "title": "Kim loại màu",
            "context": paragraph,
            "question": f"Sản lượng mười loại kim loại màu thông dụng là bao nhiêu ({n})?",
            "answers": [
                {"text": "40.319.000 tấn", "answer_start": paragraph.index("40.319.000 tấn")}
            ],
            "lang": "vi",
        }
        for n in range(number)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_the_seed_articles_are_measured_end_to_end(
    measured: Measured, capsys: pytest.CaptureFixture[str]
) -> None:
    found = measured("--limit", 16)
    for name in ("em", "f1_squad", "mrr", "ndcg@10", "false_answers", "false_noes", "ece"):
        assert 0 <= found[name] <= 1
    assert found["verbatim"] == 1
    assert found["recall@5"] >= 0.7
    assert found["f1"] >= 0.2
    assert found["f1_low"] <= found["f1"] <= found["f1_high"]
    assert 0 < found["latency_search_p50"] < found["latency_p50"] < 5
    printed, progress = capsys.readouterr()
    assert "16 questions" in printed
    assert "other language" in printed
    assert "16 of 16 questions" in progress


def test_questions_of_ones_own_on_articles_of_ones_own(measured: Measured, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    text = "The mayor of Quillham is Ada Brock. She was elected in 2019.\n"
    (tmp_path / "news" / "quillham.txt").write_text(text)
    row = {
        "id": "1",
        "language": "en",
        "question": "Who is the mayor of Quillham?",
        "article_id": "quillham",
        "answers": ["Ada Brock"],
        "start": text.index("Ada"),
        "type": "person",
    }
    questions = tmp_path / "mine.jsonl"
    questions.write_text(json.dumps(row))
    found = measured("--set", questions, "--articles", tmp_path / "news")
    assert found["recall@1"] == found["mrr"] == found["ndcg@10"] == 1


def test_a_squad_file_is_read_with_its_gold_paragraphs(measured: Measured, tmp_path: Path) -> None:
    path = squad_rows(tmp_path / "rows.jsonl", 9)
    found = measured("--squad", path, "--limit", 3)
    assert found["f1"] == found["em"] == found["f1_squad"] == 1
    english = tmp_path / "english.json"
    questions = [
        {"id": str(n), "question": "How much of the ten metals was produced?", "answers": []}
        for n in range(2)
    ]
    paragraphs = [{"context": "Whatever.", "qas": questions}]
    english.write_text(json.dumps({"data": [{"title": "", "paragraphs": paragraphs}]}))
    assert measured("--squad", path, "--questions-from", english)["f1"] > 0.5


def test_a_beir_folder_is_searched(measured: Measured, tmp_path: Path) -> None:
    documents = {"cats": "Cats sleep most of the day.", "tin": "Tin melts at 232 degrees."}
    queries = {"q1": "At what heat does tin melt?", "q2": "Mèo ngủ bao lâu?", "cats": "cats"}
    (tmp_path / "qrels").mkdir()
    for name, texts in (("corpus", documents), ("queries", queries)):
        rows = (json.dumps({"_id": key, "text": text}) for key, text in texts.items())
        (tmp_path / f"{name}.jsonl").write_text("\n".join(rows))
    qrels = "query-id\tcorpus-id\tscore\nq1\ttin\t1\nq2\tcats\t1\ncats\tcats\t1\n"
    (tmp_path / "qrels" / "test.tsv").write_text(qrels)
    found = measured("--beir", tmp_path)
    # As BEIR has it, a query never finds itself: the third can't be right.
    assert found["recall@1"] == found["ndcg@10"] == found["mrr"] == pytest.approx(2 / 3)
    assert found["latency_search_p50"] > 0


def test_an_interrupt_shows_what_was_measured_so_far(tmp_path: Path) -> None:
    path, out = squad_rows(tmp_path / "many.jsonl", 500), tmp_path / "out.json"
    command = [sys.executable, "-c", "from guillemet.ui.cli import main; raise SystemExit(main())"]
    running = subprocess.Popen(
        [*command, "eval", "--squad", str(path), "--limit", "300", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert "30 of 300 questions" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    printed, complaint = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Interrupted after" in complaint
    assert "f1_squad" in printed
    assert json.loads(out.read_text())["f1"] > 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--set", "x.jsonl"], "--set and --articles go together"),
        (["--articles", "x"], "--set and --articles go together"),
        (["--questions-from", "x"], "--questions-from goes with --squad"),
        (["--squad", "missing.json"], "missing.json cannot be read"),
        (["--beir", "missing"], "corpus.jsonl cannot be read"),
        (["--out", "no/such/folder/out.json"], "There is no folder"),
    ],
)
def test_a_mistake_is_one_line_and_no_traceback(
    arguments: list[str],
    complaint: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["eval", *arguments]) == 1
    message = capsys.readouterr().err
    assert complaint in message
    assert message.count("\n") == 1


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number_from_one_up(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "--limit", limit])
    assert stopped.value.code == 2
    assert "--limit" in capsys.readouterr().err
