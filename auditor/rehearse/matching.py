"""What was foreseen beside what happened."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from auditor.model.check import Severity
from auditor.model.outcome import Status
from auditor.model.rehearsal import Diagnostics, Failure, Gone, Proof, Run, TableAccount
from auditor.model.report import CheckResult, Report

OURS = ("auditor_", '"auditor_')
_NAMED = 4
_SAME_STATE = 3
_SAME_TABLE = 2


def foretold(report: Report, migration: str | None, error: Diagnostics | None) -> list[CheckResult]:
    """The checks that found rows because of which `migration` may have ended with `error`, the likeliest first.

    Those that speak of another table or of another kind of error are left out, where both can be told. Without an error
    of the server the migration failed for a reason of its own, which no check foresees.
    """
    if error is None:
        return []
    found = [
        one
        for one in report.checks
        if one.status is Status.FOUND
        and one.severity is Severity.ABORT
        and (migration is None or migration in one.migrations)
    ]
    weights = {one.id: _weight(one, error) for one in found}
    return sorted((one for one in found if weights[one.id] >= 0), key=lambda one: -weights[one.id])


def _weight(check: CheckResult, error: Diagnostics) -> int:
    """How well a check fits an error; below 0 where it cannot be meant."""
    weight = 0
    if check.sqlstate is not None:
        if not _alike(check.sqlstate, error.sqlstate):
            return -1
        weight += _SAME_STATE if check.sqlstate == error.sqlstate else 0
    if check.origin.kind == "derived" and error.table is not None and check.tables:
        if error.table not in [bare(one) for one in check.tables]:
            return -1
        weight += _SAME_TABLE
    said = " ".join([check.id, check.title, check.why, *check.key])
    for name in (error.constraint, error.column):
        weight += _NAMED if name and name in said else 0
    return weight


def _alike(foreseen: str, met: str) -> bool:
    """Whether two states are of one kind: a constraint breaks as itself, a value may be refused in many ways."""
    return foreseen == met if foreseen.startswith("23") else foreseen[:2] == met[:2]


def bare(table: str) -> str:
    """The name of a table without its schema."""
    return table.rpartition(".")[2].strip('"')


def proven(
    report: Report, failures: Sequence[Failure], runs: Iterable[Run], tables: Sequence[TableAccount]
) -> dict[str, Proof]:
    """What became of every abort and loss that `report` foresaw.

    An abort that did not come though its migration ran is refuted, unless rows of its table were put right for another.
    """
    ran = {one.version for one in runs}
    hit = {one for failure in failures for one in failure.checks}
    met = {one for account in tables for gone in account.gone for one in gone.meant}
    altered = _put_right(report, failures)
    found: dict[str, Proof] = {}
    for check in report.checks:
        if check.status is not Status.FOUND or check.severity not in (Severity.ABORT, Severity.LOSS):
            continue
        reached = bool(check.migrations) and ran.issuperset(check.migrations)
        if check.id in hit | met:
            found[check.id] = Proof.CONFIRMED
        elif check.severity is Severity.ABORT:
            same = any(bare(one) in altered for one in check.tables)
            found[check.id] = Proof.REFUTED if reached and not same else Proof.NOT_REACHED
        else:
            found[check.id] = Proof.REFUTED if reached and _counted(check, tables) else Proof.NOT_REACHED
    return found


def _put_right(report: Report, failures: Sequence[Failure]) -> dict[str, tuple[str, ...]]:
    """The tables of which rows were put right on the clone, with the checks for whose sake."""
    known = {one.id: one for one in report.checks}
    found: dict[str, tuple[str, ...]] = {}
    for failure in (one for one in failures if one.mended is not None):
        about = [known[one] for one in failure.checks if one in known]
        tables = {bare(one) for check in about for one in check.tables} | ({failure.table} if failure.table else set())
        for table in tables:
            found[table] = (*found.get(table, ()), *failure.checks)
    return found


def _counted(check: CheckResult, tables: Sequence[TableAccount]) -> bool:
    """Whether the account of tables can show the loss at all: that of a pack may be one of meaning."""
    known = {one.table for one in tables} | {bare(one.table) for one in tables}
    return check.origin.kind == "derived" and any(one in known or bare(one) in known for one in check.tables)


def explained(
    tables: Sequence[TableAccount],
    report: Report,
    wide: Mapping[str, Collection[str]],
    ledger: str | None,
    failures: Sequence[Failure] = (),
    stated: Mapping[str, str] = MappingProxyType({}),
) -> tuple[TableAccount, ...]:
    """The accounts with the checks that foresaw what is gone; without our own tables, and that of the ledger.

    `wide` has by check the tables that its migration writes, of checks that speak for a whole migration. `ledger` is
    the table in which the migrations note that they have run. What is gone from a table of which rows were put right
    after one of the `failures` goes to the account of the checks that foresaw that. `stated` has what else a pack
    answers for, as `table` or `table-column`, with the name of its statement.
    """
    altered = _put_right(report, failures)
    found = []
    for one in tables:
        if one.table.startswith(OURS) or (ledger is not None and bare(one.table) == bare(ledger)):
            continue
        gone = [(each, tuple(_meant(one, each, report, wide))) for each in one.gone]
        gone = [(each, meant or _answered(one, each, stated)) for each, meant in gone]
        put = altered.get(bare(one.table), ())
        found.append(replace(one, gone=tuple(replace(each, meant=meant or put) for each, meant in gone)))
    return tuple(found)


def _answered(account: TableAccount, gone: Gone, stated: Mapping[str, str]) -> tuple[str, ...]:
    table = bare(account.table)
    said = stated.get(f"{table}-{gone.column}" if gone.column is not None else table)
    return () if said is None else (said,)


def _meant(account: TableAccount, gone: Gone, report: Report, wide: Mapping[str, Collection[str]]) -> Iterator[str]:
    for check in report.checks:
        if check.severity is not Severity.LOSS:
            continue
        about = {bare(one) for one in (*check.tables, *wide.get(check.id, ()))}
        if bare(account.table) in about and _speaks_of(check, gone):
            yield check.id


def _speaks_of(check: CheckResult, gone: Gone) -> bool:
    """Whether a check told of it; one that found nothing told that what a column held was its default alone."""
    if check.status is Status.CLEAR:
        return gone.column is not None and f" {gone.column} " in check.title
    if check.status not in (Status.FOUND, Status.WAIVED):
        return False
    if check.origin.kind != "derived" or gone.column is None or "column" not in check.evidence.columns:
        return True
    at = check.evidence.columns.index("column")
    return any(row[at] == gone.column for row in check.evidence.rows)
