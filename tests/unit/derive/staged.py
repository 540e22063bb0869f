"""States that SQL has made, without a server."""

from collections.abc import Iterator
from dataclasses import replace

from auditor.derive.advance import advance
from auditor.derive.expand import called, expanded, told_columns
from auditor.derive.kinds import ready
from auditor.derive.question import Question
from auditor.derive.questions import questions
from auditor.derive.state import State
from auditor.derive.told import told
from auditor.derive.world import Answering
from auditor.migrations.sql import steps
from auditor.model.operation import Operation
from auditor.model.schema import Name, Table

EMPTY = State(
    {}, ("public",), casts=frozenset({("integer", "bigint"), ("bigint", "integer")}), schemas=frozenset({"public"})
)


def operations(state: State, sql: str) -> Iterator[tuple[State, Operation]]:
    """Each operation of a text with the state that it meets."""
    world = Answering(state)
    for step in steps(sql):
        world.state = ready(world.state, step.operation)
        for part in expanded(world, told(world.state, step.operation)):
            operation = called(world, part)
            yield world.state, operation
            world.state = advance(world.state, operation)
            told_columns(world, operation)
    yield world.state, operation


def after(sql: str, state: State = EMPTY) -> State:
    """The state behind all of a text."""
    return [found for found, _ in operations(state, sql)][-1]


def asked(state: State, sql: str) -> list[Question]:
    """What the statements of a text demand, one after the other."""
    return [one for found, operation in list(operations(state, sql))[:-1] for one in questions(found, operation)]


def faults(state: State, sql: str) -> list[str]:
    """The faults that are asked about, those of which nothing can be told with a question mark."""
    return [f"{one.fault}{'?' if one.unknown else ''}" for one in asked(state, sql)]


def settled(sql: str, **types: tuple[str, ...]) -> State:
    """A database in which a text has been run long ago, with these enumerations: nothing of it is pending."""
    made = after(sql, replace(EMPTY, known=types))
    return replace(EMPTY, tables=made.tables, known=types)


def table(state: State, name: str) -> Table:
    """A table that is there."""
    return state.tables[Name(name, "public")]


def rows(state: State, name: str) -> str:
    """The layers of a table's rows, from the last to the first, as one text."""
    waiting, found = [state.top(Name(name))], []
    while waiting:
        label = waiting.pop()
        if label is not None:
            found.append(state.layers[label].sql)
            waiting += state.layers[label].reads
    return "\n".join(found)
