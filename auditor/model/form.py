"""Questions that can be said without a query, so that many can be answered by one look at a table."""

from dataclasses import dataclass

from auditor.model.schema import Name, quoted


@dataclass(frozen=True, slots=True)
class Shown:
    """One column of an answer: its name and the expression that gives it."""

    name: str
    sql: str

    @staticmethod
    def of(table: Name, column: str) -> "Shown":
        """The column of a table, as it is stored."""
        return Shown(column, f"{quoted(table.name)}.{quoted(column)}")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a catalog may know of a column: that it is never null, or has values of this `type` alone, or of at most so
    many `characters`.
    """

    column: str
    type: str | None = None
    characters: int | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of `table` for which `where` is true; in `where` the table goes by its bare name.

    `key` names a row, and `shown` stands behind it. Where the catalog says what is in `unless`, there are none.
    `tried` is an expression that ends with an error of data where there is such a row among others, and nowhere else.
    """

    table: Name
    where: str
    key: tuple[Shown, ...]
    shown: tuple[Shown, ...] = ()
    unless: Fact | None = None
    tried: str | None = None

    @property
    def answer(self) -> tuple[Shown, ...]:
        """The columns of its rows, by which they are ordered."""
        return (*self.key, *self.shown)


@dataclass(frozen=True, slots=True)
class Unique:
    """Values of `keys` that more than one row has, with the number of such rows.

    A row with a null among its keys is counted only where nulls are not `nulls_distinct`.
    """

    table: Name
    keys: tuple[Shown, ...]
    where: str | None = None
    nulls_distinct: bool = True

    @property
    def times(self) -> str:
        """The column that says how many rows there are."""
        name = "rows"
        while any(one.name == name for one in self.keys):
            name += "_"
        return name


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows of `table` whose `columns`, none of them null, are those of no row in `to`.

    `key` names a row; `columns` stand behind it, and then what is `shown`. With `full`, of several columns all or none
    must be null.
    """

    table: Name
    key: tuple[Shown, ...]
    columns: tuple[str, ...]
    to: Name
    to_columns: tuple[str, ...]
    where: str | None = None
    shown: tuple[Shown, ...] = ()
    full: bool = False

    @property
    def answer(self) -> tuple[Shown, ...]:
        """The columns of its rows, by which they are ordered."""
        known = {one.name for one in self.key}
        return (*self.key, *(Shown.of(self.table, one) for one in self.columns if one not in known), *self.shown)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of `table` there are for which `where` is true, where that is any at all.

    With a `column`, also how many different values it has in them.
    """

    table: Name
    where: str | None = None
    column: str | None = None


Form = Rows | Unique | Reference | Count
