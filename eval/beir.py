"""Retrieval alone, on a BEIR folder: the documents that a query finds, best first."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

from guillemet.eval.measures import ndcg, recall, reciprocal_rank
from guillemet.eval.records import Record
from guillemet.eval.sets import Collection
from guillemet.index.index import Index
from guillemet.index.nouns import Hit
from guillemet.index.searching import SearchOptions

# BEIR's measures go down to rank 100; several passages of one document take one rank.
DEPTH = 100
_PASSAGES = 3 * DEPTH
_OPTIONS = SearchOptions(candidates=_PASSAGES)


def search_all(
    collection: Collection, queries: Sequence[str], index: Index
) -> Generator[Record, None, None]:
    """Search `index`, which holds the collection's documents, for these queries; a record each."""
    index.search(collection.queries[queries[0]], 1)  # loads the encoder
    for query in queries:
        begun = time.perf_counter()
        hits = index.search(collection.queries[query], _PASSAGES, options=_OPTIONS)
        seconds = time.perf_counter() - begun
        judged = collection.judged[query]
        gains = [judged.get(document, 0) for document in _documents(hits) if document != query]
        grades = list(judged.values())
        values = {f"recall@{k}": recall(gains, grades, k) for k in (1, 5, 10, DEPTH)}
        values |= {"mrr": reciprocal_rank(gains[:10]), "ndcg@10": ndcg(gains, grades, 10)}
        yield Record(query, query, "", "", values, seconds={"search": seconds, "total": seconds})


def _documents(hits: Sequence[Hit]) -> list[str]:
    """The documents by their best passage, DEPTH at most."""
    return list(dict.fromkeys(hit.passage.article_id for hit in hits))[:DEPTH]
