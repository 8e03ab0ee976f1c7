"""Real files of each format, well-formed and not."""

from __future__ import annotations

import json
import os

import pytest

from guillemet.index.errors import UnreadableFile
from guillemet.index.files import LARGEST, read, walk

VI = "Trận lụt ở Quảng Bình làm 27 ngôi nhà bị hư hỏng. Nước đã rút vào sáng hôm sau."
ZH = "今年的小麦产量为三百二十万吨，比去年增长了百分之四。农民们对收成表示满意。"
RU = "Производство металлов на заводе выросло на три процента по сравнению с прошлым годом."


def only(path):
    (article,) = read(path)
    return article


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_is_kept_byte_for_byte(tmp_path):
    text = f"  {VI}\n\n\tend \n"
    article = only(written(tmp_path / "lụt.txt", text))
    assert (article.id, article.text) == ("lụt", text)
    assert (article.language, article.source) == ("vi", "lụt.txt")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (VI, "utf-8"), (VI, "utf-8-sig"), (VI, "utf-16"), (ZH, "gb18030"), (ZH, "utf-16"),
        ("今年的小麥產量為三百二十萬噸，比去年增長了百分之四。農民們對收成表示滿意。", "big5"), (RU, "cp1251"),
    ],
)  # fmt: skip
def test_texts_are_decoded_whatever_the_encoding(tmp_path, text, codec):
    assert only(written(tmp_path / "a.txt", text.encode(codec))).text == text


def test_line_ends_of_every_system_become_one(tmp_path):
    assert only(written(tmp_path / "a.txt", b"One.\r\nTwo.\rThree.")).text == "One.\nTwo.\nThree."


def test_the_title_is_a_short_first_line_or_the_beginning_of_the_first_sentence(tmp_path):
    assert only(written(tmp_path / "a.txt", f"Lũ lụt\n\n{VI}")).title == "Lũ lụt"
    long = "word " * 40 + "end."
    title = only(written(tmp_path / "b.txt", long)).title
    assert title.endswith("word…")
    assert len(title) <= 91


def test_markdown_is_read_as_it_is_rendered_with_its_front_matter(tmp_path):
    article = only(
        written(
            tmp_path / "a.md",
            "---\ntitle: 'Flood'\ndate: 2025-10\nlang: vi\nauthor: An\n---\n"
            "# Lũ\n\nMột **trận** [lụt](http://x)\nlớn.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- y\n",
        )
    )
    assert article.text == "Lũ\n\nMột trận lụt lớn.\n\na | b\n1 | 2\nx\ny\n"
    assert (article.title, article.date, article.language) == ("Flood", "2025-10", "vi")
    assert article.metadata == {"author": "An"}


def test_html_is_the_article_without_menus_and_with_what_the_page_states(tmp_path):
    article = only(
        written(
            tmp_path / "a.html",
            '<?xml version="1.0" encoding="latin-1"?><html lang="vi-VN"><head><title>T | Site</title>'
            '<meta property="og:title" content="Lũ lụt"><meta property="og:site_name" content="Báo">'
            '<meta property="article:published_time" content="2024-03-04T10:00:00Z">'
            '<link rel="canonical" href="https://example.org/a"></head><body><nav><a>Menu</a></nav>'
            f"<article><h1>Lũ</h1><p>{VI * 3}</p></article><footer>© 2019</footer></body></html>",
        )
    )
    assert VI in article.text
    assert "Menu" not in article.text
    assert (article.title, article.source, article.language) == ("Lũ lụt", "Báo", "vi")
    assert (article.date, article.url) == ("2024-03-04", "https://example.org/a")


def test_html_dates_come_from_what_is_stated_never_from_a_copyright(tmp_path):
    page = f"<html><body><p>{VI * 4}</p><footer>© 2019</footer>%s</body></html>"
    assert only(written(tmp_path / "a.html", page % "")).date == ""
    linked = '<script type="application/ld+json">{"datePublished": "2024-05-06"}</script>'
    assert only(written(tmp_path / "b.html", page % linked)).date == "2024-05-06"
    timed = '<time datetime="2024-07-08">x</time>'
    assert only(written(tmp_path / "c.html", page % timed)).date == "2024-07-08"


