"""What a rehearsal saw, for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from auditor.model.rehearsal import Failure, Rehearsal
from auditor.model.report import Report
from auditor.render import arrival_words, forecast_words
from auditor.render import rehearsal_words as words
from auditor.render.rows import fitted
from auditor.render.text import shortened, visible

_SHOWN = 6
_ROWS = 3
_WIDEST = 44


def rehearsed(report: Report, rehearsal: Rehearsal, details: bool, width: int) -> Iterator[RenderableType]:
    """Failures in their order, then what ran, what became of every table, and what nobody foresaw."""
    limit = len(rehearsal.failures) if details else _SHOWN
    for number, failure in enumerate(rehearsal.failures[:limit], 1):
        yield from _failure(report, failure, number, details, width)
    if len(rehearsal.failures) > limit:
        yield Text(f"… {len(rehearsal.failures) - limit} more failures; --details shows them", "dim")
    yield from _unforeseen(rehearsal, details, width)
    yield from _tables(rehearsal, details, width)
    yield from _arrivals(rehearsal, details, width)
    yield from _runs(report, rehearsal, details, width)
    yield from _forecasts(report, rehearsal, details, width)
    yield from _rest(report, rehearsal, details, width)


def _failure(report: Report, failure: Failure, number: int, details: bool, width: int) -> Iterator[RenderableType]:
    yield Text()
    where = words.failed_in(report, failure)
    yield Text.assemble((f"FAILED {number}  ", "bold red"), (shortened(where, width - 10), "bold"))
    yield Text(shortened(f"  {failure.said}", width))
    yield Text(shortened(f"  {words.because_of(failure)}", width))
    rows = failure.rows.rows if details else failure.rows.rows[:_ROWS]
    if rows:
        yield Padding(fitted(failure.rows.columns, rows, failure.rows.columns[:2], width - 4)[0], (0, 0, 0, 4))
    yield Text(shortened(f"  {words.afterwards(failure)}", width), "green" if failure.mended else "bold yellow")


def _unforeseen(rehearsal: Rehearsal, details: bool, width: int) -> Iterator[RenderableType]:
    found = words.unforeseen(rehearsal)
    if not found:
        return
    yield Text()
    yield Text("GONE, AND NOBODY FORESAW IT", "bold magenta")
    for account, gone in found if details else found[:_SHOWN]:
        yield Text(shortened(f"  {account.table}: {words.gone_words(account, gone)}", width))
    if not details and len(found) > _SHOWN:
        yield Text(f"  … {len(found) - _SHOWN} more", "dim")


def _tables(rehearsal: Rehearsal, details: bool, width: int) -> Iterator[RenderableType]:
    moved = words.moved(rehearsal)
    if not moved:
        return
    yield Text()
    yield Text("TABLES", "bold")
    columns = ("table", "rows before", "after", "changed", "gone")
    rows = [
        (
            one.table,
            "none" if one.before is None else f"{one.before:,}",
            "none" if one.after is None else f"{one.after:,}",
            "" if one.changed is None else f"{one.changed:,}",
            shortened(one.note or "; ".join(words.lost(one)), _WIDEST),
        )
        for one in (moved if details else moved[: 2 * _SHOWN])
    ]
    yield Padding(fitted(columns, rows, ("table",), width - 2, widest=60)[0], (0, 0, 0, 2))
    left = len(rehearsal.tables) - len(rows)
    if left > 0:
        yield Text(f"  … {left} more, {len(rehearsal.tables) - len(moved)} of them as they were", "dim")


def _arrivals(rehearsal: Rehearsal, details: bool, width: int) -> Iterator[RenderableType]:
    told = arrival_words.arrivals(rehearsal)
    if not told:
        return
    yield Text()
    yield Text("LEDGERS", "bold")
    for line, same in told:
        yield Text(shortened(visible(f"  {line}"), width), "" if same else "bold magenta")
    strays = arrival_words.astray(rehearsal)
    for line in strays if details else strays[:_SHOWN]:
        yield Text(shortened(visible(f"    {line}"), width))
    if not details and len(strays) > _SHOWN:
        yield Text(f"    … {len(strays) - _SHOWN} more", "dim")


def _runs(report: Report, rehearsal: Rehearsal, details: bool, width: int) -> Iterator[RenderableType]:
    runs = rehearsal.runs if details else words.slowest(rehearsal, 3)
    if not runs:
        return
    yield Text()
    yield Text("MIGRATIONS" if details else "SLOWEST", "bold")
    for one in runs:
        told = f"{one.seconds:7.2f} s  {words.named(report, one)} ({one.version})"
        seen = words.observed(one)
        yield Text(shortened(f"  {told}{f' · {seen}' if seen else ''}", width))


def _forecasts(report: Report, rehearsal: Rehearsal, details: bool, width: int) -> Iterator[RenderableType]:
    head, lines = forecast_words.forecasts(report, rehearsal)
    if not head:
        return
    yield Text()
    yield Text("FORECAST", "bold")
    yield Padding(Text(visible(head)), (0, 0, 0, 2))
    for line in lines if details else lines[:_SHOWN]:
        yield Text(shortened(visible(f"  {line}"), width))
    if not details and len(lines) > _SHOWN:
        yield Text(f"  … {len(lines) - _SHOWN} more", "dim")


def _rest(report: Report, rehearsal: Rehearsal, details: bool, width: int) -> Iterator[RenderableType]:
    yield Text()
    lines = [f"run by {rehearsal.runner}; all it said is in {rehearsal.log}"]
    if rehearsal.proven:
        lines.append(f"of what was foreseen: {words.tallied(rehearsal)}")
    lines.append("seconds: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in rehearsal.parts.items()))
    lines.append(forecast_words.times(report, rehearsal))
    unseen = rehearsal.unseen if details else rehearsal.unseen[:2]
    lines += [f"not seen: {one}" for one in unseen]
    for line in lines:
        yield Text(shortened(visible(f"  {line}"), width), "dim")
