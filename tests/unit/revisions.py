"""Trees of revisions for tests, and worlds that answer what they are told to."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

from auditor.model.outcome import Cell
from auditor.model.schema import Column, Index, Key, Name, Table
from auditor.model.source import Unanswered

HEAD = """\
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}


"""


class StillWorld:
    """The tables and rows it was given; of anything else it knows nothing, or knows that there is none."""

    def __init__(
        self,
        tables: Sequence[Table] = (),
        rows: Mapping[str, Sequence[Mapping[str, Cell]]] | None = None,
        *,
        closed: bool = True,
    ) -> None:
        self._tables = {one.name: one for one in tables}
        self._rows = rows or {}
        self._closed = closed

    def table(self, name: Name) -> Table | None:
        if name in self._tables or self._closed:
            return self._tables.get(name)
        raise Unanswered("nobody is asked")

    def index(self, name: Name) -> Name | None:
        for table in self._tables.values():
            if name.name in table.indexes:
                return table.name
        if self._closed:
            return None
        raise Unanswered("nobody is asked")

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        said = " ".join(sql.split())
        if said in self._rows:
            return self._rows[said]
        raise Unanswered("nobody is asked")


NOBODY = StillWorld(closed=False)


def table(name: str, *columns: str, keys: Sequence[str] = ()) -> Table:
    """A table of texts, with a unique index on each of `keys`."""
    indexes = {f"{name}_{one}": Index(f"{name}_{one}", Name(name), (Key.of(one),), unique=True) for one in keys}
    return Table(Name(name), {one: Column(one, "text") for one in columns}, indexes=indexes)


def tree(root: Path, revisions: Mapping[str, str], *, env: str = "from alembic import context\n") -> Path:
    """A tree whose revisions stand on each other in this order; each is the body of its `upgrade`, or a whole file."""
    folder = root / "app" / "migrations" / "versions"
    folder.mkdir(parents=True)
    (folder.parent / "env.py").write_text(env)
    down = None
    for revision, text in revisions.items():
        (folder / f"{revision}.py").write_text(whole(revision, down, text))
        down = revision
    return root


def whole(revision: str, down: str | None, text: str) -> str:
    """The file of a revision; a text with `def upgrade` is taken for all but its head."""
    body = dedent(text).strip("\n")
    if "def upgrade" not in body:
        body = "def upgrade():\n" + "\n".join(f"    {line}" if line else "" for line in body.splitlines())
    return HEAD.format(revision=revision, down=down) + body + "\n"
