"""Operations that stand for several, or whose columns only the database can tell."""

from dataclasses import replace

from auditor.derive.copies import copied
from auditor.derive.naming import index_name
from auditor.derive.world import Answering
from auditor.errors import SourceError
from auditor.migrations.queries import reads_of, width
from auditor.model import operation as op
from auditor.model.source import Unanswered


def expanded(world: Answering, operation: op.Operation) -> tuple[op.Operation, ...]:
    """CREATE TABLE AS as the table and the rows that go into it, INSERT with its columns; anything else as it is."""
    if isinstance(operation, op.IfExists):
        there = world.state.table(operation.name) or world.state.index(operation.name) or world.state.doubt
        return expanded(world, operation.operation) if there else ()
    if isinstance(operation, op.Insert):
        return (_widened(world, operation),)
    if isinstance(operation, op.CopyTable):
        return copied(world.state, operation)
    if not isinstance(operation, op.CreateTable) or operation.query is None or world.state.taken(operation.table):
        return (operation,)
    try:
        columns = world.shape(operation.query)
        reads = reads_of(operation.query)
    except (Unanswered, SourceError):
        return (operation,)
    names = tuple(one.name for one in columns)
    made = replace(operation, columns=columns, query=None)
    return (made, op.Insert(operation.table, names, operation.query, reads))


def called(world: Answering, operation: op.Operation) -> op.Operation:
    """An index without a name of its own, with the one that it gets at this point."""
    if not isinstance(operation, op.AddIndex) or operation.named:
        return operation
    table = world.state.table(operation.index.table)
    if table is None:
        return operation
    return replace(operation, index=replace(operation.index, name=index_name(world.state, table, operation.index.keys)))


def _widened(world: Answering, insert: op.Insert) -> op.Insert:
    """With its columns named, where a star in its query leaves them to the tables that it reads."""
    table = world.state.table(insert.table)
    try:
        if insert.columns or insert.query is None or table is None or width(insert.query) is not None:
            return insert
        found = world.shape(insert.query, insert.ctes)
    except (Unanswered, SourceError):
        return insert
    return replace(insert, columns=tuple(table.columns)[: len(found)])


def told_columns(world: Answering, operation: op.Operation) -> None:
    """Give a view that was just made the columns that its query gives."""
    if not isinstance(operation, op.CreateView):
        return
    view = world.state.table(operation.view)
    if view is None or view.columns or world.state.top(operation.view) is None:
        return
    try:
        columns = world.shape(f"select * from {operation.view.sql}")
    except Unanswered:
        return
    world.state = world.state.with_table(replace(view, columns={one.name: one for one in columns}))