def test_rows_of_json_lines_are_articles_and_bad_ones_do_not_take_the_rest_along(tmp_path):
    rows = [json.dumps({"id": "q1", "text": VI, "lang": "vi", "tag": ["x"]}), "{broken", "[1]",
            json.dumps({"title": "no text"}), '{"text": "lone \\ud800"}', "",
            json.dumps({"content": "Second."})]  # fmt: skip
    path = written(tmp_path / "a.jsonl", "\n".join(rows))
    found = []
    with pytest.raises(
        UnreadableFile, match=r"line 2: not JSON.*line 3: .*line 4: no text.*line 5"
    ):
        found.extend(read(path))
    assert [a.id for a in found] == ["q1", "a#7"]
    assert found[0].metadata == {"tag": '["x"]'}


@pytest.mark.parametrize(("suffix", "mark"), [("csv", ","), ("csv", ";"), ("tsv", "\t")])
def test_rows_of_a_table_are_articles(tmp_path, suffix, mark):
    lines = [
        ["ID", "Title", "Text", "Date", "Kind"],
        ["7", "A", '"two\nlines"', "3/4/2024", "news"],
    ]
    path = written(tmp_path / f"a.{suffix}", "\n".join(mark.join(line) for line in lines))
    article = only(path)
    assert (article.id, article.title, article.text) == ("7", "A", "two\nlines")
    assert (article.date, article.metadata) == ("2024-04-03", {"Kind": "news"})


def test_a_table_without_a_text_column_says_what_is_looked_for(tmp_path):
    with pytest.raises(UnreadableFile, match="no column is called text or content"):
        list(read(written(tmp_path / "a.csv", "a,b\n1,2\n")))


def test_a_huge_field_is_read(tmp_path):
    assert len(only(written(tmp_path / "a.csv", f'text\n"{"x " * 200_000}"\n')).text) == 400_000


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\t\n", "the file is empty"),
        ("a.txt", bytes(range(256)) * 20, "no text in a known encoding"),
        ("a.txt", b"ab\x00cd", "binary"),
        ("a.exe", b"x", r"\.exe is not a format .* \.csv \.htm"),
        ("a", b"x", "a file without a suffix is not a format"),
        ("a.html", b"<!-- -->", "page"),
        ("a.html", b"<html><body></body></html>", "no words"),
        ("a.md", b"---\ntitle: x\n---\n", "no text"),
        ("a.jsonl", b"nonsense", "line 1: not JSON"),
        ("a.jsonl", b"[" * 100_000, "not JSON"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_reason(tmp_path, name, content, reason):
    path = written(tmp_path / name, content)
    with pytest.raises(UnreadableFile, match=reason) as told:
        list(read(path))
    assert str(path) in str(told.value)


def test_a_file_of_300_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(3 * LARGEST)
    with pytest.raises(UnreadableFile, match="300 MB is more than the 100 MB"):
        list(read(path))


def test_deeply_nested_html_ends(tmp_path):
    path = written(tmp_path / "a.html", "<div>" * 50_000 + VI)
    try:
        assert VI in only(path).text
    except UnreadableFile as told:
        assert "no words" in str(told)  # noqa: PT017  either is an answer; neither may hang


def test_folders_are_walked_in_order_without_hidden_files_loops_and_strangers(tmp_path):
    (tmp_path / "news" / "deep").mkdir(parents=True)
    for name in ("news/b.txt", "news/a.txt", "news/a.md", "news/deep/c.HTML", "news/.hidden.txt",
                 "news/x.exe", "top.txt"):  # fmt: skip
        written(tmp_path / name, "x")
    os.symlink(tmp_path, tmp_path / "news" / "loop")
    names = [file.name for file in walk([tmp_path])]
    assert names == ["top", "news/a", "news/a.txt", "news/b", "news/deep/c"]


def test_a_named_file_is_taken_whatever_it_is_and_names_stay_apart(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    paths = [written(tmp_path / d / "a.txt", "x") for d in "xy"]
    names = [file.name for file in walk([*paths, paths[0]])]
    assert names[:2] == ["a", "a.txt"]
    assert len(set(names)) == 3


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableFile, match="no such file or folder"):
        list(walk([tmp_path / "nowhere"]))


def test_odd_names_are_names(tmp_path):
    path = written(tmp_path / "a b'\"<script>\n.txt", VI)
    assert [only(file).text for file in walk([path])] == [VI]
