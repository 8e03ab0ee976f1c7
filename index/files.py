"""Files to articles: which there are, how they are decoded, what reads them."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import category, normalize

from guillemet.index.dates import date_of, furniture
from guillemet.index.errors import UnreadableFile
from guillemet.index.languages import language_code, language_of
from guillemet.index.markup import read_html, read_markdown
from guillemet.index.nouns import Article
from guillemet.index.rows import read_csv, read_json_lines

LARGEST = 100_000_000  # bytes
TITLE = 90  # characters of a first sentence that stand for a missing title
BEGINNING = 2000  # characters among which it is looked for


@dataclass(frozen=True, slots=True)
class File:
    """A file and the name that its article gets: the path below the folder that was given."""

    path: Path
    name: str


def walk(paths: Iterable[str | Path]) -> Iterator[File]:
    """The files of these paths, folders with all that is in them, in a stable order.

    Hidden files and folders, links to folders, and kinds of files that cannot be read are left
    out of folders; a file that is named itself is always taken, and none is taken twice. A folder
    that cannot be listed is among the files, so that reading it says why. Names have no suffix
    unless two files would have the same. Raises UnreadableFile for a path that is not there.
    """
    taken: set[str] = set()
    seen: set[str] = set()
    for given in map(Path, paths):
        if not os.path.exists(given):  # unlike Path's, it is never forbidden
            raise UnreadableFile(f"{spelt(given)}: there is no such file or folder.")
        root, found = (given, _files_of(given)) if given.is_dir() else (given.parent, [given])
        for path in found:
            if (real := os.path.realpath(path)) in seen:
                continue
            seen.add(real)
            below = path.relative_to(root)
            bare = below.with_suffix("") if below.name else below
            names = map(spelt, (bare, below, path, Path(real)))
            name = next(name for name in names if name not in taken)
            taken.add(name)
            yield File(path, name)


def spelt(path: Path) -> str:
    """A path as text; bytes of its name that are no UTF-8 are spelt in hexadecimal."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _files_of(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    # os.walk does not follow links to folders, so there are no loops.
    for at, folders, files in os.walk(folder, onerror=lambda e: closed.append(Path(e.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in READERS:
                yield Path(at, name)
    yield from closed


def read(file: File | str | Path) -> Iterator[Article]:
    """The articles of one file. Raises UnreadableFile with the reason, as late as it must.

    Text, Markdown and HTML give one article, JSON Lines and CSV one a row.
    """
    if not isinstance(file, File):
        file = File(Path(file), spelt(Path(Path(file).stem)))
    place, suffix = spelt(file.path), file.path.suffix.lower()
    if os.path.isdir(file.path):
        raise UnreadableFile(
            f"{place}: the files of this folder could not be listed. Check that you may open it, "
            "or name the files."
        )
    if suffix not in READERS:
        raise UnreadableFile(
            f"{place}: {suffix or 'a file without a suffix'} is not a format that can be read. "
            f"Convert it to one of: {' '.join(sorted(READERS))}."
        )
    text = decoded(file.path)
    for article in READERS[suffix](text, place, file.name):
        yield _completed(article, file.path)


def decoded(path: Path) -> str:
    """The text of a file in whatever encoding, its lines ended by line feeds.

    UTF-8 and what has a byte-order mark first; then what charset-normalizer finds. Raises
    UnreadableFile when it is too large, empty, unreadable or no text.
    """
    place = spelt(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, a device never end
            raise UnreadableFile(f"{place}: this is no regular file. Save its content in one.")
        if status.st_size > LARGEST:
            raise UnreadableFile(
                f"{place}: {status.st_size / 1e6:.0f} MB is more than the "
                f"{LARGEST / 1e6:.0f} MB that one file may have. Split it."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{place}: {error.strerror or error}. Check that it is there and that you may read it."
        ) from error
    text = _text(place, data).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise UnreadableFile(f"{place}: this is a binary file, not a text. Export its text first.")
    if not text.strip():
        raise UnreadableFile(f"{place}: the file is empty.")
    return text


# The marks of UTF-32 begin like those of UTF-16.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def _text(place: str, data: bytes) -> str:
    marked = (codec for mark, codec in _BYTE_ORDER_MARKS.items() if data.startswith(mark))
    try:
        return data.decode(next(marked, "utf-8-sig"))
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):  # a guess would garble all of it
            raise UnreadableFile(
                f"{place}: byte {error.start} is not UTF-8, though the rest is. Save it as UTF-8."
            ) from error
    from charset_normalizer import from_bytes

    if (best := None if b"\x00" in data else from_bytes(data).best()) is None:
        raise UnreadableFile(f"{place}: this is no text in a known encoding. Save it as UTF-8.")
    # windows-1258 writes Vietnamese tones as marks of their own.
    return normalize("NFC", str(best)) if best.encoding == "cp1258" else str(best)


def _mostly_utf8(data: bytes) -> bool:
    """Whether far more than by chance is UTF-8 of what is not ASCII."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) > 10 * wrong


def read_text(text: str, place: str, name: str) -> Iterator[Article]:
    """A plain text: one article, whose text is that of the file."""
    yield Article(name, text)


# What makes articles of a text; it is also told the path, for messages, and the article's id.
READERS: dict[str, Callable[[str, str, str], Iterator[Article]]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
}


def _completed(article: Article, path: Path) -> Article:
    """Fill in from the text, or the file's name, what the format did not tell."""
    return replace(
        article,
        title=article.title or title_of(article.text),
        language=language_code(article.language) or language_of(article.text),
        date=article.date or date_of(article.text),
        source=article.source or spelt(Path(path.name)),
    )


def title_of(text: str) -> str:
    """The first line when it is short and no sentence, else the beginning of the first sentence."""
    from guillemet.index.sentences import sentences

    skipped = furniture(text)
    beginning = text[: len(text) - len(text.lstrip()) + BEGINNING]
    for start, end in sentences(beginning):
        begin = max([start, *(b for a, b in skipped if a <= start < b)])
        first = " ".join(beginning[begin:end].split())
        if any(map(str.isalnum, first)):
            return _shortened(first)
    return ""


def _shortened(words: str) -> str:
    if len(words) <= TITLE:
        return words
    # At a blank where there is one near, so that no word is cut; Chinese has none.
    cut = words.rfind(" ", TITLE // 2, TITLE)
    if cut < 0:
        cut = TITLE
        while category(words[cut]).startswith("M"):  # a vowel stays with its letter
            cut -= 1
    return words[:cut].rstrip(" ,;:，、") + "…"
