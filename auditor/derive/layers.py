"""The parts of which the layers of a table's rows are made."""

from collections.abc import Iterable

from auditor.derive.state import State
from auditor.derive.values import unbounded
from auditor.model.schema import Name, Table, quoted


def computed(table: Table) -> str:
    """All columns, generated ones computed anew."""
    return ", ".join(
        f"({one.generated})::{unbounded(one.type)} as {quoted(one.name)}" if one.generated else quoted(one.name)
        for one in table.columns.values()
    )


def columns_as(table: Table, alias: str | None = None) -> str:
    """All columns, as SELECT lists them."""
    front = f"{alias}." if alias else ""
    return ", ".join(front + quoted(one) for one in table.columns)


def layers_of(state: State, names: Iterable[Name]) -> list[str]:
    """The layers of these tables' rows, where they have any."""
    return [top for top in (state.top(one) for one in names) if top is not None]


def laid_over(state: State, name: Name, sql: str, below: Iterable[str]) -> State:
    """With other rows in a table, made of these layers and of what it held."""
    top = state.top(name)
    return state.with_layer(name, sql, [*below, *([top] if top else [])])
