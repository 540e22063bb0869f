"""The report for a pull request: it pings nobody, links nothing and stays in its cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from auditor.model.extent import extent
from auditor.model.outcome import Cell
from auditor.model.rehearsal import Rehearsal
from auditor.model.report import CheckResult, Report
from auditor.render import arrival_words, forecast_words, sift
from auditor.render import rehearsal_words as words
from auditor.render.next_step import next_commands
from auditor.render.text import visible
from auditor.render.words import (
    READING_WORDS,
    STATUS_WORDS,
    cost,
    counted,
    headline,
    named,
    shown,
)

_PLAIN: Final = re.compile(r"\(?[^\W_]+(?:['’/-][^\W_]+|\.\d+)*[),.;:!?%]*|[·…—–-]")
_REFERENCE: Final = re.compile(r"(?i)\(?(?:gh-\d|www|https?|ftp|mailto|xmpp|[0-9a-f]{7,})")
_WIDEST: Final = 120


def markdown(report: Report, reports: Mapping[str, str]) -> str:
    """Headline, table of checks, then what each found, folded."""
    return "\n".join(_lines(report, reports)) + "\n"


def _lines(report: Report, reports: Mapping[str, str]) -> Iterator[str]:
    word, sentence = headline(report)
    target = report.target
    yield f"## {word}: {_prose(sentence)}"
    yield ""
    yield (
        f"{_code(target.database)} ({_code(target.kind)}, PostgreSQL {_code(target.server_version)}), "
        f"taken at {_code(report.taken_at)}: {counted(len(report.migrations), 'pending migration')}, "
        f"{counted(len(report.checks), 'check')}, stops at {_code(report.fail_on)}."
    )
    if report.rehearsal is not None:
        yield from _rehearsed(report, report.rehearsal)
    if report.checks:
        yield ""
        yield from _table(
            ("Severity", "Status", "Check", "Rows", "Migrations"), [_row(report, c) for c in _all(report)]
        )
    for check in [*sift.blocking(report), *sift.lesser(report)]:
        yield from _folded(report, check)
    yield from _untold(report)
    commands = next_commands(report, reports)
    if commands:
        yield from ("", "### Next", "", "```console", *(visible(one).replace("`", "'") for one in commands), "```")


def _rehearsed(report: Report, seen: Rehearsal) -> Iterator[str]:
    """What happened on the clone: failures in their order, and what became of the tables."""
    for number, failure in enumerate(seen.failures, 1):
        yield ""
        yield f"{number}. **Failed** in {_prose(words.failed_in(report, failure))}: {_prose(failure.said)}"
        yield f"   {_prose(words.because_of(failure))}; {_prose(words.afterwards(failure))}"
    if moved := words.moved(seen):
        yield ""
        rows = [
            [
                _code(one.table),
                *("" if number is None else f"{number:,}" for number in (one.before, one.after, one.changed)),
                _prose("; ".join(words.lost(one)) or one.note or ""),
            ]
            for one in moved
        ]
        yield from _table(("Table", "Rows before", "After", "Changed", "Gone"), rows)
    if told := arrival_words.arrivals(seen):
        yield ""
        yield from (f"- {_prose(line)}" if same else f"- **{_prose(line)}**" for line, same in told)
        yield from (f"  - {_prose(line)}" for line in arrival_words.astray(seen))
    head, lines = forecast_words.forecasts(report, seen)
    if head:
        yield ""
        yield f"Forecast for {_prose(head)}."
        yield from ("", *(f"- {_prose(line)}" for line in lines))
    for account, gone in words.unforeseen(seen):
        yield ""
        yield f"Nobody foresaw: {_code(account.table)}: {_prose(words.gone_words(account, gone))}."


def _all(report: Report) -> list[CheckResult]:
    first = [*sift.blocking(report), *sift.untold(report), *sift.lesser(report)]
    return [*first, *(one for one in report.checks if one not in first)]


def _row(report: Report, check: CheckResult) -> list[str]:
    reason = f" ({_prose(check.reason)})" if check.reason else ""
    return [
        check.severity.value,
        f"**{STATUS_WORDS[check.status]}**{reason}"
        if sift.blocks(check, report.fail_on)
        else f"{STATUS_WORDS[check.status]}{reason}",
        f"{_prose(check.title)} {_code(check.id)}",
        f"{check.total:,}",
        named([_code(one.name) for one in sift.migrations_of(report, check)], 3),
    ]


def _folded(report: Report, check: CheckResult) -> Iterator[str]:
    yield ""
    summary = f"{check.severity}: {extent(check)}, <code>{_html(check.id)}</code>"
    yield f"<details><summary>{summary}</summary>"
    yield ""
    yield f"Why: {_prose(check.why)}"
    for migration in sift.migrations_of(report, check):
        at = f" at {_code(f'{migration.path}:{migration.line}')}" if migration.path else ""
        yield ""
        yield f"Migration {_code(migration.version)} {_code(migration.name)}{at}"
    if check.evidence.rows:
        yield ""
        rows = [[_cell(cell) for cell in row] for row in check.evidence.rows]
        yield from _table([_code(name) for name in check.evidence.columns], rows)
        if check.total > len(rows):
            yield ""
            yield f"… {counted(check.total - len(rows), 'more row')}."
    if check.remedies:
        yield ""
        yield from _table(
            ("Way out", "Kind", "Safety", "Cost", "What it does"),
            [
                [_code(one.id), one.kind.value, one.safety.value, _prose(cost(one)), _prose(f"{one.title}. {one.does}")]
                for one in check.remedies
            ],
        )
    yield ""
    yield "</details>"


def _untold(report: Report) -> Iterator[str]:
    left = [one for one in report.migrations if one in sift.unread(report) or one in sift.half_read(report)]
    missing = [one for one in report.locks if not one.held]
    if left or missing:
        yield from ("", "### Not known", "")
    if left:
        yield f"<details><summary>{counted(len(left), 'migration')} unread or covered in part</summary>"
        yield ""
        yield from _table(
            ("Version", "Migration", "Reading", "Status"),
            [
                [_code(one.version), _code(one.name), READING_WORDS[one.reading], STATUS_WORDS[one.status]]
                for one in left
            ],
        )
        yield from ("", "</details>", "")
    yield from (f"- Lock missing: {_prose(one.name)}: {_prose(one.note)}" for one in missing)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Cell) -> str:
    return _code(shown(cell)) if isinstance(cell, str) else shown(cell)


def _code(text: str) -> str:
    """A code span: no mention, reference, link or tag works in it; what could end it is an escape."""
    safe = _cut(text).replace("`", "\\x60").replace("|", "\\x7c")
    return f"`{safe}`" if safe.strip() else "` `"


def _prose(text: str) -> str:
    """Plain words as they are; every other run of characters as a code span."""
    return " ".join(
        word if _PLAIN.fullmatch(word) and not _REFERENCE.match(word) else _code(word) for word in _cut(text).split()
    )


def _cut(text: str) -> str:
    seen = visible(text)
    return seen if len(seen) <= _WIDEST * 8 else f"{seen[: _WIDEST * 8]}…"


def _html(text: str) -> str:
    """For the one place that is HTML: entities, so that nothing in it is markup or a tag."""
    return escape(visible(text)).replace("|", "&#124;").replace("`", "&#96;")
