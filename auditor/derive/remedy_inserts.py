"""Ways out for rows that are to be inserted under keys which are taken."""

from collections.abc import Iterator

from auditor.derive import remedy_steps
from auditor.derive.question import Question
from auditor.derive.remedy_rows import UnfitError, cut, held_back, written
from auditor.derive.remedy_values import reach
from auditor.derive.state import State
from auditor.derive.values import numbering
from auditor.model.check import Insertion, Origin, Remedy, RemedyKind, Safety
from auditor.model.operation import Insert, Operation
from auditor.model.schema import Column, Table, quoted


def of_taken(start: State, state: State, question: Question, table: Table, insert: Insert) -> Iterator[Remedy]:
    """Delete what is in the way; where a sequence lags behind, move it on instead."""
    columns = [table.columns[one] for one in question.key if one in table.columns]
    behind = [one for one in columns if numbering(one) is not None and one.name not in insert.columns]
    for one in behind:
        yield _moved_on(table, one)
    if behind:
        return
    whole = len(columns) == len(question.key) and any(
        one.unique and one.where is None and {key.column for key in one.keys} == set(question.key)
        for one in table.indexes.values()
    )
    if whole and insert.conflict is None and table.name not in {state.full(one) for one in insert.reads}:
        yield from _cleared(start, table, question.key)
    yield remedy_steps.by_hand(question, table.name.name, "change these rows, or those that are to be inserted")


def skipping(state: State, question: Question, operation: Operation, origin: Origin) -> Iterator[Remedy]:
    """An edit of the statement that lets rows out whose key is taken."""
    if question.fault != "taken" or not isinstance(operation, Insert) or operation.conflict or origin.line is None:
        return
    table = state.table(operation.table)
    if table is None or any(one.deferrable for one in table.indexes.values()):
        return
    yield Remedy(
        "skip-taken",
        RemedyKind.SKIP_PATCH,
        Safety.LOSSY,
        "Let the migration pass over rows whose key is taken",
        f"Puts ON CONFLICT DO NOTHING to the INSERT INTO {table.name.name} of the pending migration: a row whose key "
        "is there is then not inserted, and of new rows with one key only the first.",
        "on conflict do nothing",
        'select count(*) as "keys of which a row is not inserted" from found',
        insert=Insertion(origin.path, origin.line, str(operation.table)),
    )


def _cleared(start: State, table: Table, key: tuple[str, ...]) -> Iterator[Remedy]:
    """Rows in the way go, unless others refer to them that may not let go, or the new rows meet each other."""
    try:
        touches = tuple(one.sql for one in written(start, table))
    except UnfitError:
        return
    own, back = table.name.sql, held_back(start, table, "own", "false")
    alike = _alike("own", key)
    times = "rows" + "_" * sum(1 for one in key if one.rstrip("_") == "rows")
    yield Remedy(
        "delete-in-the-way",
        RemedyKind.SQL,
        Safety.LOSSY,
        f"Delete the rows of {table.name.name} that are in the way",
        f"Deletes the rows of {table.name.name} whose {', '.join(key)} the migration wants for new ones, but for those "
        f"to which others refer that may not let go, and where the new ones meet each other.{reach(table)}",
        f"insert into refused select found.* from found\n"
        f"where found.{quoted(times)} > 1 + (select count(*) from {own} own where {alike})\n"
        f"   or exists (select from {own} own where {alike} and ({back}));\n"
        f"delete from {own} own using found\n"
        f"where {alike} and not exists (select from refused where {_alike('refused', key)});",
        f"select count(*) as {quoted(cut(f'rows of {table.name.name}'))} from {own} own join found on {alike} "
        f"where not ({back})",
        touches,
    )


def _moved_on(table: Table, column: Column) -> Remedy:
    sequence = "'" + (column.sequence or numbering(column) or "").replace("'", "''") + "'"
    highest = f"(select max({quoted(column.name)}) from {table.name.sql})"
    return Remedy(
        "move-sequence",
        RemedyKind.BY_HAND,
        Safety.SAFE,
        f"Move the sequence of {column.name} on",
        f"The sequence that numbers {table.name.name} is behind its rows; the next numbers are taken.",
        f"Set the sequence to the highest number in use:\nselect setval({sequence}, {highest});",
    )


def _alike(rows: str, key: tuple[str, ...]) -> str:
    return " and ".join(f"{rows}.{quoted(one)} is not distinct from found.{quoted(one)}" for one in key)
