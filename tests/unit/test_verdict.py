from dataclasses import replace
from itertools import product

import pytest

from auditor.judge.verdict import check_result, exit_code, migration_result, verdict, waived
from auditor.model.check import Check, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.model.migration import Migration, MigrationStatus, Phase, Reading
from auditor.model.outcome import Evidence, Outcome, Status
from auditor.model.report import MigrationResult, Report, Target, Verdict

VERSION = "20180820080623"
REMEDIES = tuple(
    Remedy(name, RemedyKind.SQL, Safety.LOSSY, f"{name} title", f"{name} does", "select 1") for name in ("keep", "drop")
)
CHECK = Check(
    "p/c",
    "title",
    "why",
    (SeverityRange(Severity.ABORT),),
    (VERSION,),
    {"t": ("id",)},
    ("id",),
    frozenset(),
    "select 1",
    Origin("pack", "checks/p/c/check.toml"),
    remedies=REMEDIES,
)
MIGRATION = Migration(VERSION, "MovePolls", Phase.POST, "db/x.rb", 1, Reading.PACK)


def outcome(status: Status, severity: Severity = Severity.ABORT, **changes: object) -> Outcome:
    return replace(Outcome(CHECK, status, severity), **changes)  # type: ignore[arg-type]


def status_of(reading: Reading, *outcomes: Outcome) -> MigrationStatus:
    return migration_result(replace(MIGRATION, reading=reading), outcomes).status


FOUND, CLEAR, UNKNOWN, WAIVED, ELSEWHERE = (
    outcome(one) for one in (Status.FOUND, Status.CLEAR, Status.UNKNOWN, Status.WAIVED, Status.NOT_APPLICABLE)
)
RISK, NOTE, LOSS = (outcome(Status.FOUND, one) for one in (Severity.RISK, Severity.NOTE, Severity.LOSS))


@pytest.mark.parametrize(
    ("reading", "outcomes", "status"),
    [
        (Reading.PACK, [CLEAR], MigrationStatus.CLEAR),
        (Reading.PACK, [CLEAR, WAIVED, ELSEWHERE], MigrationStatus.CLEAR),
        (Reading.PACK, [CLEAR, FOUND, LOSS], MigrationStatus.ABORT),
        (Reading.PACK, [LOSS, UNKNOWN], MigrationStatus.LOSS),
        (Reading.PACK, [NOTE, RISK], MigrationStatus.RISK),
        (Reading.PACK, [NOTE, CLEAR], MigrationStatus.NOTE),
        (Reading.PACK, [RISK, UNKNOWN], MigrationStatus.UNKNOWN),
        (Reading.PACK, [CLEAR, UNKNOWN], MigrationStatus.UNKNOWN),
        (Reading.PACK, [], MigrationStatus.UNKNOWN),
        (Reading.PARTIAL, [CLEAR], MigrationStatus.UNKNOWN),
        (Reading.PARTIAL, [RISK], MigrationStatus.UNKNOWN),
        (Reading.PARTIAL, [CLEAR, FOUND], MigrationStatus.ABORT),
        (Reading.UNREAD, [], MigrationStatus.UNREAD),
        (Reading.UNREAD, [CLEAR], MigrationStatus.UNREAD),
        (Reading.UNREAD, [LOSS], MigrationStatus.LOSS),
    ],
)
def test_a_migration_has_the_worst_of_its_checks_and_half_covered_is_never_clear(
    reading: Reading, outcomes: list[Outcome], status: MigrationStatus
) -> None:
    assert status_of(reading, *outcomes) is status


def test_a_migration_has_only_the_checks_that_guard_it() -> None:
    other = replace(FOUND, check=replace(CHECK, id="p/other", guards=("1",)))
    result = migration_result(MIGRATION, [CLEAR, other])
    assert (result.status, result.checks) == (MigrationStatus.CLEAR, ("p/c",))


def result(status: MigrationStatus) -> MigrationResult:
    return replace(migration_result(MIGRATION, []), status=status)


BLOCKING = {
    Severity.ABORT: {Severity.ABORT},
    Severity.LOSS: {Severity.ABORT, Severity.LOSS},
    Severity.RISK: {Severity.ABORT, Severity.LOSS, Severity.RISK},
    Severity.NOTE: set(Severity),
}


