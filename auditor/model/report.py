"""The report, version 1, as a value. `render` turns it into text; `docs/report.schema.json` describes its JSON."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditor.model.check import Origin, Remedy, RemedyKind, Safety, Severity
from auditor.model.migration import MigrationStatus, Phase, Reading
from auditor.model.outcome import Cell, Evidence, Status
from auditor.model.rehearsal import Proof, Rehearsal

SCHEMA_VERSION = "1"


class Verdict(StrEnum):
    """The answer in one word."""

    CLEAR = "clear"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Target:
    """What was audited. `identity` names the contents, so that a script can tell whether it runs where it should.

    What was read from source has beside it the query that gives it, `identity_sql`, the one that gives the versions of
    the migrations that have run, `ledger`, the schemas in which names were looked for, `path`, and the `framework`.
    """

    kind: str
    database: str
    server_version: str
    application: str | None
    to: str | None
    size_bytes: int
    read_only: bool
    identity: str | None = None
    replica: bool = False
    source: str | None = None
    identity_sql: str | None = None
    ledger: str | None = None
    path: tuple[str, ...] = ()
    framework: str | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """One of the locks on the audited database; `note` says why it is missing where it is."""

    name: str
    held: bool
    note: str


@dataclass(frozen=True, slots=True)
class RemedyResult:
    """A remedy offered; `loses` says in words what it would give up on this database.

    `proven` says what became of it on a clone, where that was tried.
    """

    id: str
    kind: RemedyKind
    safety: Safety
    title: str
    does: str
    loses: str | None
    proven: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a script needs to know of a check that no pack has: the query, and its remedies in full."""

    find: str
    heap: bool
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check with its answer; `asked` only where it comes from source, found something and has a remedy.

    `tables` are those whose rows it is about, `sqlstate` the error that it foresees, and `proven` is what a rehearsal
    made of it.
    """

    id: str
    title: str
    severity: Severity
    status: Status
    reason: str | None
    why: str
    origin: Origin
    migrations: tuple[str, ...]
    total: int
    key: tuple[str, ...]
    evidence: Evidence
    fingerprints: tuple[str, ...]
    remedies: tuple[RemedyResult, ...]
    seconds: float
    asked: Asked | None = None
    tables: tuple[str, ...] = ()
    sqlstate: str | None = None
    proven: Proof | None = None


@dataclass(frozen=True, slots=True)
class MigrationResult:
    """A pending migration with the worst that its checks say."""

    version: str
    name: str
    phase: Phase
    path: str | None
    line: int
    reading: Reading
    status: MigrationStatus
    checks: tuple[str, ...]
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerEntity:
    """An account that adds up: total = migrates + already_there + lost + dangling."""

    entity: str
    total: int
    migrates: int
    already_there: int
    lost: int
    dangling: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """The share of one thing, such as a poll, in a ledger; `key` names it. Its accounts add up as well."""

    key: tuple[Cell, ...]
    entities: tuple[LedgerEntity, ...]

    @property
    def lost(self) -> int:
        """How much of it is lost, all entities together."""
        return sum(one.lost for one in self.entities)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a migration is meant to carry over, counted.

    `key` says by what it is also counted one by one, `losing` how many of these lose something, and `groups` has
    those that lose most. All of them are in the files that `--format csv` and `parquet` write.
    """

    id: str
    migration: str
    entities: tuple[LedgerEntity, ...]
    key: tuple[str, ...] = ()
    losing: int = 0
    groups: tuple[LedgerGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One audit. `fail_on` is kept so that a reader sees what `blocked` was measured against."""

    tool_version: str
    taken_at: str
    seconds: float
    target: Target
    verdict: Verdict
    migrations: tuple[MigrationResult, ...]
    checks: tuple[CheckResult, ...]
    ledgers: tuple[Ledger, ...] = ()
    locks: tuple[Lock, ...] = ()
    notes: tuple[str, ...] = ()
    fail_on: Severity = Severity.LOSS
    interrupted: bool = False
    rehearsal: Rehearsal | None = None

    @property
    def summary(self) -> dict[str, int]:
        """Checks by severity where found, by status otherwise, in a fixed order."""
        order = [*(one.value for one in Severity), "clear", "unknown", "not-applicable", "waived"]
        seen = Counter(one.severity.value if one.status is Status.FOUND else one.status.value for one in self.checks)
        return {name: seen[name] for name in order}
