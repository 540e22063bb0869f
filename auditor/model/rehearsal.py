"""What a rehearsal saw: every failure in its order, every migration that ran, and the account of every table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditor.model.outcome import NO_EVIDENCE, Cell, Evidence


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """An error as the server told it; names are those that its message has, `detail` may hold values of rows."""

    sqlstate: str
    message: str
    statement: str | None = None
    detail: str | None = None
    context: str | None = None
    schema: str | None = None
    table: str | None = None
    column: str | None = None
    constraint: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One end of the pending migrations before their end.

    `migration` is the version during which it came, None where that cannot be told. `checks` are those that foresaw it;
    none is a gap in the auditor. `table` and `rows` are the rows because of which it failed, private values masked.
    `mended` says what was done on the clone so that the rehearsal could go on, None where it could not.
    """

    migration: str | None
    error: Diagnostics | None
    said: str
    checks: tuple[str, ...] = ()
    table: str | None = None
    rows: Evidence = NO_EVIDENCE
    total: int = 0
    mended: str | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """Rows written in one table."""

    inserted: int
    updated: int
    deleted: int


@dataclass(frozen=True, slots=True)
class Held:
    """The strongest lock on a table, as pg_locks calls it, and how long it was seen to be held, in seconds."""

    mode: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a migration; `text` is cut at 2,000 characters."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """A pending migration as it ran. `statements` are the slowest, `count` says of how many.

    `touched`, `locks` and `rewritten` are by table. `disk_bytes` is how much larger the database was just before its
    end, `temporary_bytes` the sum of the files that sorts and the like wrote on the way. What could not be seen is
    None, and `Rehearsal.unseen` says why.
    """

    version: str
    seconds: float
    count: int = 0
    statements: tuple[Statement, ...] = ()
    touched: Mapping[str, Touched] | None = None
    locks: Mapping[str, Held] | None = None
    rewritten: tuple[str, ...] | None = None
    wal_bytes: int | None = None
    disk_bytes: int | None = None
    temporary_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that was in a table before, and is not in it any more.

    `kind` is `rows`, `column`, `values` (that became null) or `table`; `count` of rows or of values that were not null.
    `key` names the columns of `sample`. `meant` are the checks that foresaw it; none is a loss that nobody foresaw.
    """

    kind: str
    count: int
    column: str | None = None
    sample: Evidence = NO_EVIDENCE
    meant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableAccount:
    """A table before and after: `before` and `after` count rows, None where there was no such table.

    `stayed` counts rows with their key in both; `changed` those of them with another value. None where there is no key
    to know a row by, which `note` says.
    """

    table: str
    before: int | None
    after: int | None
    stayed: int | None = None
    changed: int | None = None
    gone: tuple[Gone, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a ledger said would be carried over of one entity, and what came.

    `missing` counts what did not come for a thing for which it was foreseen, `surplus` what came besides: counted
    by the ledger's key where it has one, so that one does not make up for the other.
    """

    entity: str
    foreseen: int
    arrived: int
    missing: int = 0
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class Astray:
    """One thing of which other than what was foreseen arrived; `key` names it."""

    key: tuple[Cell, ...]
    entity: str
    foreseen: int
    arrived: int


@dataclass(frozen=True, slots=True)
class HeldLedger:
    """A pack's ledger, drawn up before its migration ran for good, held against what the clone has after it.

    `astray` are the first few things in which the two differ, `differing` says how many there are.
    """

    id: str
    migration: str
    entities: tuple[Arrival, ...]
    key: tuple[str, ...] = ()
    differing: int = 0
    astray: tuple[Astray, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long a migration may take on a production that is `factor` times as large in the `tables` it works on.

    Seconds, without traffic and on a machine like the one that rehearsed. `locked` are tables that nobody can use
    meanwhile.
    """

    version: str
    least: float
    most: float
    factor: float
    tables: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What the forecasts rest on: how large the clone and production are, in bytes, and how that was told."""

    clone_bytes: int
    production_bytes: int
    rests_on: str
    runs: tuple[Forecast, ...] = ()


class Proof(StrEnum):
    """What a rehearsal made of a prediction."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    NOT_REACHED = "not-reached"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The pending migrations run for real on a clone.

    `passed` says that they ran to their end without anything mended on the way, `stopped` why not all have run where
    that was no failure of theirs. `failures` are in their order. `proven` is by check. `parts` are the seconds of each
    part of the work. `unseen` says what could not be watched.
    """

    runner: str
    passed: bool
    complete: bool
    failures: tuple[Failure, ...]
    runs: tuple[Run, ...]
    tables: tuple[TableAccount, ...]
    proven: Mapping[str, Proof]
    parts: Mapping[str, float]
    fixes: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    log: str | None = None
    interrupted: bool = False
    ledgers: tuple[HeldLedger, ...] = ()
    stopped: str | None = None
    forecast: Forecasts | None = None
