"""`guillemet eval`: which set is measured, and what is done with the figures."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from guillemet.index.errors import GuillemetError

if TYPE_CHECKING:
    from guillemet.eval.records import Record
    from guillemet.index.index import Index, Progress
    from guillemet.index.nouns import Article

HOUSE = Path(__file__).parent.parent

EXAMPLES = """\
examples:
  guillemet eval                                       our questions on the two sample articles
  guillemet eval --set mine.jsonl --articles ~/news    your questions on your articles
  guillemet eval --squad xquad.vi.json --limit 200     reading, with the right paragraph given
  guillemet eval --squad xquad.vi.json --questions-from xquad.hi.json
  guillemet eval --beir scifact --out scifact.json     retrieval alone

A question set of your own is JSON Lines, one object a row: id, language, question, article_id,
answers (a list of exact words of the article, none if it does not say), start (where answers[0]
begins, in code points), type. The article ids are those that `guillemet info` shows.
Figures lie in 0..1 in OUT.json, times in seconds; f1_low and f1_high are a 95 % interval.
Exit codes: 0 done, 1 error, 2 wrong usage, 130 interrupted (what was measured is shown).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `guillemet eval` takes."""
    parser.epilog = EXAMPLES
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--set", metavar="FILE", type=Path, help="questions on --articles")
    kind.add_argument("--squad", metavar="FILE", type=Path, help="a SQuAD file (JSON, JSONL, .gz)")
    kind.add_argument("--beir", metavar="DIR", type=Path, help="a BEIR folder")
    parser.add_argument(
        "--articles", metavar="PATH", nargs="+", type=Path, help="the articles of --set"
    )
    parser.add_argument(
        "--questions-from",
        metavar="FILE",
        type=Path,
        help="take the questions of --squad from a parallel file, by their ids",
    )
    parser.add_argument("--limit", metavar="N", type=_count, help="a sample of N questions")
    parser.add_argument("--out", metavar="OUT.json", type=Path, help="write every figure there")
    parser.add_argument("--encoder", metavar="NAME", help="another encoder, by name or path")
    parser.add_argument("--reader", metavar="NAME", help="another reader, by name or path")


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"a number from 1 up, not {text!r}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be measured: `total` records will come, unless it is interrupted."""

    title: str
    total: int
    records: Generator[Record, None, None]


def run(args: argparse.Namespace) -> int:
    """Measure, print the tables, write OUT.json. Raises GuillemetError."""
    if bool(args.set) != bool(args.articles):
        raise GuillemetError(
            "--set and --articles go together: questions, and what they ask about."
        )
    if args.questions_from and not args.squad:
        raise GuillemetError(
            "--questions-from goes with --squad: it needs paragraphs to ask about."
        )
    if args.out and not args.out.absolute().parent.is_dir():
        raise GuillemetError(
            f"There is no folder {args.out.absolute().parent} for {args.out.name}."
        )
    job = _squad(args) if args.squad else _beir(args) if args.beir else _questions(args)
    records: list[Record] = []
    interrupted = False
    try:
        with closing(job.records):
            for record in _shown(job):
                records.append(record)  # noqa: PERF402  an interrupt must find what came so far
    except KeyboardInterrupt:
        interrupted = True
        print(f"\nInterrupted after {len(records)} of {job.total} questions.", file=sys.stderr)
    if records:
        _tell(job, records, args.out)
    return 130 if interrupted else 0


def _tell(job: Job, records: list[Record], out: Path | None) -> None:
    from guillemet.eval.report import flat, report

    print(report(f"{job.title}: {len(records)} questions", records))
    if out:
        try:
            out.write_text(json.dumps(flat(records), indent=1, allow_nan=False) + "\n", "utf-8")
        except OSError as error:
            raise GuillemetError(f"{out} cannot be written: {error.strerror}.") from error


# ---- the three kinds of job


def _questions(args: argparse.Namespace) -> Job:
    from guillemet.eval.run import ask_all
    from guillemet.eval.sets import read_questions
    from guillemet.index.files import read, walk
    from guillemet.qa.reader import load_reader

    paths = args.articles or [HOUSE / "seeds"]
    articles = [article for path in walk(paths) for article in read(path)]
    asked = read_questions(args.set or HOUSE / "eval" / "questions.jsonl", articles)
    asked = asked.sample(args.limit)
    reader = load_reader(args.reader)

    def records() -> Generator[Record, None, None]:
        with _indexed(articles, args.encoder) as index:
            yield from ask_all(asked, index, reader)

    return Job(f"{asked.name}, {len(articles)} articles", len(asked.questions), records())


def _squad(args: argparse.Namespace) -> Job:
    from guillemet.eval.sets import read_squad
    from guillemet.eval.squad import read_all
    from guillemet.qa.reader import load_reader

    asked = read_squad(args.squad, args.questions_from).sample(args.limit)
    title = f"{asked.name}, reading with the gold paragraph"
    return Job(title, len(asked.questions), read_all(asked, load_reader(args.reader)))


def _beir(args: argparse.Namespace) -> Job:
    from guillemet.eval.beir import search_all
    from guillemet.eval.sets import read_beir, sample

    collection = read_beir(args.beir)
    queries = sample(tuple(collection.queries), args.limit)

    def records() -> Generator[Record, None, None]:
        with _indexed(collection.documents, args.encoder) as index:
            yield from search_all(collection, queries, index)

    title = f"{collection.name}, retrieval among {len(collection.documents)} documents"
    return Job(title, len(queries), records())


@contextmanager
def _indexed(articles: Iterable[Article], encoder: str | None) -> Iterator[Index]:
    """An index of these articles in a temporary folder."""
    from guillemet.index.encoder import load_encoder
    from guillemet.index.index import Index

    with (
        TemporaryDirectory(prefix="guillemet-eval-") as folder,
        Index.create(folder, encoder=load_encoder(encoder)) as index,
    ):
        index.add(articles, progress=_show_indexing)
        yield index


# ---- progress


def _show_indexing(progress: Progress) -> None:
    _show(f"{progress.articles} articles, {progress.passages} passages indexed")


def _shown(job: Job) -> Iterator[Record]:
    """The job's records, with progress on stderr: a line that moves, or one for each tenth."""
    begun = 0.0
    for done, record in enumerate(job.records, 1):
        begun = begun or time.perf_counter()  # what came before it was loading and indexing
        yield record
        left = (time.perf_counter() - begun) / done * (job.total - done)
        is_tenth = done * 10 // job.total > (done - 1) * 10 // job.total
        _show(f"{done} of {job.total} questions, {left:.0f} s left", even_in_a_file=is_tenth)
    _show("")


def _show(line: str, even_in_a_file: bool = False) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    elif even_in_a_file:
        print(line, file=sys.stderr, flush=True)
