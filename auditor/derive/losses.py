"""What is gone when a migration has passed: rows, columns and tables, by how much they held."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from auditor.derive.compose import asked, put, within
from auditor.derive.layers import columns_as
from auditor.derive.question import Question
from auditor.derive.row_keys import row_key
from auditor.derive.state import ROW, State
from auditor.derive.values import assigned, default, numbering
from auditor.model.check import Severity
from auditor.model.form import Count
from auditor.model.operation import Update
from auditor.model.schema import Name, Table, TableKind, quoted


def rows_gone(state: State, name: Name, layers: Iterable[str], why: str) -> Question:
    """The rows of a table that are in these layers, of those that went."""
    table = state.tables[name]
    listed, names = row_key(table)
    own, labels = quoted(table.name.name), tuple(layers)
    gone = " union all ".join(f"select {ROW}, {columns_as(table)} from {quoted(one)}" for one in labels)
    order = ", ".join(str(at + 1) for at in range(len(names)))
    sql = f"select {listed} from ({gone}) as {own} order by {order}"
    return Question(
        table.name.name,
        "deleted",
        Severity.LOSS,
        f"{table.name.name}: rows that are deleted",
        why,
        asked(state, sql, (), layers=labels),
        names,
        table=name,
    )


def all_gone(state: State, table: Table, why: str) -> Iterator[Question]:
    """How many rows a table holds that is dropped or emptied; nothing is lost with a temporary one."""
    if table.temporary:
        return
    find, form = put(state, Count(table.name))
    yield Question(
        table.name.name,
        "dropped",
        Severity.LOSS,
        f"{table.name.name}: rows that go with it",
        why,
        find,
        ("table",),
        table=table.name,
        form=form,
    )


def values_gone(state: State, table: Table, name: str) -> Iterator[Question]:
    """How many values a column holds that is dropped; those that are its default say nothing."""
    if table.kind not in (TableKind.TABLE, TableKind.PARTITIONED) or table.columns[name].generated:
        return
    column = table.columns[name]
    held = f"{quoted(name)} is not null"
    if column.default is not None and numbering(column) is None:
        held = f"{quoted(name)}::text is distinct from ({default(state, column)})::text and {held}"
    find, form = put(state, Count(table.name, held, name))
    yield Question(
        f"{table.name.name}-{name}",
        "dropped",
        Severity.LOSS,
        f"{table.name.name}: values of {name} that go with it",
        f"The column {name} is dropped, with every value that is neither null nor its default.",
        find,
        ("table", "column"),
        table=table.name,
        form=form,
    )


def arbitrary(state: State, table: Table, update: Update) -> Iterator[Question]:
    """Rows that are set from another table where several of its rows match, and not all would set the same.

    Raises SourceError.
    """
    if update.source is None:
        return
    called = replace(table, name=Name(update.alias or table.name.name, table.name.schema))
    listed, names = row_key(called)
    values = ", ".join(assigned(state, table.columns[name], value) for name, value in update.changes)
    held = f" where {update.where}" if update.where else ""
    several = f"(select count(distinct row({values})::text) from {update.source}{held}) > 1"
    order = ", ".join(str(at + 1) for at in range(len(names)))
    body = f"select {listed} from {state.source(table.name)} as {quoted(called.name.name)} where {several}"
    inner = within(state, body, update.reads, ctes=update.ctes)
    yield Question(
        table.name.name,
        "arbitrary",
        Severity.LOSS,
        f"{table.name.name}: rows for which another table has several values",
        "Each is set from one of the rows that match it, and nothing says from which; the others are passed over.",
        asked(state, f"select * from ({inner}) several order by {order}", (table.name, *update.reads)),
        names,
        table=table.name,
    )
