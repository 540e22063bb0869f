"""One thing that an operation demands of the database, as a query that finds what does not meet it."""

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.model.check import Severity
from auditor.model.form import Form
from auditor.model.schema import Name, quoted


@dataclass(frozen=True, slots=True)
class Question:
    """A query of which each row is a violation; or, without `find`, what is known already not to be answerable.

    `thing` and `fault` name it, as in `users-email` and `doubled`. `key` names the columns that make a finding what it
    is. `sqlstate` is the error that the operation ends with. `probe` is a query whose own error is the finding. `heap`
    forbids indexes, which may be corrupt. `certain` is False where rows found may break it, and may not. `shown` are
    columns beside the key. `catalog` says that no row was looked at, so that nothing in it is private. `form` is the
    query where it reads tables as they are stored.
    """

    thing: str
    fault: str
    severity: Severity
    title: str
    why: str
    find: str | None = None
    key: tuple[str, ...] = ()
    sqlstate: str | None = None
    probe: bool = False
    heap: bool = False
    unknown: str | None = None
    certain: bool = True
    table: Name | None = None
    shown: tuple[str, ...] = ()
    catalog: bool = False
    form: Form | None = None


def constant(rows: Iterable[dict[str, str]], *names: str) -> str:
    """A query that gives these rows, for what the catalog alone tells."""
    lines = ", ".join("(" + ", ".join(_text(row[name]) for name in names) + ")" for row in rows)
    listed = ", ".join(map(quoted, names))
    return f"select * from (values {lines}) as known ({listed}) order by {listed}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'::text"
