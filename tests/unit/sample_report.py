"""Reports to render: the forum of the demo, and the same with any text in it replaced."""

from collections.abc import Callable
from dataclasses import replace

from auditor.model.check import Origin, RemedyKind, Safety, Severity
from auditor.model.migration import MigrationStatus, Phase, Reading
from auditor.model.outcome import NO_EVIDENCE, Cell, Evidence, Status
from auditor.model.report import (
    CheckResult,
    Ledger,
    LedgerEntity,
    LedgerGroup,
    Lock,
    MigrationResult,
    RemedyResult,
    Report,
    Target,
    Verdict,
)

POLLS = "20180820080623"
UNREAD = (
    ("20180917024729", "RemoveSuperfluousColumns"),
    ("20180917034056", "RemoveSuperfluousTables"),
    ("20181012123001", "DropGroupLockedTrustLevelFromUser"),
    ("20181112013117", "MigrateUrlSiteSettings"),
    ("20190103065652", "RemoveUploadedMetaIdFromCategory"),
    ("20190121203023", "DropQueuedPostIdFromUserActions"),
    ("20190123171817", "DropQueuedPosts"),
    ("20190205104116", "DropUnusedAuthTables"),
    ("20190208144706", "DropUnusedAuthTablesAgain"),
    ("20190312194528", "DropEmailUserOptionsColumns"),
    ("20190508141824", "DropClaimedById"),
)
HOSTILE = (
    'it\'s "quoted" \\ back\\\\slash',
    "a\x00b",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c",
    "zero\u200bwidth\ufeff \u2028 \u2029",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>&amp;&#64;",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "one\r\ntwo\nthree",
    "::error::x%0A::stop-commands::y",
    "$$ $1 %s %(x)s :x {0} {{ y }} {% z %}",
    "| a | `b` **c** [d](javascript:e) ![f](g) @everyone #1 GH-1 https://example.org/a/b/issues/1",
    "]]> <!-- x --> <![CDATA[",
    "\ud800 lone",
    "x" * 5000,
    "漢字かな 🗳️ é",
    "",
)


def remedies() -> tuple[RemedyResult, ...]:
    return (
        RemedyResult(
            "merge",
            RemedyKind.SQL,
            Safety.SAFE,
            "Merge the old votes into the new poll",
            "Moves each old vote to the option of the same text in the new poll, then sets the old poll aside.",
            None,
        ),
        RemedyResult(
            "keep-new",
            RemedyKind.SQL,
            Safety.LOSSY,
            "Keep the new poll",
            "Sets the old poll and its votes aside; the poll made by hand stays as it is.",
            "17 votes · 9 voters",
        ),
        RemedyResult(
            "keep-legacy",
            RemedyKind.SQL,
            Safety.LOSSY,
            "Keep the old poll",
            "Sets the poll made by hand aside; the migration then brings the old one over.",
            "5 votes · 5 voters",
        ),
        RemedyResult(
            "skip-and-set-aside",
            RemedyKind.SKIP_PATCH,
            Safety.LOSSY,
            "Let the migration skip these polls",
            "Edits the pending migration so that it passes over polls whose name is taken.",
            "17 votes · 9 voters",
        ),
    )


