"""What a rehearsal saw, in the sentences that the formats for people share."""

from collections.abc import Iterator, Sequence

from auditor.model.rehearsal import Failure, Gone, Proof, Rehearsal, Run, TableAccount
from auditor.model.report import MigrationResult, Report

PROOF_WORDS = {
    Proof.CONFIRMED: "happened as foreseen",
    Proof.REFUTED: "did not happen",
    Proof.NOT_REACHED: "not reached",
}
_KINDS = {"rows": "row", "values": "value", "column": "value", "table": "row"}


def outcome(report: Report, rehearsal: Rehearsal) -> str:
    """How it ended, in one sentence."""
    ran = f"{len(rehearsal.runs)} of {_counted(len(report.migrations), 'pending migration')}"
    fixes = " with the fixes in" if rehearsal.fixes else ""
    if rehearsal.interrupted:
        return f"interrupted on the clone; {ran} had run{fixes}"
    if rehearsal.stopped is not None and not rehearsal.failures:
        return f"stopped on the clone{fixes}: {rehearsal.stopped}"
    if rehearsal.passed:
        return f"{ran} ran to the end on a clone{fixes}"
    times = _counted(len(rehearsal.failures), "time")
    if rehearsal.complete:
        return f"failed {times} on the clone{fixes}; once that was put right there, the rest ran"
    because = f": {rehearsal.stopped}" if rehearsal.stopped is not None else f"; {ran} had run"
    return f"failed {times} on the clone{fixes}, and could not go on{because}"


def failed_in(report: Report, failure: Failure) -> str:
    """The migration by name and version."""
    found = next((one for one in report.migrations if one.version == failure.migration), None)
    if found is None:
        return failure.migration or "a migration that cannot be told"
    return f"{found.name} ({found.version})" if found.name != found.version else found.version


def because_of(failure: Failure) -> str:
    """How many rows it was about, and who foresaw it."""
    if failure.error is None and not failure.checks:
        return "the database told of no error, and only such are foreseen"
    rows = _counted(failure.total, "finding") if failure.total else "rows that could not be told"
    table = f" in {failure.table}" if failure.table and failure.total else ""
    by = f"foreseen by {', '.join(failure.checks)}" if failure.checks else "foreseen by no check: a gap in the auditor"
    return f"{rows}{table} · {by}"


def afterwards(failure: Failure) -> str:
    """What was done on the clone."""
    return (
        f"on the clone: {failure.mended}, then on" if failure.mended else "nothing could be done on the clone: stopped"
    )


def gone_words(account: TableAccount, gone: Gone) -> str:
    """`3 rows`, `column fax with 2 values`."""
    number = _counted(gone.count, _KINDS.get(gone.kind, "row"))
    match gone.kind:
        case "column":
            return f"column {gone.column} with {number}"
        case "values":
            return f"{number} of {gone.column} became null"
        case "table":
            return f"the table with {number}"
        case _:
            return number


def lost(account: TableAccount) -> list[str]:
    """All that is gone from a table and was something."""
    return [gone_words(account, one) for one in account.gone if one.count]


def unforeseen(rehearsal: Rehearsal) -> list[tuple[TableAccount, Gone]]:
    """What is gone though no check said so; what held nothing is no loss."""
    return [(one, gone) for one in rehearsal.tables for gone in one.gone if gone.count and not gone.meant]


def moved(rehearsal: Rehearsal) -> list[TableAccount]:
    """The tables in which anything is other than before."""
    return [
        one
        for one in rehearsal.tables
        if one.gone or one.note or one.before != one.after or one.changed not in (None, 0)
    ]


def slowest(rehearsal: Rehearsal, number: int) -> list[Run]:
    """The migrations that took longest."""
    return sorted(rehearsal.runs, key=lambda one: -one.seconds)[:number]


def named(report: Report, run: Run) -> str:
    """The migration of a run by its name."""
    found: MigrationResult | None = next((one for one in report.migrations if one.version == run.version), None)
    return found.name if found is not None else run.version


def observed(run: Run) -> str:
    """What it did, as far as it was seen: rows, rewrites, locks."""
    return " · ".join(_observed(run))


def _observed(run: Run) -> Iterator[str]:
    written = run.touched or {}
    parts = [(table, one.inserted + one.updated + one.deleted) for table, one in written.items()]
    theirs = (one for one in parts if one[1] and not one[0].startswith("auditor_"))
    shown = sorted(theirs, key=lambda one: -one[1])[:3]
    if shown:
        yield "wrote " + ", ".join(f"{number:,} in {table}" for table, number in shown)
    if run.rewritten:
        yield "rewrote " + ", ".join(run.rewritten[:3])
    strong = {table: held for table, held in (run.locks or {}).items() if held.mode == "AccessExclusiveLock"}
    if strong:
        longest = max(held.seconds for held in strong.values())
        yield f"locked {listed(list(strong))} for {longest:.2f} s"
    if (run.wal_bytes or 0) >= 100_000:
        yield f"{(run.wal_bytes or 0) / 1e6:,.1f} MB of WAL"


def tallied(rehearsal: Rehearsal) -> str:
    """How many predictions came true."""
    counts = [(sum(one is proof for one in rehearsal.proven.values()), words) for proof, words in PROOF_WORDS.items()]
    return ", ".join(f"{number} {words}" for number, words in counts)


def listed(names: Sequence[str]) -> str:
    """The first three, and how many more."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
