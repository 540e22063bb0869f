"""What is asked of a database: a check with its remedies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from auditor.model.each import Each
from auditor.model.form import Form


class Severity(StrEnum):
    """What happens if nothing is done, worst first."""

    ABORT = "abort"
    LOSS = "loss"
    RISK = "risk"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Safety(StrEnum):
    """Whether a remedy gives anything up."""

    SAFE = "safe"
    LOSSY = "lossy"


class RemedyKind(StrEnum):
    """What is handed over."""

    SQL = "sql"
    SKIP_PATCH = "skip-patch"
    GUARD = "guard"
    BY_HAND = "by-hand"


class Place(StrEnum):
    """Where lines of a skip-patch go."""

    ABOVE = "above"
    FIRST = "first"
    BEFORE = "before"
    AROUND = "around"
    BEHIND = "behind"
    AFTER = "after"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines of a skip-patch, and their place.

    `above` the method or `first` in it; `before` or `behind` the statement that has a block, or `around` all that the
    block does, with `closing` at its end, and the local `mark`, if any, is set in it; `after` the assignment to the
    local `mark` in a block; `below` the line of a text in the method that reads `mark`. `blocks` are the parameters of
    the block, behind those of the blocks round it.
    """

    place: Place
    lines: str
    blocks: tuple[str, ...] = ()
    mark: str | None = None
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The method of a file that a skip-patch edits, and how."""

    file: str
    method: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Insertion:
    """An INSERT of a migration, which begins in `line` of a file, into a table."""

    file: str
    line: int
    table: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way out. `text` is SQL, Ruby with its places, or steps in words, as `kind` says.

    `loses` is a SELECT with one row of named counts, run on the audited snapshot, for what is
    given up; a remedy without it gives up nothing. `touches` names every table that the script
    writes, plain or, in quotes, as SQL has it; only those are watched for the quarantine. `states`
    is the table in the quarantine in which the script lists what it left where it was. Where it
    `keeps`, `text` is a SELECT over `found`, and its rows are copied to the schema `auditor_kept`.
    """

    id: str
    kind: RemedyKind
    safety: Safety
    title: str
    does: str
    text: str
    loses: str | None = None
    touches: tuple[str, ...] = ()
    anchor: Anchor | None = None
    states: str | None = None
    keeps: bool = False
    insert: Insertion | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a check comes from: a folder of a pack, or a line of migration source."""

    kind: Literal["pack", "derived"]
    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows whose `column` holds `text` somewhere."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class SeverityRange:
    """A severity that holds from one release up to, but not including, another; if `holding`, of these rows only."""

    severity: Severity
    since: str | None = None
    before: str | None = None
    holding: Holding | None = None


@dataclass(frozen=True, slots=True)
class Stirred:
    """Checks whose remedies may bring up rows of another; such a row and one that they changed agree in column `by`."""

    by: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One question. `find` is one SELECT with named columns and a total order; a row is a violation.
    Where a `form` says the same, `find` is made from it; where it is asked of `each` object, there is none before.

    `needs` maps a table to the columns the question reads. `guards` are the versions of the
    migrations it speaks for. `key` names the columns that make a finding what it is; `private`
    those whose values are masked in evidence. Where several checks are mended, those in `after`
    come first, and those that `stirred` names.

    `heap` forbids the use of indexes, which may be corrupt. `probe` is a question that ends with an error where the
    migration would. `unasked` says why nothing can be asked at all, `moot` why there is nothing to ask here. `table` is
    the one that it is about, where that is one, and `sqlstate` the error that the migration ends with. `tried`
    is the release whose real migration was run on such rows, or `no`.
    """

    id: str
    title: str
    why: str
    severities: tuple[SeverityRange, ...]
    guards: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]
    key: tuple[str, ...]
    private: frozenset[str]
    find: str
    origin: Origin
    upgrade: str | None = None
    remedies: tuple[Remedy, ...] = field(default=())
    after: tuple[str, ...] = ()
    stirred: Stirred | None = None
    heap: bool = False
    probe: bool = False
    unasked: str | None = None
    moot: str | None = None
    table: str | None = None
    sqlstate: str | None = None
    form: Form | None = None
    each: Each | None = None
    tried: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables whose rows it is about."""
        return (self.table,) if self.table is not None else tuple(self.needs)

    def remedy(self, remedy_id: str) -> Remedy | None:
        """The remedy of that id, if the check has it."""
        return next((one for one in self.remedies if one.id == remedy_id), None)