def polls_check() -> CheckResult:
    return CheckResult(
        id="discourse/polls-name-taken",
        title="An old poll waits for a name that a new poll has taken",
        severity=Severity.ABORT,
        status=Status.FOUND,
        reason=None,
        why=(
            "The migration copies every old poll into the table polls, where a post may have each name once. "
            "Someone made the poll again by hand after phase 1, so the copy is refused and the deploy stops."
        ),
        origin=Origin("pack", "checks/discourse/polls-name-taken"),
        migrations=(POLLS,),
        total=2,
        key=("post_id", "name"),
        evidence=Evidence(
            ("post_id", "name", "topic_id", "legacy_options", "legacy_votes", "new_options", "new_votes"),
            ((4711, "poll", 512, 4, 12, 4, 5), (5023, "where-we-meet", 640, 3, 5, 3, 0)),
            capped=False,
        ),
        fingerprints=("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "f9e8d7c6b5a493827160f5e4d3c2b1a0"),
        remedies=remedies(),
        seconds=0.0123,
    )


def demo() -> Report:
    """The forum of the demo: two polls block, eleven migrations are unread."""
    polls = MigrationResult(
        POLLS,
        "MigratePollsData",
        Phase.POST,
        f"plugins/poll/db/post_migrate/{POLLS}_migrate_polls_data.rb",
        3,
        Reading.PARTIAL,
        MigrationStatus.ABORT,
        ("discourse/polls-name-taken",),
    )
    others = (
        MigrationResult(version, name, Phase.POST, None, 1, Reading.UNREAD, MigrationStatus.UNREAD, ())
        for version, name in UNREAD
    )
    return Report(
        tool_version="0.1.0",
        taken_at="2019-06-20T19:41:07Z",
        seconds=0.42,
        target=Target("server", "forum", "15.8", "discourse", "2.3.0", 48_300_032, read_only=True, identity="c0ffee"),
        verdict=Verdict.BLOCKED,
        migrations=(polls, *others),
        checks=(polls_check(),),
    )


def bare(check_id: str, status: Status, severity: Severity, **changes: object) -> CheckResult:
    """A check without remedies, in a status of its own."""
    plain = CheckResult(
        id=check_id,
        title=f"A sample of {status}",
        severity=severity,
        status=status,
        reason=None,
        why="It goes wrong for a reason.",
        origin=Origin("derived", "db/post_migrate/1_x.rb", 7),
        migrations=(POLLS,),
        total=0,
        key=(),
        evidence=NO_EVIDENCE,
        fingerprints=(),
        remedies=(),
        seconds=0.001,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def full() -> Report:
    """Every status, every severity, ledgers, locks, notes: nothing in the report is empty."""
    rows: tuple[tuple[Cell, ...], ...] = ((1, "a", None, True, 1.5), (2, "b", "x", False, -0.25))
    evidence = Evidence(("id", "text", "maybe", "flag", "ratio"), rows, capped=True)
    found = {"total": 1200, "key": ("id",), "evidence": evidence, "fingerprints": ("aa" * 16, "bb" * 16)}
    votes = LedgerEntity("votes", 120, 90, 10, 15, 5, {"name taken": 15, "option gone": 5})
    losing = LedgerGroup((871, HOSTILE[0]), (LedgerEntity("votes", 20, 5, 0, 15, 0, {"name taken": 15}),))
    return replace(
        demo(),
        checks=(
            polls_check(),
            bare("discourse/posts-lost", Status.FOUND, Severity.LOSS, **found),
            bare("postgres/rewrite-long", Status.FOUND, Severity.RISK, **found),
            bare("postgres/index-odd", Status.FOUND, Severity.NOTE, **found),
            bare("discourse/users-fine", Status.CLEAR, Severity.ABORT),
            bare("discourse/votes-untold", Status.UNKNOWN, Severity.ABORT, reason="timeout after 30 s"),
            bare("discourse/tags-elsewhere", Status.NOT_APPLICABLE, Severity.LOSS, reason="no table tags"),
            bare("discourse/old-waived", Status.WAIVED, Severity.LOSS, reason="accepted by Ann", total=3),
        ),
        ledgers=(Ledger("discourse/polls", POLLS, (votes,), ("post_id", "poll"), 21, (losing,)),),
        locks=(
            Lock("read-only transaction", held=True, note="refuses every write"),
            Lock("reader role", held=False, note="the login may write; give one that may only read"),
        ),
        notes=("restored from forum-2019-06-20-194107-v20190508141824.tar.gz without running any migration",),
        target=replace(demo().target, replica=True, source="./app"),
    )


def settled() -> Report:
    """Nothing found and nothing left open."""
    read = replace(demo().migrations[0], reading=Reading.EXACT, status=MigrationStatus.CLEAR, checks=())
    return replace(
        demo(),
        verdict=Verdict.CLEAR,
        migrations=(read,),
        checks=(bare("discourse/users-fine", Status.CLEAR, Severity.ABORT),),
    )


def with_texts(report: Report, text: Callable[[str], str]) -> Report:
    """The same report with `text` applied to every text but the ids and what is chosen from a list."""
    target = report.target
    return replace(
        report,
        tool_version=text(report.tool_version),
        taken_at=text(report.taken_at),
        target=replace(
            target,
            kind=text(target.kind),
            database=text(target.database),
            server_version=text(target.server_version),
            application=text(target.application or ""),
            to=text(target.to or ""),
            identity=text(target.identity or ""),
            source=text(target.source or ""),
        ),
        migrations=tuple(
            replace(one, name=text(one.name), path=one.path and text(one.path)) for one in report.migrations
        ),
        checks=tuple(_check_with(one, text) for one in report.checks),
        ledgers=tuple(
            replace(
                one,
                entities=tuple(
                    replace(
                        entity,
                        entity=text(entity.entity),
                        reasons={f"{n}{text(name)}": count for n, (name, count) in enumerate(entity.reasons.items())},
                    )
                    for entity in one.entities
                ),
            )
            for one in report.ledgers
        ),
        locks=tuple(replace(one, name=text(one.name), note=text(one.note)) for one in report.locks),
        notes=tuple(text(one) for one in report.notes),
    )


def _check_with(check: CheckResult, text: Callable[[str], str]) -> CheckResult:
    columns = {name: f"{n}{text(name)}" for n, name in enumerate(check.evidence.columns)}
    rows = tuple(tuple(text(cell) if isinstance(cell, str) else cell for cell in row) for row in check.evidence.rows)
    return replace(
        check,
        title=text(check.title),
        reason=None if check.reason is None else text(check.reason),
        why=text(check.why),
        origin=replace(check.origin, path=text(check.origin.path)),
        key=tuple(columns.get(name, name) for name in check.key),
        evidence=replace(check.evidence, columns=tuple(columns.values()), rows=rows),
        fingerprints=check.fingerprints,
        remedies=tuple(
            replace(
                one,
                title=text(one.title),
                does=text(one.does),
                loses=None if one.loses is None else text(one.loses),
            )
            for one in check.remedies
        ),
    )
