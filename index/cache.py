"""The cache beside the database: a segment on disk, made from the database alone.

Each cache is a folder of its own, `cache-<generation>`, written under another name and renamed
when it is whole. So a reader finds a whole one or none, whenever a writer is killed.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from uuid import uuid4

from guillemet.index.errors import GuillemetError
from guillemet.index.segment import Segment
from guillemet.index.words import WORDS_VERSION

PREFIX = "cache-"
STAMP = "stamp.json"
FORMAT = 1


def _stamp(collection: str) -> dict[str, str | int]:
    return {"format": FORMAT, "words": WORDS_VERSION, "collection": collection}


def load_cache(folder: Path, collection: str) -> Segment | None:
    """The newest cache of this collection, or None where there is none that can be used."""
    for path in sorted(folder.glob(f"{PREFIX}*"), key=_generation, reverse=True):
        try:
            if json.loads((path / STAMP).read_text()) == _stamp(collection):
                return Segment.load(path)
        except (OSError, ValueError, KeyError, RuntimeError):
            # Broken or removed by a writer under our eyes: another one, or the database, will do.
            continue
    return None


def save_cache(folder: Path, collection: str, generation: int, segment: Segment) -> None:
    """Put a segment in the place of all older caches.

    In a folder that cannot be written to nothing is saved: the index works, it opens slower.
    Raises GuillemetError on a full disk.
    """
    if not os.access(folder, os.W_OK):
        return
    made = folder / f"making-{uuid4().hex}"
    try:
        made.mkdir()
        segment.save(made)
        (made / STAMP).write_text(json.dumps(_stamp(collection)))
        older = list(folder.glob(f"{PREFIX}*"))
        wanted = folder / f"{PREFIX}{generation}"
        if wanted.exists():  # a broken one, or a twin that another process has just made
            shutil.rmtree(wanted, ignore_errors=True)
        made.replace(wanted)
        for path in older:
            if path != wanted:
                shutil.rmtree(path, ignore_errors=True)  # a reader may hold it open: next time
    except OSError as error:
        raise GuillemetError(
            f"The cache of the index in {folder} could not be written: {error.strerror or error}. "
            "The articles are safe in the database; make room and ask again."
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _generation(path: Path) -> int:
    number = path.name.removeprefix(PREFIX)
    return int(number) if number.isdigit() else -1
