"""What the suite has seen, as Markdown and as a picture."""

import re
import statistics
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.floors import BARE, COPY, DEFORM
from benchmarks.measured import Measured, Ratio, Result

MEGABYTE = 1 << 20
OURS = "auditor, 27 checks, 2 sessions"
WHOLE = "auditor, 30 checks, 2 sessions"
TWIN = f"{OURS} (no faults)"
HEADS = (
    *("", "seconds", ": count(\\*)", ": count(last)", ": COPY", "CPU s", "CPU : count(last)"),
    *("own CPU s", "own MB", "server MB", "statements", "seq scans", "× all rows", "counts"),
)
BAR, STEP, LEFT, WIDE = 14, 22, 260, 620


def table(result: Result) -> str:
    """All of it, as it stands in `docs/performance.md`."""
    return "\n".join([*_said(result), "", *_rows(result), "", *_goals(result), *_absent(result)])


def onto(page: Path, result: Result) -> None:
    """Put the table between the marks of its scale in `page`, and the picture beside it."""
    name = f"{page.stem}-{result.scale:g}.svg"
    between(page, f"scale {result.scale:g}", f"{table(result)}\n\n![Seconds of each program]({name})")
    page.with_name(name).write_text(picture(result), encoding="utf-8")


def between(page: Path, mark: str, text: str) -> None:
    """Put `text` between two comments of the page, which say begin and end. Ends the program where they are not."""
    begin, end = (f"<!-- {word} {mark} -->" for word in ("begin", "end"))
    whole = page.read_text(encoding="utf-8")
    if begin not in whole or end not in whole:
        raise SystemExit(f"{page} has no lines {begin} and {end} to write between")
    inside = f"{begin}\n{text}\n{end}"
    page.write_text(re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: inside, whole, flags=re.S))


def picture(result: Result) -> str:
    """A bar for each median, with a line from the least to the greatest."""
    bars = [(one.name, one.seconds, "#8a8f98") for one in result.floors]
    bars += [
        (one.name, one.seconds, "#2f6f9f" if one.name.startswith("auditor") else "#b5651d") for one in _shown(result)
    ]
    most = max(max(seconds) for _, seconds, _ in bars)
    high = STEP * len(bars) + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 80}" height="{high}" '
        f'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for at, (name, seconds, colour) in enumerate(bars):
        lines += _bar(STEP * at + 12, name, seconds, colour, WIDE / most)
    size = f"scale {result.scale:g}, {result.heap / 1e6:,.0f} MB"
    said = f"seconds, medians with the range of {len(bars[0][1])} rounds; {size}"
    lines += [f'<text x="{LEFT}" y="{high - 8}" fill="#555">{said}</text>', "</svg>"]
    return "\n".join(lines) + "\n"


def _bar(top: int, name: str, seconds: tuple[float, ...], colour: str, unit: float) -> Iterator[str]:
    middle, least, most = statistics.median(seconds), min(seconds), max(seconds)
    line = top + BAR / 2
    yield f'<text x="{LEFT - 8}" y="{top + 11}" text-anchor="end">{escape(name)}</text>'
    yield f'<rect x="{LEFT}" y="{top}" width="{middle * unit:.1f}" height="{BAR}" fill="{colour}"/>'
    yield f'<path d="M{LEFT + least * unit:.1f} {line}H{LEFT + most * unit:.1f}" stroke="black"/>'
    yield f'<text x="{LEFT + most * unit + 6:.1f}" y="{top + 11}">{middle:.2f}</text>'


def _said(result: Result) -> Iterator[str]:
    rounds = len(result.floors[0].seconds)
    yield (
        f"Scale {result.scale:g}: a database of {result.size / 1e6:,.0f} MB, {result.heap / 1e6:,.0f} MB of it "
        f"the heaps of the nine tables that are looked at. PostgreSQL {result.server}. {result.machine}."
    )
    yield (
        f"Medians of {rounds} rounds in turn, in brackets the least and the greatest; ratios are of the same round. "
        f"The load of the machine was {result.load:.1f}; what is run here makes some 2 of it."
    )


def _rows(result: Result) -> Iterator[str]:
    yield f"| {' | '.join(HEADS)} |"
    yield "|---" * len(HEADS) + "|"
    for one in (*result.floors, *result.programs):
        yield f"| {' | '.join(_cells(one, result))} |"


def _cells(one: Measured, result: Result) -> Iterator[str]:
    yield _escaped(one.name)
    yield _spread(one.seconds)
    for floor in (BARE, DEFORM, COPY):
        yield str(Ratio.of(one.seconds, result.floor(floor).seconds))
    yield f"{statistics.median(one.processor):.2f}"
    yield str(Ratio.of(one.processor, result.floor(DEFORM).processor))
    if one.asked is None:
        yield from [""] * 7
        return
    yield f"{statistics.median(spent.processor for spent in one.spent):.2f}"
    yield f"{max(spent.peak for spent in one.spent) / MEGABYTE:.0f}"
    yield f"{one.asked.held / MEGABYTE:.0f}"
    yield f"{one.asked.statements}"
    yield f"{one.asked.scans}"
    yield f"{one.asked.passes:.2f}"
    yield "as due" if one.wrong is None else f"**{one.wrong}**"


def _goals(result: Result) -> Iterator[str]:
    yield "| ratio | at least | aim | here |"
    yield "|---|---|---|---|"
    mine, whole, twin = (result.program(one) for one in (OURS, WHOLE, TWIN))
    if whole:
        yield f"| 30 checks, 2 sessions : COPY | 0.6 | 0.4 | {Ratio.of(whole.seconds, result.floor(COPY).seconds)} |"
    if mine is None:
        return
    deformed = result.floor(DEFORM)
    yield f"| 27 checks, 2 sessions : count(last) | 2.2 | 1.6 | {Ratio.of(mine.seconds, deformed.seconds)} |"
    for one in result.programs:
        if not one.name.startswith("auditor"):
            yield f"| {one.name} : 27 checks, 2 sessions | 4 | 6 | {Ratio.of(one.seconds, mine.seconds)} |"
    if twin:
        yield f"| without faults : with them | 1 | 1 | {Ratio.of(twin.seconds, mine.seconds)} |"


def _absent(result: Result) -> Iterator[str]:
    for one in result.absent:
        yield ""
        yield f"{one.name}: {one.reason}."


def _shown(result: Result) -> list[Measured]:
    return [one for one in result.programs if "1 session" not in one.name]


def _spread(seconds: tuple[float, ...]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}–{max(seconds):.2f})"


def _escaped(text: str) -> str:
    return text.replace("*", "\\*")
