"""A small database and its pending migrations while they are made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from tests.derived.case import Case, Migration
from tests.derived.values import column

T = TypeVar("T")

Scene = Callable[["Draft"], None]

SCENES: dict[str, Scene] = {}
LOOK_ALIKES: set[str] = set()

TABLES = ("users", "posts", '"Order"', '"user"', "topic tags", "poll_votes", "items", "naïve", "t", "accounts", "a.b")
COLUMNS = ("code", "name", '"Key"', '"order"', "email", "größe", "value", "slug", "ref")


def scene(made: Scene) -> Scene:
    """What may break, or lose something, by the rows that chance gives it."""
    SCENES[made.__name__.replace("_", "-")] = made
    return made


def look_alike(made: Scene) -> Scene:
    """What looks as if it would break and, mostly, does not."""
    LOOK_ALIKES.add(made.__name__.replace("_", "-"))
    return scene(made)


def identifier(name: str) -> str:
    """In quotes where it has to be."""
    plain = name.isascii() and name.replace("_", "a").isalnum() and name.islower()
    return name if plain or name.startswith('"') else f'"{name}"'


@dataclass
class Table:
    """A table with its rows; `name` and the columns as they stand in SQL, values as literals or expressions."""

    name: str
    columns: dict[str, str]
    rows: list[list[str]]
    constraints: tuple[str, ...] = ()
    indexes: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What PostgreSQL calls its primary key."""
        return identifier(f"{self.name.strip(chr(34))}_pkey")

    @property
    def sql(self) -> str:
        """Made and filled; rows that a unique key has no room for are left out."""
        parts = [f"{name} {kind}" for name, kind in self.columns.items()]
        made = f"create table {self.name} ({', '.join((*parts, *self.constraints))});\n"
        made += "".join(f"create unique index on {self.name} {one};\n" for one in self.indexes)
        if not self.rows:
            return made
        names = ", ".join(name for name, kind in self.columns.items() if " generated always as (" not in kind)
        rows = ", ".join(f"({', '.join(row)})" for row in self.rows)
        over = "" if any("deferrable" in one for one in self.constraints) else " on conflict do nothing"
        return f"{made}insert into {self.name} ({names}) values {rows}{over};\n"


@dataclass
class Draft:
    """What is there, in the order in which it is made, and what is pending."""

    pick: Random
    before: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    migrations: list[Migration] = field(default_factory=list)
    features: set[str] = field(default_factory=set)

    def name(self, stem: str = "x") -> str:
        """A name nothing has yet."""
        self._names += 1
        return f"{stem}_{self._names}"

    _names: int = 0

    def table_name(self) -> str:
        """A name for a table, which may have to be in quotes."""
        taken = {one.name for one in self.tables}
        free = [one for one in map(identifier, TABLES) if one not in taken]
        if free and self.chance(0.8):
            return self.pick.choice(free)
        return self.name("t")

    def column_name(self, *taken: str) -> str:
        """A name for a column."""
        return self.pick.choice([one for one in map(identifier, COLUMNS) if one not in taken])

    def chance(self, share: float) -> bool:
        """Whether it falls so."""
        return self.pick.random() < share

    def any_of(self, *choices: T) -> T:
        """One of them."""
        return self.pick.choice(choices)

    def count(self, least: int = 0, most: int = 7) -> int:
        """How many rows."""
        numbers: list[int] = [least, *range(2, most + 1)]
        return self.pick.choice(numbers)

    def table(self, columns: Mapping[str, str], rows: Sequence[Sequence[str]], *constraints: str) -> Table:
        """A table as given, with a name of its own."""
        made = Table(self.table_name(), dict(columns), [list(one) for one in rows], constraints)
        self.tables.append(made)
        return made

    def keyed(self, columns: Mapping[str, str], rows: Sequence[Sequence[str]], *constraints: str) -> Table:
        """A table with ids before its columns, in the order of the rows or backwards."""
        kind = self.pick.choice(("integer primary key", "bigint primary key", "integer not null unique"))
        ids = list(range(1, len(rows) + 1))
        if self.chance(0.2):
            ids.reverse()
        return self.table(
            {"id": kind, **columns}, [[str(at), *row] for at, row in zip(ids, rows, strict=True)], *constraints
        )

    def filled(self, kinds: Mapping[str, str], count: int, nulls: float = 0.15, *constraints: str) -> Table:
        """A keyed table with chance values of the given types."""
        values = [
            column(self.pick, kind.split(" not ")[0], count, 0 if "not null" in kind else nulls)
            for kind in kinds.values()
        ]
        rows = [list(row) for row in zip(*values, strict=True)]
        return self.keyed(kinds, rows, *constraints)

    def migrate(self, *statements: str, transaction: bool = True) -> None:
        """Pending, in one migration or in several."""
        if len(statements) > 1 and transaction and self.chance(0.4):
            cut = self.pick.randint(1, len(statements) - 1)
            self.add(*statements[:cut])
            self.add(*statements[cut:])
        else:
            self.add(*statements, transaction=transaction)

    def add(self, *statements: str, transaction: bool = True) -> None:
        """Pending, in one migration."""
        self.migrations.append(Migration(f"{len(self.migrations) + 1:04}", statements, transaction))

    def case(self, number: int) -> Case:
        """What came of it."""
        parts = [f"{one};\n" for one in self.before] + [one.sql for one in self.tables]
        parts += [f"{one};\n" for one in self.after]
        return Case(number, "".join(parts), tuple(self.migrations), frozenset(self.features))
