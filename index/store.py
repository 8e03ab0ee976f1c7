"""The one truth of an index: a SQLite database with articles, passages, vectors, manifest."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from guillemet.index.errors import GuillemetError, IndexBusy, IndexDamaged, IndexMissing
from guillemet.index.filters import Filter
from guillemet.index.nouns import Article, Passage

FILE = "guillemet.db"
APPLICATION_ID = 0x00AB00BB  # « and »
BUSY_SECONDS = 5.0
FIELDS = ("id", "text", "title", "language", "date", "source", "url")  # of an article, as columns

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


def _first_schema(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        "CREATE TABLE articles (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
        "title TEXT NOT NULL, language TEXT NOT NULL, date TEXT NOT NULL, source TEXT NOT NULL, "
        "url TEXT NOT NULL, metadata TEXT NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL)"
    )
    # AUTOINCREMENT: a passage's number is never used again, also after the last one is deleted.
    db.execute(
        "CREATE TABLE passages (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "article INTEGER NOT NULL REFERENCES articles(key) ON DELETE CASCADE, "
        '"start" INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL)'
    )
    db.execute("CREATE INDEX passages_of_article ON passages(article)")
    db.execute("INSERT INTO manifest VALUES ('generation', '0')")


# Step n brings a database from schema n to n + 1; never edit a step that was released.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first_schema,)


@dataclass(frozen=True, slots=True)
class Row:
    """A stored passage with what the two legs need: its words' text and its raw vector."""

    id: int
    title: str
    text: str
    language: str
    vector: Vectors


