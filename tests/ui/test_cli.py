"""The command line as a user meets it: real processes, a real index on the seed articles."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

SEEDS = Path(__file__).parent.parent.parent / "seeds"
VI, HI = "000_e7ee72b46384e599", "003_c5df9489b4556a97"
OUTPUT = "Sản lượng mười loại kim loại màu đạt bao nhiêu tấn?"


# ---- index


def test_an_index_is_made_and_described(guillemet, tmp_path):
    done = guillemet("index", SEEDS, "-o", tmp_path / "made", "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert (made["added"], made["replaced"], made["unchanged"], made["skipped"]) == (2, 0, 0, [])
    assert made["passages"] > 10
    info = json.loads(guillemet("info", "-i", tmp_path / "made", "--json").stdout)
    assert (info["articles"], info["passages"]) == (2, made["passages"])
    assert info["languages"] == {"hi": 1, "vi": 1}


def test_indexing_again_leaves_what_has_not_changed(guillemet, tmp_path):
    (tmp_path / "a.txt").write_text("The bridge was opened in 1931.")
    (tmp_path / "b.txt").write_text("The tunnel was opened in 1954.")
    guillemet("index", tmp_path, "-o", tmp_path / ".made")
    (tmp_path / "b.txt").write_text("The tunnel was opened in 1955.")
    done = guillemet("index", tmp_path, "-o", tmp_path / ".made")
    assert done.returncode == 0
    assert "0 added, 1 replaced, 1 unchanged, 0 skipped" in done.stdout


def test_a_file_that_cannot_be_read_is_named_and_skipped(guillemet, tmp_path):
    (tmp_path / "good.txt").write_text("The bridge was opened in 1931.")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02")
    done = guillemet("index", tmp_path, "-o", tmp_path / ".made", "--json")
    assert done.returncode == 0
    assert "skipped: " in done.stderr
    assert "bad.txt" in done.stderr
    made = json.loads(done.stdout)
    assert made["added"] == 1
    (skipped,) = made["skipped"]
    assert "bad.txt" in skipped


def test_nothing_to_read_is_an_error_and_leaves_no_index(guillemet, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02")
    done = guillemet("index", tmp_path / "bad.txt", "-o", tmp_path / "made")
    assert done.returncode == 1
    assert "bad.txt" in done.stderr
    done = guillemet("index", tmp_path / "missing", "-o", tmp_path / "made")
    assert done.returncode == 1
    assert "missing" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "made").exists()


def test_ctrl_c_keeps_what_was_read_and_the_next_run_goes_on(guillemet, tmp_path):
    rows = (json.dumps({"id": str(n), "text": f"Bridge {n} was opened. " * 40}) for n in range(600))
    (tmp_path / "many.jsonl").write_text("\n".join(rows))
    command = [sys.executable, "-m", "guillemet", "index", str(tmp_path), "-o", str(tmp_path / "m")]
    # Its own session: the signal goes to the child alone, and an ignored SIGINT is not inherited.
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/",
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not (tmp_path / "m" / "guillemet.db").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.5)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130, (out, err)
    assert "run the same command again to go on" in err
    kept = json.loads(guillemet("info", "-i", tmp_path / "m", "--json").stdout)["articles"]
    assert 0 < kept < 600
    assert f"{kept} added" in out


# ---- ask


def test_the_answer_to_people_is_the_quote_with_its_source(guillemet, index):
    done = guillemet("ask", "-i", index, OUTPUT)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first.startswith("«40.319.000")
    shown = "\n".join(rest)
    for part in (f"{VI}.txt", "2025-07", "vi", f"article {VI}, characters ", "«40.319.000"):
        assert part in shown
    assert "\x1b" not in done.stdout


def test_json_is_one_object_with_exactly_the_promised_keys(guillemet, index):
    done = guillemet("ask", "-i", index, OUTPUT, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    answer = json.loads(done.stdout)
    assert list(answer) == ["question", "answer", "confidence", "citations", "miss", "seconds"]
    assert answer["question"] == OUTPUT
    assert answer["miss"] is None
    assert 0 < answer["confidence"] <= 1
    cited = answer["citations"][0]
    assert list(cited) == [
        "quote", "article_id", "title", "source", "date", "language", "start", "end", "score",
    ]  # fmt: skip
    text = (SEEDS / f"{VI}.txt").read_text(encoding="utf-8")
    assert text[cited["start"] : cited["end"]] == cited["quote"] == answer["answer"]
    assert (cited["article_id"], cited["date"], cited["language"]) == (VI, "2025-07", "vi")


def test_a_no_is_an_answer_too(guillemet, index):
    asked = "Who won the women's 400 metre hurdles in Oslo?"
    done = guillemet("ask", "-i", index, asked)
    assert done.returncode == 0
    assert done.stdout.startswith("Not in these articles.")
    answer = json.loads(guillemet("ask", "-i", index, asked, "--json").stdout)
    assert answer["answer"] is None
    assert answer["citations"] == []
    assert answer["miss"] in ("not_sure", "nothing_found")


def test_a_threshold_of_one_answers_nothing_and_of_zero_always_quotes(guillemet, index):
    asked = "Who won the women's 400 metre hurdles in Oslo?"
    bold = json.loads(guillemet("ask", "-i", index, asked, "--threshold", "0", "--json").stdout)
    assert bold["answer"]
    shy = json.loads(guillemet("ask", "-i", index, OUTPUT, "--threshold", "1", "--json").stdout)
    assert shy["answer"] is None


def test_filters_leave_only_the_articles_asked_for(guillemet, index):
    every = ["--language", "hi", "--source", f"{HI}.txt", "--from", "2025-11", "--to", "2025-11-14"]
    done = guillemet("search", "-i", index, "sản lượng nhôm", "--json", *every)
    assert {hit["article_id"] for hit in json.loads(done.stdout)["hits"]} == {HI}
    done = guillemet("search", "-i", index, "sản lượng nhôm", "--json", "--to", "2024-12-31")
    assert {hit["article_id"] for hit in json.loads(done.stdout)["hits"]} == {"arabic"}


def test_absurd_questions_get_a_clear_no(guillemet, index):
    asked = ["", "   ", "?!", "why " * 5000]
    batch = "".join(json.dumps({"question": question}) + "\n" for question in asked)
    done = guillemet("ask", "-i", index, "--batch", "-", stdin=batch)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["miss"] for answer in answers] == ["invalid_question"] * 4


def test_control_characters_of_an_article_do_not_reach_the_terminal(guillemet, tmp_path):
    row = {
        "id": "a",
        "title": "\x1b[31mRed\x9b",
        "text": "The bridge \x1b]0;x\x07was opened in 1931.",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    guillemet("index", tmp_path, "-o", tmp_path / ".made")
    done = guillemet(
        "ask", "-i", tmp_path / ".made", "When was the bridge opened?", "--threshold", 0
    )
    assert "1931" in done.stdout
    assert not {"\x1b", "\x07", "\x9b"} & set(done.stdout)


# ---- a batch


def test_a_batch_answers_line_by_line_with_ids(guillemet, index, tmp_path):
    batch = tmp_path / "questions.jsonl"
    batch.write_text(
        f'{json.dumps({"id": "q1", "question": OUTPUT})}\n{{"id": "q2"\n\nWho is Ilya Brandt?\n'
    )
    done = guillemet("ask", "-i", index, "--batch", batch)
    assert done.returncode == 0, done.stderr
    first, bad, last = map(json.loads, done.stdout.splitlines())
    assert list(first)[:2] == ["id", "question"]
    assert first["id"] == "q1"
    assert first["answer"].startswith("40.319.000")
    assert bad["id"] == 2
    assert bad["error"].startswith("not JSON")
    assert "line 2: not JSON" in done.stderr
    assert (last["id"], last["question"]) == (4, "Who is Ilya Brandt?")


def test_a_batch_from_standard_input_answers_before_the_next_question_comes(index):
    command = [sys.executable, "-m", "guillemet", "ask", "-i", str(index), "--batch", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd="/"
    ) as child:
        assert child.stdin
        assert child.stdout
        for number in (1, 2):
            child.stdin.write(f"{OUTPUT}\n")
            child.stdin.flush()
            answer = json.loads(child.stdout.readline())
            assert (answer["id"], answer["answer"][:10]) == (number, "40.319.000")
        child.stdin.close()
        assert child.wait(timeout=30) == 0


# ---- search, export, help, errors


def test_search_shows_hits_with_their_trace(guillemet, index):
    done = guillemet("search", "-i", index, OUTPUT, "-k", 3, "--json")
    found = json.loads(done.stdout)
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    best = found["hits"][0]
    text = (SEEDS / f"{VI}.txt").read_text(encoding="utf-8")
    assert text[best["start"] : best["end"]] == best["text"]
    assert "40.319.000" in best["text"]
    assert {"bm25", "dense", "fused"} == set(best["trace"])
    plain = guillemet("search", "-i", index, OUTPUT, "-k", 1).stdout
    assert plain.startswith("1. ")
    assert "bm25 #1" in plain


def test_help_comes_at_once_and_teaches_every_command(guillemet):
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        done = guillemet("--help")
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.2
    for command in ("index", "ask", "chat", "search", "info", "eval", "export-encoder"):
        assert f"    {command}" in done.stdout
        one = guillemet(command, "--help")
        assert one.returncode == 0, one.stderr
        assert "examples:" in one.stdout or command == "eval"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["index"], "required: PATH"),
        (["ask", "-i", "x"], "QUESTION or --batch FILE"),
        (["ask", "-i", "x", "Who?", "--batch", "-"], "QUESTION or --batch FILE"),
        (["ask", "-i", "x", "Who?", "--threshold", "2"], "not between 0 and 1"),
        (["ask", "-i", "x", "Who?", "--from", "May"], "not like 2025"),
        (["search", "-i", "x", "Who?", "-k", "0"], "not 1 or more"),
        (["chat", "--auth", "nobody"], "USER:PASSWORD"),
        (["chat", "--port", "70000"], "not between 1 and 65535"),
        (["fly"], "invalid choice"),
        ([], "required: COMMAND"),
    ],
)
def test_wrong_usage_is_told_with_exit_code_2(guillemet, arguments, told):
    done = guillemet(*arguments)
    assert done.returncode == 2
    assert told in done.stderr


@pytest.mark.parametrize("command", [["ask", "Who?"], ["search", "Who?"], ["info"], ["chat"]])
def test_a_missing_index_is_an_error_without_a_traceback(guillemet, tmp_path, command):
    done = guillemet(*command, "-i", tmp_path / "none")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("guillemet: ")
    assert str(tmp_path / "none") in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_port_that_is_taken_is_an_error_without_a_traceback(guillemet, index):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = guillemet("chat", "-i", index, "--no-browser", "--port", port)
    assert done.returncode == 1
    assert f"port {port}: it is taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_model_that_is_not_there_is_an_error_without_a_traceback(guillemet, index, tmp_path):
    done = guillemet("ask", "-i", index, "Who?", "--reader", tmp_path / "none")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_reader_of_the_output_may_leave_early(index):
    command = f"{sys.executable} -m guillemet search -i {index} mine | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=True, cwd="/"
    )
    assert len(done.stdout) == 1
    assert done.stderr == ""


def test_a_terminal_sees_progress_and_the_quote_in_bold(index, tmp_path):
    (tmp_path / "a.txt").write_text("The bridge was opened in 1931.")
    seen = on_a_terminal("index", str(tmp_path), "-o", str(tmp_path / ".made"))
    assert "1 articles, 1 passages" in seen
    assert "\x1b[1m«40.319.000" in on_a_terminal("ask", "-i", str(index), OUTPUT)


def on_a_terminal(*arguments: str) -> str:
    """What the command writes when all its streams are a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "guillemet", *arguments])
    seen = b""
    while True:
        try:
            seen += (part := os.read(terminal, 4096))
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
    os.waitpid(child, 0)
    os.close(terminal)
    return seen.decode()
