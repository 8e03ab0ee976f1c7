"""The figures as tables on the terminal, and as one flat object."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from guillemet.eval.records import Figure, Record, figures


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _share(value: float) -> str:
    return f"{value:.3f}"


def _milliseconds(value: float) -> str:
    return f"{1000 * value:.0f}"


# Which figures a person sees, in which order; the others are in the flat object.
_SECTIONS: dict[str, tuple[Callable[[float], str], tuple[str, ...]]] = {
    "found, %": (
        _percent,
        ("recall@1", "recall@5", "recall@10", "recall@100", "mrr", "ndcg@10"),
    ),
    "read, %": (
        _percent,
        (
            "em",
            "f1",
            "em_squad",
            "f1_squad",
            "em_answerable",
            "f1_answerable",
            "f1_unanswerable",
            "em_forced",
            "f1_forced",
            "em_at_0",
            "f1_at_0",
        ),
    ),
    "quoted, %": (_percent, ("verbatim", "citation_accuracy")),
    "wrongly, %": (_percent, ("false_answers", "false_noes")),
    "sure, 0..1": (
        _share,
        ("auroc", "auroc_answerable", "risk_coverage_area", "coverage@90", "ece"),
    ),
    "time, ms": (
        _milliseconds,
        tuple(
            f"latency{stage}_p{share}" for stage in ("_search", "_read", "") for share in (50, 95)
        ),
    ),
}
_BY_LANGUAGE = ("recall@5", "em", "f1", "f1_answerable", "false_noes", "false_answers")


def report(title: str, records: Sequence[Record]) -> str:
    """The headline with 95 % intervals, same and other language apart, and the matrices."""
    everything, same, other = figures(records), figures(_same(records)), figures(_other(records))
    lines = [title, ""]
    split = [("same language", same), ("other language", other)] if same and other else []
    lines.append(_line("", "all", "95 % interval", "n", *(name for name, _ in split)))
    for section, (shown, names) in _SECTIONS.items():
        present = [n for n in names if n in everything and not math.isnan(everything[n].value)]
        if present:
            lines.append(section)
        for name in present:
            figure = everything[name]
            lines.append(
                _line(
                    f"  {name}",
                    _cell(figure, shown),
                    _interval(figure, shown),
                    str(figure.count),
                    *(_cell(part.get(name), shown) for _, part in split),
                )
            )
    return "\n".join([*lines, *_matrices(records)])


def flat(records: Sequence[Record]) -> dict[str, float | None]:
    """Every figure under its name, in 0..1 or seconds; null where there is nothing to measure.

    `f1_low` and `f1_high` are its interval, `f1_same` and `f1_other` the questions in the
    article's own and in another language, `f1:vi>hi` Vietnamese questions on Hindi articles.
    """
    found = dict(_numbers(figures(records)))
    found |= _numbers(figures(_same(records)), "_same")
    found |= _numbers(figures(_other(records)), "_other")
    for (asked_in, written_in), some in _cells(records).items():
        cell = {name: Figure(f.value, f.count) for name, f in figures(some).items()}
        found |= _numbers(cell, f":{asked_in}>{written_in}")
    return {name: None if math.isnan(value) else value for name, value in found.items()}


def _numbers(found: Mapping[str, Figure], suffix: str = "") -> dict[str, float]:
    numbers = {}
    for name, figure in found.items():
        numbers[f"{name}{suffix}"] = figure.value
        if not math.isnan(figure.low):
            numbers[f"{name}{suffix}_low"] = figure.low
            numbers[f"{name}{suffix}_high"] = figure.high
    return numbers


def _matrices(records: Sequence[Record]) -> Iterable[str]:
    """One table per figure: question languages down, article languages across."""
    cells = {pair: figures(some) for pair, some in _cells(records).items()}
    if len(cells) < 2:
        return
    rows, columns = (sorted({pair[side] for pair in cells}) for side in (0, 1))
    for name in _BY_LANGUAGE:
        if not any(name in found for found in cells.values()):
            continue
        yield ""
        yield _line(f"{name}, %", *(f"> {language}" for language in columns))
        for row in rows:
            found = (cells.get((row, column), {}).get(name) for column in columns)
            shown = (
                f"{_cell(figure, _percent)} ({figure.count})" if figure else "" for figure in found
            )
            yield _line(f"  {row}", *shown)


def _cells(records: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    """The records by (question language, article language), those without a language left out."""
    cells: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        pair = (record.question_language, record.article_language)
        if all(pair):
            cells.setdefault(pair, []).append(record)
    return cells


def _same(records: Iterable[Record]) -> list[Record]:
    return [
        r for (asked, written), some in _cells(records).items() if asked == written for r in some
    ]


def _other(records: Iterable[Record]) -> list[Record]:
    return [
        r for (asked, written), some in _cells(records).items() if asked != written for r in some
    ]


def _cell(figure: Figure | None, shown: Callable[[float], str]) -> str:
    return "-" if figure is None or math.isnan(figure.value) else shown(figure.value)


def _interval(figure: Figure, shown: Callable[[float], str]) -> str:
    return "" if math.isnan(figure.low) else f"{shown(figure.low)} - {shown(figure.high)}"


def _line(label: str, *fields: str) -> str:
    return (f"{label:<20}" + "".join(f"{field:>15}" for field in fields)).rstrip()
