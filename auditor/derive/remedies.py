"""The ways out of what a derived check may find: scripts where a row can be told from its neighbours, else steps."""

import re
from collections.abc import Iterator
from dataclasses import replace

from auditor.derive import remedy_copies, remedy_inserts, remedy_steps, remedy_values
from auditor.derive.compose import asked
from auditor.derive.question import Question
from auditor.derive.remedy_merge import folded, latest_by
from auditor.derive.remedy_rows import UnfitError, reachable
from auditor.derive.state import ROW, State
from auditor.derive.values import base_type
from auditor.derive.world import Answering
from auditor.migrations.reshaping import key_index
from auditor.model import operation as op
from auditor.model.check import Origin, Remedy, RemedyKind, Safety, Severity
from auditor.model.schema import ForeignKey, Index, Table, Unique, quoted

_NAME = r'"(?:[^"]|"")+"'
_WIDER = rf"\(({_NAME})\)::(?:text|character varying) as \1"
_KEPT = rf"({_NAME}) as \1"
_UNTOUCHED = re.compile(rf"select {ROW}(?P<columns>(?:, .+)?) from {_NAME}(?:\.{_NAME})? as {_NAME}")


def remedies(
    start: State, world: Answering, operation: op.Operation, question: Question, origin: Origin
) -> tuple[Remedy, ...]:
    """What can be done about `question`, which `operation` raises, to the rows as they are at the start or at `origin`.

    No script is offered for a table of which something pending has changed the rows before; that it has dropped columns
    of them, or widened a text, is no hindrance.
    """
    if question.unknown is not None or question.severity not in (Severity.ABORT, Severity.LOSS):
        return ()
    if question.fault == "held":
        return tuple(remedy_steps.held(question, world.session))
    patches = tuple(remedy_inserts.skipping(world.state, question, operation, origin))
    table = _as_it_is(start, world.state, question)
    if table is None:
        return (*_not_yet(world.state, operation, question), *patches)
    question = _of_today(world.state, question, table)
    try:
        return (*_offered(start, world.state, operation, question, table), *patches)
    except UnfitError as error:
        return (remedy_steps.by_hand(question, table.name.name, str(error)), *patches)


def _not_yet(state: State, operation: op.Operation, question: Question) -> Iterator[Remedy]:
    """What can be said of rows that are not there yet as the migration will meet them."""
    table = state.table(question.table) if question.table is not None else None
    if question.fault == "unfilled" and isinstance(operation, op.AddColumn) and table is not None:
        yield remedy_steps.of_unfilled(table, operation.column)
    else:
        yield from remedy_steps.elsewhere(question)


def _as_it_is(start: State, state: State, question: Question) -> Table | None:
    """The table that is asked about, if its rows are now as they will be then, and can be told from each other."""
    if question.table is None:
        return None
    now, then = start.table(question.table), state.table(question.table)
    if now is None or then is None or now.primary != then.primary:
        return None
    top = state.top(question.table)
    same = list(now.columns) == list(then.columns) if top is None else _untouched(state, top, now)
    return now if same and reachable(start, now) else None


def _untouched(state: State, top: str, now: Table) -> bool:
    """Whether all that lies between the rows of today and these is that columns went, or hold the same as text."""
    label: str | None = top
    while label is not None:
        layer = state.layers[label]
        found = _UNTOUCHED.fullmatch(layer.sql)
        if found is None or len(layer.reads) > 1:
            return False
        rest = re.sub(rf", {_KEPT}", "", found["columns"])
        cast = {one.group(1) for one in re.finditer(_WIDER, rest)}
        if re.sub(rf", {_WIDER}", "", rest) or not cast <= _texts(now):
            return False
        label = next(iter(layer.reads), None)
    return True


def _of_today(state: State, question: Question, table: Table) -> Question:
    """The question as it can be put to the untouched rows of today, for people to read."""
    top = state.top(table.name)
    front = asked(state, "", (table.name,))
    if top is None or question.find is None or not question.find.startswith(front):
        return question
    return replace(question, find=question.find.removeprefix(front).replace(quoted(top), table.name.sql))


def _texts(table: Table) -> set[str]:
    kinds = {name: base_type(one.type) for name, one in table.columns.items()}
    return {quoted(name) for name, kind in kinds.items() if kind in ("text", "character varying")}


def _offered(start: State, state: State, operation: op.Operation, question: Question, table: Table) -> Iterator[Remedy]:
    match question.fault, operation:
        case "doubled", op.AddIndex(index):
            yield from _merges(start, question, table, index)
        case "doubled", op.AddConstraint(_, Unique() as unique):
            yield from _merges(start, question, table, key_index(state.tables[table.name], unique))
        case "null", op.SetNotNull(_, column):
            yield from remedy_values.of_null(start, question, table, state.tables[table.name].columns[column])
        case "null", op.AddConstraint(_, Unique(primary=True)):
            for column in table.columns:
                if question.thing == f"{table.name.name}-{column}":
                    yield from remedy_values.of_null(start, question, table, state.tables[table.name].columns[column])
        case "missing", op.AddConstraint(_, ForeignKey() as link):
            yield from remedy_values.of_missing(start, question, table, link)
        case "missing", op.ValidateConstraint(_, name):
            for one in table.constraints:
                if isinstance(one, ForeignKey) and one.name == name:
                    yield from remedy_values.of_missing(start, question, table, one)
        case "violated", op.AddConstraint() | op.ValidateConstraint():
            yield from remedy_values.of_violated(start, question, table)
        case "misfit", op.ChangeType():
            yield from remedy_values.of_misfit(start, question, table, operation)
        case "unfilled", op.AddColumn(_, added):
            yield remedy_steps.of_unfilled(table, added)
        case "taken", op.Insert():
            yield from remedy_inserts.of_taken(start, state, question, table, operation)
        case "stranded", _:
            yield from remedy_values.of_stranded(start, question, table)
        case "overlapping", _:
            name = table.name.name
            yield remedy_steps.by_hand(question, name, "of each pair, change or delete one row")
        case _, _:
            yield from remedy_copies.copies(question, table, operation)


def _merges(start: State, question: Question, table: Table, index: Index) -> Iterator[Remedy]:
    latest, by = latest_by(table), ", ".join(table.primary) or "place in the table"
    yield _merge(start, table, index, "first", f"the lowest {by}")
    yield _merge(
        start, table, index, "latest", f"the latest {latest}, or the highest {by}" if latest else f"the highest {by}"
    )
    yield remedy_steps.by_hand(question, table.name.name, "which row is right is for somebody to say who knows them")


def _merge(start: State, table: Table, index: Index, word: str, by: str) -> Remedy:
    folding = folded(start, table, index, latest=word == "latest")
    turned = " and ".join(dict.fromkeys(folding.moved))
    moves = f" What refers to a deleted row from {turned} refers to the one that is kept from then on" if turned else ""
    twice = ", but where it would be there twice then, it is deleted" if len(folding.surplus) > 1 else ""
    return Remedy(
        f"keep-{word}",
        RemedyKind.SQL,
        Safety.LOSSY,
        f"Keep the {word} row of each group, delete the others",
        f"Of the rows of {table.name.name} that agree, keeps the one with {by}, and deletes the others."
        f"{moves}{twice}{'.' if moves else ''}{remedy_values.reach(table)}",
        folding.text,
        folding.loses,
        tuple(one.sql for one in folding.touched),
    )
