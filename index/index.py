"""The index: a folder that articles go into and from which a question gets its passages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from uuid import uuid4

from guillemet.index.centring import SAMPLE, centred
from guillemet.index.dates import furniture
from guillemet.index.dense import Vectors
from guillemet.index.encoder import Encoder, load_encoder
from guillemet.index.errors import EncoderMismatch, InvalidQuestion
from guillemet.index.filters import Filter
from guillemet.index.languages import language_of
from guillemet.index.nouns import Article, Hit, Passage
from guillemet.index.passages import cut
from guillemet.index.searching import DEFAULT_SEARCH, SearchOptions, Snapshot
from guillemet.index.store import Store, digest
from guillemet.index.words import words

# Articles per transaction: what a kill can lose at most, and enough passages for both cores.
BATCH = 32


@dataclass(frozen=True, slots=True)
class Progress:
    """How far `Index.add` has come; `seconds` since it began."""

    articles: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Added:
    """What `Index.add` did, in articles; `passages` are the new ones."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in an index: counts, articles per language ("" unknown), encoder, generation."""

    articles: int
    passages: int
    languages: Mapping[str, int]
    generation: int
    encoder: str


class Index:
    """Articles on disk and the passages that answer a question; safe to share among threads.

    The folder holds one SQLite database, which is the truth, and a cache made from it. Use
    `open` or `create`; close it, or use it as a context manager.
    """

    def __init__(self, store: Store, encoder: Encoder, folder: Path) -> None:
        self._store = store
        self._encoder = encoder
        self._folder = folder
        self._lock = RLock()
        self._snapshot: Snapshot | None = None
        self._by_language: dict[str, Vectors] = {}

    # ---- open and close

    @classmethod
    def create(cls, folder: str | Path, *, encoder: Encoder | None = None) -> Index:
        """Open the index in `folder`, making folder and index where there are none.

        Raises EncoderMismatch when it exists and was made with another encoder.
        """
        folder = Path(folder)
        store = Store(folder, create=True)
        if "encoder" not in store.manifest():
            encoder = encoder or load_encoder()
            with store.writing():
                store.note({"encoder": encoder.name, "collection": uuid4().hex})
        return cls._opened(store, encoder, folder)

    @classmethod
    def open(cls, folder: str | Path, *, encoder: Encoder | None = None) -> Index:
        """Open an index that exists, with the encoder that it was made with.

        Raises IndexMissing, IndexDamaged, and EncoderMismatch when `encoder` (or today's
        encoder of the recorded name) is not the one that made its vectors.
        """
        folder = Path(folder)
        return cls._opened(Store(folder), encoder, folder)

    @classmethod
    def _opened(cls, store: Store, encoder: Encoder | None, folder: Path) -> Index:
        made_with = store.manifest().get("encoder", "")
        encoder = encoder or load_encoder(made_with)
        if encoder.name != made_with:
            store.close()
            raise EncoderMismatch(
                f"The index in {folder} was made with the encoder {made_with!r}, not with "
                f"{encoder.name!r}. Ask with that one, or index the articles again into a new "
                "folder."
            )
        return cls(store, encoder, folder)

    def close(self) -> None:
        """Let go of the files; the index cannot be used afterwards."""
        self._snapshot = None
        self._store.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- write

    def add(
        self, articles: Iterable[Article], *, progress: Callable[[Progress], None] | None = None
    ) -> Added:
        """Index articles; one with a known id replaces the old one, unless nothing changed.

        Each batch is one transaction: what was committed stays, whatever happens to the next.
        Raises IndexBusy when another process keeps writing, GuillemetError on a full disk.
        """
        begun = time.perf_counter()
        with self._lock:
            known = self._store.digests()
        total, seen = Added(), 0
        articles = iter(articles)
        while batch := {a.id: a for a in islice(articles, BATCH)}:
            seen += len(batch)
            changed = [a for a in batch.values() if known.get(a.id) != digest(a)]
            passages = self._write(changed)
            replaced = sum(a.id in known for a in changed)
            total = Added(
                total.added + len(changed) - replaced,
                total.replaced + replaced,
                total.unchanged + len(batch) - len(changed),
                total.passages + passages,
            )
            known.update((a.id, digest(a)) for a in changed)
            if progress:
                progress(Progress(seen, total.passages, time.perf_counter() - begun))
        self.refresh()
        return total

    def _write(self, articles: list[Article]) -> int:
        """Commit articles with their passages and vectors; how many passages there are."""
        if not articles:
            return 0
        spans = [cut(a.text, furniture(a.text)) for a in articles]
        texts = [
            encoded_text(a.title, a.text[start:end])
            for a, of_article in zip(articles, spans, strict=True)
            for start, end in of_article
        ]
        vectors = self._encoder.encode_passages(texts)
        with self._lock, self._store.writing():
            done = 0
            for article, of_article in zip(articles, spans, strict=True):
                self._store.put(article, of_article, vectors[done : done + len(of_article)])
                done += len(of_article)
        return len(texts)

    def delete(self, article_ids: Iterable[str]) -> int:
        """Remove articles; they never answer again. How many there were."""
        with self._lock, self._store.writing():
            return self._store.delete(article_ids)

    def refresh(self) -> None:
        """Bring the cache up to the database now, rather than with the next question."""
        with self._lock, self._store.reading():
            self._current()

    # ---- read

    def search(
        self,
        question: str,
        k: int = 5,
        *,
        options: SearchOptions = DEFAULT_SEARCH,
        where: Filter | None = None,
    ) -> list[Hit]:
        """The k passages that best match a question in any language, best first.

        Raises InvalidQuestion when the question holds no letter and no digit, or lone surrogates.
        """
        asked = words(question)
        if not asked:
            raise InvalidQuestion("The question holds no word. Ask for something that can be read.")
        if not _is_unicode(question):
            raise InvalidQuestion("The question is not Unicode (it holds halves of characters).")
        query = self._encoder.encode_queries([question])[0]
        language = language_of(question) if self._encoder.centring else ""
        with self._lock, self._store.reading():
            current = self._current()
            if language:
                query = centred(query, self._spoken(language), self._encoder.centring)
            allowed = self._store.passage_ids(where) if where else None
            ranked = current.search(query, asked, k, options, allowed)
            passages = self._store.passages_by_id([r.passage_id for r in ranked])
            articles = {p.article_id: self._store.article(p.article_id) for p in passages.values()}
        return [
            Hit(
                passages[r.passage_id],
                articles[passages[r.passage_id].article_id],
                r.score,
                r.trace,
            )
            for r in ranked
        ]

    def article(self, article_id: str) -> Article:
        """The article with this id. Raises KeyError."""
        with self._lock:
            return self._store.article(article_id)

    def articles(self) -> Iterator[Article]:
        """All articles, oldest first; one that is deleted meanwhile is left out."""
        with self._lock:
            ids = list(self._store.digests())
        for article_id in ids:
            with suppress(KeyError):
                yield self.article(article_id)

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article in the order of its text; none for an unknown id."""
        with self._lock:
            return self._store.passages(article_id)

    def stats(self) -> Stats:
        """Counts, languages, encoder and generation, as of now."""
        with self._lock, self._store.reading():
            articles, passages, languages = self._store.counts()
            return Stats(articles, passages, languages, self._store.generation, self._encoder.name)

    def _current(self) -> Snapshot:
        """The snapshot of the database's generation; call with the lock held, while reading."""
        if self._snapshot is None or self._snapshot.generation != self._store.generation:
            self._snapshot = Snapshot.of(self._store, self._folder, self._snapshot)
            self._by_language.clear()
        return self._snapshot

    def _spoken(self, language: str) -> Vectors:
        """Vectors of passages in a language; read once a generation, not with every question."""
        if language not in self._by_language:
            self._by_language[language] = self._store.vectors(language, SAMPLE)
        return self._by_language[language]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def encoded_text(title: str, passage: str) -> str:
    """What is encoded of a passage: its title in front, unless it begins with it anyway."""
    return passage if not title or passage.startswith(title) else f"{title}\n{passage}"
