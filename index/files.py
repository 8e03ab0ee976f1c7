"""Files to articles: which there are, how they are decoded, what reads them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guillemet.index.dates import date_of, furniture
from guillemet.index.errors import UnreadableFile
from guillemet.index.languages import language_of
from guillemet.index.markup import read_html, read_markdown
from guillemet.index.nouns import Article
from guillemet.index.rows import read_csv, read_json_lines

LARGEST = 100_000_000  # bytes
TITLE = 90  # characters of a first sentence that stand for a missing title


@dataclass(frozen=True, slots=True)
class File:
    """A file and the name that its article gets: the path below the folder that was given."""

    path: Path
    name: str


def walk(paths: Iterable[str | Path]) -> Iterator[File]:
    """The files of these paths, folders with all that is in them, in a stable order.

    Hidden files and folders, links to folders, and kinds of files that cannot be read are left
    out of folders; a file that is named itself is always taken. Names have no suffix unless two
    files would have the same. Raises UnreadableFile for a path that is not there.
    """
    taken: set[str] = set()
    for given in map(Path, paths):
        if not given.exists():
            raise UnreadableFile(f"{given}: there is no such file or folder.")
        root = given if given.is_dir() else given.parent
        for path in _files_of(given) if given.is_dir() else [given]:
            below = path.relative_to(root)
            names = [below.with_suffix("").as_posix(), below.as_posix(), path.as_posix()]
            name = next((n for n in names if n not in taken), names[-1])
            taken.add(name)
            yield File(path, name)


def _files_of(folder: Path) -> Iterator[Path]:
    # os.walk does not follow links to folders, so there are no loops.
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in READERS:
                yield Path(at, name)


def read(file: File | str | Path) -> Iterator[Article]:
    """The articles of one file. Raises UnreadableFile with the reason, as late as it must.

    Text, Markdown and HTML give one article, JSON Lines and CSV one a row.
    """
    if not isinstance(file, File):
        file = File(Path(file), Path(file).stem)
    reader = READERS.get(file.path.suffix.lower())
    if reader is None:
        raise UnreadableFile(
            f"{file.path}: {file.path.suffix or 'a file without a suffix'} is not a format that "
            f"can be read. Convert it to one of: {' '.join(sorted(READERS))}."
        )
    text = decoded(file.path)
    for article in reader(text, file.path, file.name):
        yield _completed(article, file.path)


def decoded(path: Path) -> str:
    """The text of a file in whatever encoding, its lines ended by line feeds.

    UTF-8 and, with a byte-order mark, UTF-16 first; then what charset-normalizer finds. Raises
    UnreadableFile when it is too large, empty, unreadable or no text.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile(
                f"{path}: {path.stat().st_size / 1e6:.0f} MB is more than the "
                f"{LARGEST / 1e6:.0f} MB that one file may have. Split it."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}.") from error
    text = _text(path, data).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise UnreadableFile(f"{path}: this is a binary file, not a text.")
    if not text.strip():
        raise UnreadableFile(f"{path}: the file is empty.")
    return text


def _text(path: Path, data: bytes) -> str:
    codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        pass  # not UTF-8: the slower way
    from unicodedata import normalize

    from charset_normalizer import from_bytes

    if (best := None if b"\x00" in data else from_bytes(data).best()) is None:
        raise UnreadableFile(f"{path}: this is no text in a known encoding. Save it as UTF-8.")
    # windows-1258 writes Vietnamese tones as marks of their own.
    return normalize("NFC", str(best)) if best.encoding == "cp1258" else str(best)


def read_text(text: str, path: Path, name: str) -> Iterator[Article]:
    """A plain text: one article, whose text is that of the file."""
    yield Article(name, text)


READERS: dict[str, Callable[[str, Path, str], Iterator[Article]]] = {
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
    return Article(
        article.id,
        article.text,
        title=article.title or title_of(article.text),
        language=article.language or language_of(article.text),
        date=article.date or date_of(article.text),
        source=article.source or path.name,
        url=article.url,
        metadata=article.metadata,
    )


def title_of(text: str) -> str:
    """The first line when it is short and no sentence, else the beginning of the first sentence."""
    from guillemet.index.sentences import sentences

    skipped = furniture(text)
    for start, end in sentences(text):
        begin = max([start, *(b for a, b in skipped if a <= start < b)])
        if first := " ".join(text[begin:end].split()):
            break
    else:
        return ""
    if len(first) <= TITLE:
        return first
    # At a blank where there is one near, so that no word is cut; Chinese has none.
    cut = first.rfind(" ", TITLE // 2, TITLE)
    return first[: cut if cut > 0 else TITLE].rstrip(" ,;:，、") + "…"
