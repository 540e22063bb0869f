"""The report for a terminal: the verdict first, and what to type next last."""

from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from auditor.model.check import RemedyKind, Safety, Severity
from auditor.model.extent import extent
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, Report, Verdict
from auditor.render import sift
from auditor.render.next_step import next_commands
from auditor.render.rows import fitted, named_within
from auditor.render.terminal_rehearsal import rehearsed
from auditor.render.text import shortened, visible
from auditor.render.words import READING_WORDS, STATUS_WORDS, cost, counted, headline, named, readings, told_apart

_VERDICT_STYLES: Final = {
    Verdict.BLOCKED: "bold white on red",
    Verdict.UNKNOWN: "bold black on yellow",
    Verdict.CLEAR: "bold black on green",
}
_SEVERITY_STYLES: Final = {
    Severity.ABORT: "bold red",
    Severity.LOSS: "bold magenta",
    Severity.RISK: "yellow",
    Severity.NOTE: "cyan",
}
_ROWS_SHOWN: Final = 3
_CHECKS_SHOWN: Final = 6


def terminal(report: Report, *, details: bool, colour: bool, width: int, reports: Mapping[str, str]) -> str:
    """One screen, or with `details` everything that the report holds."""
    width = max(width, 40)
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    with console.capture() as capture:
        for one in _parts(report, details, width, reports):
            console.print(one, soft_wrap=isinstance(one, Text))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _parts(report: Report, details: bool, width: int, reports: Mapping[str, str]) -> Iterator[RenderableType]:
    yield from _heading(report, width)
    if report.rehearsal is not None:
        yield from rehearsed(report, report.rehearsal, details, width)
    checks = [*sift.blocking(report), *sift.lesser(report)]
    for index, check in enumerate(checks):
        if details or (index == 0 and sift.blocks(check, report.fail_on)):
            yield from _check(report, check, details, width)
    if not details:
        yield from _further(report, checks, width)
    yield from _untold(report, details, width)
    if details:
        yield from _everything(report, width)
    yield from _next(report, details, reports)


def _heading(report: Report, width: int) -> Iterator[RenderableType]:
    word, sentence = headline(report)
    target = report.target
    verdict = Text.assemble((f" {word} ", _VERDICT_STYLES[sift.verdict(report)]), (f" {visible(sentence)}", "bold"))
    yield Padding(verdict, 0)
    parts = [
        counted(len(report.migrations), "pending migration") + readings(report),
        f"{counted(len(report.checks), 'check')}{' in' if report.rehearsal is None else ','} {report.seconds:.1f} s",
        f"{target.kind}, PostgreSQL {target.server_version.partition(' ')[0]}",
        target.database,
    ]
    yield Text(shortened(" · ".join(parts), width), "dim")