class Store:
    """Reads and writes the database; one writer at a time, any number of readers.

    A write is one transaction that raises the generation by one. Raises IndexMissing when
    there is no database and `create` is false, IndexDamaged when the file is not ours or is
    broken, IndexBusy when another writer holds it for longer than BUSY_SECONDS.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise IndexMissing(
                f"There is no index in {folder}. Make one: guillemet index PATHS -o {folder}"
            )
        with _told(self.path):
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA foreign_keys = ON")
            self._migrate()

    def close(self) -> None:
        """Let go of the database file."""
        self._db.close()

    # ---- the manifest

    def manifest(self) -> dict[str, str]:
        """Every entry: generation, encoder and what else decides how the index was made."""
        with _told(self.path):
            return dict(self._db.execute("SELECT key, value FROM manifest"))

    @property
    def generation(self) -> int:
        """How many writes were committed so far."""
        with _told(self.path):
            found = self._db.execute("SELECT value FROM manifest WHERE key = 'generation'")
            return int(found.fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one and the same generation within the block, whatever a writer commits."""
        with _told(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of the block's writes or none; raises the generation."""
        with _told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute(
                    "UPDATE manifest SET value = CAST(value AS INTEGER) + 1 "
                    "WHERE key = 'generation'"
                )
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def note(self, entries: dict[str, str]) -> None:
        """Set manifest entries; call within `writing`."""
        self._db.executemany("INSERT OR REPLACE INTO manifest VALUES (?, ?)", entries.items())

    # ---- writes, within `writing`

    def put(self, article: Article, spans: Sequence[tuple[int, int]], vectors: Vectors) -> None:
        """Store an article with its passages, in place of what had its id.

        `vectors` is (len(spans), dimension) float32, L2-normalised; stored as float16.
        """
        self.delete([article.id])
        values = (
            article.id, article.title, article.language, article.date, article.source,
            article.url, _json(article), article.text, digest(article),
        )  # fmt: skip
        key = self._db.execute(
            "INSERT INTO articles (id, title, language, date, source, url, metadata, text, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        ).lastrowid
        self._db.executemany(
            'INSERT INTO passages (article, "start", "end", vector) VALUES (?, ?, ?, ?)',
            (
                (key, start, end, vector.tobytes())
                for (start, end), vector in zip(spans, vectors.astype("<f2"), strict=True)
            ),
        )

    def delete(self, article_ids: Iterable[str]) -> int:
        """Remove articles with their passages; how many there were."""
        return sum(
            self._db.execute("DELETE FROM articles WHERE id = ?", (id,)).rowcount
            for id in article_ids
        )

    # ---- reads

    def digests(self) -> dict[str, bytes]:
        """The content hash of each article, by id, oldest first."""
        with _told(self.path):
            return dict(self._db.execute("SELECT id, digest FROM articles ORDER BY key"))

    def article(self, article_id: str) -> Article:
        """The article with this id. Raises KeyError."""
        with _told(self.path):
            found = self._db.execute(
                f"SELECT {', '.join(FIELDS)}, metadata FROM articles WHERE id = ?", (article_id,)
            ).fetchone()
        if found is None:
            raise KeyError(article_id)
        fields = dict(zip(FIELDS, found, strict=False))
        return Article(**fields, metadata=json.loads(found[-1]))

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article in the order of its text."""
        return self._passages('WHERE a.id = ? ORDER BY p."start", p.id', [article_id])

    def passages_by_id(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The living ones among these passages, by id."""
        marks = ",".join("?" * len(ids))
        return {p.id: p for p in self._passages(f"WHERE p.id IN ({marks})", list(ids))}

    def passage_ids(self, where: Filter | None = None) -> Ids:
        """The ids of all living passages (of the articles that the filter lets through), (n,)."""
        sql, values = where.sql() if where else ("1", [])
        query = "SELECT p.id FROM passages p"
        if sql != "1":
            query += f" JOIN articles a ON a.key = p.article WHERE {sql}"
        with _told(self.path):
            found = self._db.execute(query + " ORDER BY p.id", values)
            return np.fromiter((id for (id,) in found), dtype=np.int64)

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Living passages with an id above `after`, in the order of their ids."""
        with _told(self.path):
            # An article's passages follow one another, so its text is fetched once for all.
            last, title, text, language = None, "", "", ""
            for id, key, start, end, vector in self._db.execute(
                'SELECT id, article, "start", "end", vector FROM passages WHERE id > ? ORDER BY id',
                (after,),
            ):
                if key != last:
                    found = self._db.execute(
                        "SELECT title, text, language FROM articles WHERE key = ?", (key,)
                    )
                    last, (title, text, language) = key, found.fetchone()
                numbers = np.frombuffer(vector, dtype="<f2").astype(np.float32)
                yield Row(id, title, text[start:end], language, numbers)

    def vectors(self, language: str, limit: int) -> Vectors:
        """The vectors of up to `limit` passages of a language, oldest first, (n, d)."""
        with _told(self.path):
            found = self._db.execute(
                "SELECT p.vector FROM passages p JOIN articles a ON a.key = p.article "
                "WHERE a.language = ? ORDER BY p.id LIMIT ?",
                (language, limit),
            )
            packed = [np.frombuffer(vector, dtype="<f2") for (vector,) in found]
        return np.stack(packed).astype(np.float32) if packed else np.empty((0, 1), np.float32)

    def counts(self) -> tuple[int, int, dict[str, int]]:
        """How many articles, how many passages, how many articles per language."""
        with _told(self.path):
            languages = dict(
                self._db.execute(
                    "SELECT language, count(*) FROM articles GROUP BY language ORDER BY 2 DESC, 1"
                )
            )
            passages = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]
        return sum(languages.values()), passages, languages

    def _passages(self, condition: str, values: Sequence[str | int]) -> list[Passage]:
        with _told(self.path):
            found = self._db.execute(
                'SELECT p.id, a.id, p."start", p."end", a.text '
                "FROM passages p JOIN articles a ON a.key = p.article " + condition,
                values,
            )
            # Cut here, not by SQL: SQLite's substr stops at a NUL.
            return [
                Passage(id, of, start, end, text[start:end]) for id, of, start, end, text in found
            ]

    # ---- the schema

    def _migrate(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == len(MIGRATIONS):
            return
        if version > len(MIGRATIONS):
            raise IndexDamaged(
                f"{self.path} was made by a newer Guillemet (schema {version}, this one reads up "
                f"to {len(MIGRATIONS)}). Upgrade: pip install -U guillemet"
            )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("BEGIN IMMEDIATE")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        for step in MIGRATIONS[version:]:
            step(self._db)
        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        self._db.execute("COMMIT")


def digest(article: Article) -> bytes:
    """A SHA-256 over everything of an article but its id: equal digests, nothing to do."""
    fields = (article.text, article.title, article.language, article.date, article.source)
    return hashlib.sha256(
        json.dumps([*fields, article.url, _json(article)], ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
    ).digest()


def _json(article: Article) -> str:
    return json.dumps(dict(article.metadata), ensure_ascii=False, sort_keys=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors into ours, with the next step."""
    try:
        yield
    except sqlite3.OperationalError as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise IndexBusy(
                f"Another process is writing to {path}. Wait until it is done, then try again."
            ) from error
        raise GuillemetError(
            f"The index {path} cannot be used: {reason}. Check that the folder exists, that you "
            "may write to it and that the disk is not full; what was committed is safe."
        ) from error
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"{path} is damaged or is no Guillemet index ({error}). Move it away and index the "
            "articles again."
        ) from error
    except OSError as error:
        raise GuillemetError(
            f"The index folder {path.parent} cannot be used: {error.strerror or error}."
        ) from error