@pytest.mark.parametrize(("fail_on", "severity"), list(product(Severity, Severity)))
def test_what_is_found_blocks_at_or_above_the_severity_asked_for(fail_on: Severity, severity: Severity) -> None:
    answer = verdict([result(MigrationStatus.CLEAR)], [check_result(outcome(Status.FOUND, severity))], fail_on)
    assert answer is (Verdict.BLOCKED if severity in BLOCKING[fail_on] else Verdict.CLEAR)


@pytest.mark.parametrize(
    ("outcomes", "migrations", "answer"),
    [
        ([], [], Verdict.CLEAR),
        ([CLEAR, WAIVED, ELSEWHERE], [MigrationStatus.CLEAR], Verdict.CLEAR),
        ([FOUND, UNKNOWN], [MigrationStatus.UNREAD], Verdict.BLOCKED),
        ([CLEAR, UNKNOWN], [MigrationStatus.CLEAR], Verdict.UNKNOWN),
        ([CLEAR], [MigrationStatus.CLEAR, MigrationStatus.UNREAD], Verdict.UNKNOWN),
        ([CLEAR], [MigrationStatus.UNKNOWN], Verdict.UNKNOWN),
        ([RISK], [MigrationStatus.RISK], Verdict.CLEAR),
        ([WAIVED], [MigrationStatus.UNREAD], Verdict.UNKNOWN),
    ],
)
def test_blocked_comes_before_unknown_and_unknown_before_clear(
    outcomes: list[Outcome], migrations: list[MigrationStatus], answer: Verdict
) -> None:
    checks = [check_result(one) for one in outcomes]
    assert verdict([result(one) for one in migrations], checks, Severity.LOSS) is answer


@pytest.mark.parametrize(
    ("answer", "interrupted", "allow_unknown", "code"),
    [
        (Verdict.CLEAR, False, False, 0),
        (Verdict.CLEAR, False, True, 0),
        (Verdict.BLOCKED, False, False, 1),
        (Verdict.BLOCKED, False, True, 1),
        (Verdict.UNKNOWN, False, False, 3),
        (Verdict.UNKNOWN, False, True, 0),
        (Verdict.CLEAR, True, True, 130),
        (Verdict.BLOCKED, True, False, 130),
        (Verdict.UNKNOWN, True, True, 130),
    ],
)
def test_the_exit_code_follows_from_the_verdict(
    answer: Verdict, interrupted: bool, allow_unknown: bool, code: int
) -> None:
    target = Target("server", "forum", "15.8", "discourse", "2.3.0", 0, read_only=True)
    report = Report("1", "2020-01-01T00:00:00Z", 0.0, target, answer, (), (), interrupted=interrupted)
    assert exit_code(report, allow_unknown=allow_unknown) == code


def found(total: int, prints: tuple[str, ...]) -> Outcome:
    return outcome(Status.FOUND, total=total, fingerprints=prints)


@pytest.mark.parametrize(
    ("judged", "known", "status", "reason"),
    [
        (found(2, ("a", "b")), {"a", "b", "c"}, Status.WAIVED, "all 2 in the baseline"),
        (found(2, ("a", "b")), {"a"}, Status.FOUND, "1 not in the baseline"),
        (found(2, ("a", "b")), set(), Status.FOUND, None),
        (found(9, ("a", "b")), {"a", "b"}, Status.FOUND, "too many to compare with the baseline"),
        (CLEAR, {"a"}, Status.CLEAR, None),
        (replace(UNKNOWN, fingerprints=("a",)), {"a"}, Status.UNKNOWN, None),
    ],
)
def test_only_what_is_wholly_known_is_waived(
    judged: Outcome, known: set[str], status: Status, reason: str | None
) -> None:
    answer = waived(judged, frozenset(known))
    assert (answer.status, answer.reason) == (status, reason)
    assert replace(answer, status=judged.status, reason=judged.reason) == judged


def test_a_result_shows_the_remedies_with_what_each_loses_here() -> None:
    shown = check_result(
        outcome(
            Status.FOUND,
            total=3,
            evidence=Evidence(("id",), ((1,),), capped=True),
            fingerprints=("f",),
            losses={"drop": "12 votes"},
        )
    )
    assert [(one.id, one.loses) for one in shown.remedies] == [("keep", None), ("drop", "12 votes")]
    assert (shown.id, shown.migrations, shown.total, shown.key) == ("p/c", (VERSION,), 3, ("id",))
    assert shown.evidence.capped
