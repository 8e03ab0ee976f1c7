from __future__ import annotations

from pathlib import Path

import pytest

from guillemet.index.files import read
from guillemet.index.index import Index
from guillemet.index.nouns import Article
from guillemet.qa.reader import load_reader

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
RIVER = Article(
    "river",
    "The Tamsin rises at Holm and reaches the sea after 212 km. Its only bridge was built in 1907 "
    "by Edda Falk.",
    title="The Tamsin",
    language="en",
    date="2024-03-04",
    source="Herald",
)


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    """The two seeds and an English article."""
    with Index.create(tmp_path_factory.mktemp("qa")) as made:
        made.add([*(article for path in SEEDS for article in read(path)), RIVER])
        yield made


@pytest.fixture(scope="session")
def reader():
    return load_reader()