def _check(report: Report, check: CheckResult, details: bool, width: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text.assemble(
        (f"{check.severity.upper()}  ", _SEVERITY_STYLES[check.severity]),
        (shortened(check.title, width - 8), "bold"),
    )
    where = [f"{one.name} ({one.version})" for one in sift.migrations_of(report, check)]
    rows = f"{extent(check)} ({check.reason})" if check.reason else extent(check)
    facts = "  " + " · ".join([rows, *([named(where, 2)] if where else [])])
    if len(visible(f"{facts} · {check.id}")) <= width:
        yield Text(visible(f"{facts} · {check.id}"))
    else:  # whole, to be copied, where it fits on a line of its own
        yield Text(shortened(facts, width))
        yield Text(shortened(f"  {check.id}", width))
    if details:
        yield _indented(check.why)
        for place in [one.path for one in sift.migrations_of(report, check) if one.path]:
            yield _indented(place, "dim")
    yield from _evidence(check, details, width)
    if check.remedies:
        yield Text("  Ways out:")
        yield _remedies(check, details, width)


def _evidence(check: CheckResult, details: bool, width: int) -> Iterator[RenderableType]:
    rows = check.evidence.rows if details else check.evidence.rows[:_ROWS_SHOWN]
    if not rows:
        return
    table, left_out = fitted(check.evidence.columns, rows, check.key, width - 4)
    yield Padding(table, (0, 0, 0, 4))
    rest = [
        *([counted(check.total - len(rows), "more row")] if check.total > len(rows) else []),
        *([f"not shown for want of width: {named(left_out, 4)}"] if left_out else []),
    ]
    if rest:
        yield Text(shortened("    … " + " · ".join(rest), width), "dim")


def _remedies(check: CheckResult, details: bool, width: int) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True, min_width=min(12, width // 4), max_width=width // 3)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=not details, overflow="fold" if details else "ellipsis")
    for remedy in check.remedies:
        style = "green" if remedy.safety is Safety.SAFE else "yellow"
        price = visible(cost(remedy))
        if remedy.kind is RemedyKind.BY_HAND and not remedy.loses:
            style, kind, told = "", str(remedy.kind), visible(remedy.title)
        else:
            kind, told = f"{remedy.kind}, {remedy.safety}", price
        if details:
            tried = f"\nTried {visible(remedy.proven)}." if remedy.proven else ""
            told = f"{price}\n{visible(remedy.title)}. {visible(remedy.does)}{tried}"
        table.add_row(Text(visible(remedy.id), "bold"), Text(kind, style), Text(told))
    return Padding(table, (0, 0, 0, 4))


def _further(report: Report, checks: Sequence[CheckResult], width: int) -> Iterator[RenderableType]:
    """One line for each check that did not get a paragraph."""
    rest = checks[1:] if checks and sift.blocks(checks[0], report.fail_on) else checks
    if not rest:
        return
    yield Text()
    for check in rest[:_CHECKS_SHOWN]:
        line = f"{check.title} · {extent(check)} · {check.id}"
        yield Text.assemble(
            (f"{check.severity.upper():5}  ", _SEVERITY_STYLES[check.severity]), shortened(line, width - 7)
        )
    if len(rest) > _CHECKS_SHOWN:
        yield Text(f"… {counted(len(rest) - _CHECKS_SHOWN, 'more check')} found something", "dim")


def _untold(report: Report, details: bool, width: int) -> Iterator[RenderableType]:
    lines: list[str] = []
    for told, some in (
        (f"{len(sift.unread(report))} of {counted(len(report.migrations), 'migration')} unread: ", sift.unread(report)),
        ("covered in part, so more may go wrong: ", sift.half_read(report)),
    ):
        names = told_apart(some)
        room = width - 2 - len(told)
        if names:
            lines.append(told + (", ".join(names) if details else named_within(names, room)))
    reasons = list(_reasons(report))
    lines += reasons if details else reasons[:2]
    unknown = sift.untold(report)
    lines += [f"{one.id}: {one.reason or 'no reason given'}" for one in (unknown if details else unknown[:2])]
    if not details and len(unknown) > 2:
        lines.append(f"… {counted(len(unknown) - 2, 'more check')} could not be told")
    lines += [f"lock missing: {one.name}: {one.note}" for one in report.locks if not one.held]
    if not lines:
        return
    yield Text()
    yield Text("NOT KNOWN", "bold yellow")
    for line in lines:
        yield _indented(line if details else shortened(line, 3 * (width - 2)))


def _reasons(report: Report) -> Iterator[str]:
    """Why migrations were not read, where no check says so."""
    said = {version for one in sift.untold(report) for version in one.migrations}
    for one in [*sift.unread(report), *sift.half_read(report)]:
        if one.because and one.version not in said:
            yield f"{one.path or one.name}: {one.because[0]}"


def _everything(report: Report, width: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text("Migrations", "bold")
    columns = ("version", "name", "phase", "status", "reading")
    rows = [
        (one.version, one.name, one.phase.value, STATUS_WORDS[one.status], READING_WORDS[one.reading])
        for one in report.migrations
    ]
    yield Padding(fitted(columns, rows, ("version", "name"), width - 2, widest=60)[0], (0, 0, 0, 2))
    yield Text()
    yield Text("Other checks", "bold")
    for check in report.checks:
        if check.status is not Status.FOUND:
            reason = f": {check.reason}" if check.reason else ""
            yield _indented(f"{STATUS_WORDS[check.status]}  {check.id}{reason}")
    for ledger in report.ledgers:
        yield Text()
        yield Text(shortened(f"Ledger {ledger.id} ({ledger.migration})", width), "bold")
        entries = ("entity", "total", "migrates", "already_there", "lost", "dangling")
        counts = [(e.entity, e.total, e.migrates, e.already_there, e.lost, e.dangling) for e in ledger.entities]
        yield Padding(fitted(entries, counts, ("entity",), width - 2)[0], (0, 0, 0, 2))
    yield Text()
    for lock in report.locks:
        yield _indented(f"{'held' if lock.held else 'MISSING'}  {lock.name}: {lock.note}")
    for note in report.notes:
        yield _indented(note)


def _next(report: Report, details: bool, reports: Mapping[str, str]) -> Iterator[RenderableType]:
    commands = next_commands(report, reports)
    if commands:
        yield Text()
        yield Text("NEXT", "bold")
        for command in commands:
            yield Text(f"  {visible(command)}", "bold cyan")
    if not details:
        path = reports.get("html")
        yield Text(f"  all of it: {visible(path) if path else 'add --format html:report.html'}", "dim")


def _indented(text: str, style: str = "") -> RenderableType:
    return Padding(Text(visible(text), style), (0, 0, 0, 2))
