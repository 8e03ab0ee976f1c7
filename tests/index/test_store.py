from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading

import numpy as np
import pytest

from guillemet.index.errors import GuillemetError, IndexBusy, IndexDamaged, IndexMissing
from guillemet.index.filters import Filter
from guillemet.index.nouns import Article
from guillemet.index.store import FILE, Store, digest

TEXT = "Một câu. एक वाक्य। 一句话。😀 done."


def article(name="a", text=TEXT, **fields) -> Article:
    return Article(name, text, **fields)


def vectors(n: int) -> np.ndarray:
    return np.eye(4, dtype=np.float32)[:n]


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path, create=True)
    yield made
    made.close()


def put(store: Store, *articles: Article, spans=((0, 8), (9, 18))) -> None:
    with store.writing():
        for each in articles:
            store.put(each, spans, vectors(len(spans)))


def test_an_article_comes_back_as_it_was_given(store):
    given = article(title="<b>T</b>", language="vi", date="2025-07", source="s", url="u",
                    text=TEXT + "\x00end", metadata={"author": "ông Tao"})  # fmt: skip
    put(store, given)
    assert store.article("a") == given


def test_passages_are_the_articles_words_also_after_an_emoji_and_a_nul(store):
    text = "😀\x00 Một câu. एक वाक्य।"
    put(store, article(text=text), spans=[(3, 11), (12, 21)])
    assert [p.text for p in store.passages("a")] == [text[3:11], text[12:21]]


def test_a_write_raises_the_generation_by_one_and_a_failed_write_changes_nothing(store):
    put(store, article("a"))
    with pytest.raises(RuntimeError, match="planted"), store.writing():
        store.put(article("b"), [(0, 8)], vectors(1))
        raise RuntimeError("planted")
    assert store.generation == 1
    assert list(store.digests()) == ["a"]


def test_a_passage_id_is_never_used_again(store):
    put(store, article("a"))
    before = store.passage_ids().tolist()
    with store.writing():
        assert store.delete(["a", "unknown"]) == 1
    put(store, article("a"))
    assert min(store.passage_ids()) > max(before)


def test_deleting_an_article_deletes_its_passages(store):
    put(store, article("a"), article("b"))
    with store.writing():
        store.delete(["a"])
    assert store.counts()[:2] == (1, 2)
    assert {p.article_id for p in store.passages_by_id(range(1, 10)).values()} == {"b"}


def test_rows_hold_text_title_language_and_the_vector_as_float16(store):
    put(store, article("a", title="T", language="vi"))
    rows = list(store.rows())
    assert [(r.title, r.text, r.language) for r in rows] == [
        ("T", "Một câu.", "vi"), ("T", "एक वाक्य।", "vi"),
    ]  # fmt: skip
    assert rows[1].vector.tolist() == [0, 1, 0, 0]
    assert [r.id for r in store.rows(after=rows[0].id)] == [rows[1].id]


def test_digests_differ_when_anything_but_the_id_differs():
    same = digest(article("a", title="t"))
    assert same == digest(article("b", title="t"))
    changed = [article(title="u"), article(title="t", metadata={"k": "v"}),
               article(title="t", date="2025"), article(title="t", text="x")]  # fmt: skip
    assert same not in {digest(each) for each in changed}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), "abcd"),
        (Filter(language="vi"), "ab"),
        (Filter(language="vi", source="x"), "a"),
        (Filter(date_from="2025-07-18"), "bc"),
        (Filter(date_to="2025-07-18"), "ab"),
        (Filter(date_to="2025"), "abc"),
        (Filter(date_from="2025-07-01", date_to="2025-07-31"), "b"),
        (Filter(language="x' OR '1'='1"), ""),
    ],
)
def test_filters_let_through_the_right_articles(store, where, expected):
    put(
        store,
        article("a", language="vi", source="x", date="2024-01-31"),
        article("b", language="vi", source="y", date="2025-07"),
        article("c", language="hi", source="y", date="2025-11-14"),
        article("d", language="zh"),
        spans=[(0, 8)],
    )
    found = store.passages_by_id(store.passage_ids(where).tolist())
    assert "".join(sorted(p.article_id for p in found.values())) == expected


def test_no_index_says_how_to_make_one(tmp_path):
    with pytest.raises(IndexMissing, match="guillemet index PATHS -o"):
        Store(tmp_path)


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database" * 1000)
    with pytest.raises(IndexDamaged, match="no Guillemet index"):
        Store(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"not a database" * 1000


def test_an_index_of_a_newer_schema_asks_for_an_upgrade(store, tmp_path):
    db = sqlite3.connect(tmp_path / FILE)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(IndexDamaged, match="newer Guillemet"):
        Store(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GuillemetError, match="index folder"):
        Store(tmp_path / "file" / "index", create=True)


def test_a_second_writer_is_told_after_waiting(store, tmp_path, monkeypatch):
    monkeypatch.setattr("guillemet.index.store.BUSY_SECONDS", 0.05)
    second = Store(tmp_path)
    with store.writing(), pytest.raises(IndexBusy, match="Another process"), second.writing():
        pytest.fail("two writers at once")
    second.close()


def test_a_reader_sees_one_generation_while_a_writer_commits_the_next(store, tmp_path):
    put(store, article("a"))
    reader = Store(tmp_path)
    with reader.reading():
        assert reader.generation == 1
        put(store, article("b"))
        assert reader.generation == 1
        assert list(reader.digests()) == ["a"]
    assert reader.generation == 2
    reader.close()


def test_a_writer_that_is_killed_leaves_the_old_generation(store, tmp_path):
    put(store, article("a"))
    code = (
        "import os, numpy as np\nfrom pathlib import Path\n"
        "from guillemet.index.nouns import Article\nfrom guillemet.index.store import Store\n"
        f"s = Store(Path({str(tmp_path)!r}))\n"
        "with s.writing():\n"
        "    s.put(Article('b', 'text'), [(0, 4)], np.eye(4, dtype=np.float32)[:1])\n"
        "    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    again = Store(tmp_path)
    assert (again.generation, list(again.digests())) == (1, ["a"])
    again.close()


def test_one_store_can_be_used_from_another_thread(store):
    put(store, article("a"))
    found = []
    thread = threading.Thread(target=lambda: found.append(store.article("a").id))
    thread.start()
    thread.join()
    assert found == ["a"]
