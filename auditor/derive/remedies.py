"""The ways out of what a derived check may find: scripts where a row can be told from its neighbours, else steps."""

from collections.abc import Iterator

from auditor.derive import remedy_copies, remedy_inserts, remedy_steps, remedy_values
from auditor.derive.question import Question
from auditor.derive.remedy_merge import folded, latest_by
from auditor.derive.remedy_rows import UnfitError, reachable
from auditor.derive.shapes import unique_index
from auditor.derive.state import State
from auditor.derive.world import Answering
from auditor.model import operation as op
from auditor.model.check import Origin, Remedy, RemedyKind, Safety, Severity
from auditor.model.schema import ForeignKey, Index, Table, Unique


def remedies(
    start: State, world: Answering, operation: op.Operation, question: Question, origin: Origin
) -> tuple[Remedy, ...]:
    """What can be done about `question`, which `operation` raises, to the rows as they are at the start or at `origin`.

    No script is offered for a table of which something pending has changed the rows before.
    """
    if question.unknown is not None or question.severity not in (Severity.ABORT, Severity.LOSS):
        return ()
    if question.fault == "held":
        return tuple(remedy_steps.held(question, world.session))
    patches = tuple(remedy_inserts.skipping(world.state, question, operation, origin))
    table = _as_it_is(start, world.state, question)
    if table is None:
        return (*remedy_steps.elsewhere(question), *patches)
    try:
        return (*_offered(start, world.state, operation, question, table), *patches)
    except UnfitError as error:
        return (remedy_steps.by_hand(question, table.name.name, str(error)), *patches)


def _as_it_is(start: State, state: State, question: Question) -> Table | None:
    """The table that is asked about, if it is now as it will be then, and its rows can be told from each other."""
    if question.table is None or state.top(question.table) is not None:
        return None
    now, then = start.table(question.table), state.table(question.table)
    if now is None or then is None or now.primary != then.primary or list(now.columns) != list(then.columns):
        return None
    return now if reachable(start, now) else None


def _offered(start: State, state: State, operation: op.Operation, question: Question, table: Table) -> Iterator[Remedy]:
    match question.fault, operation:
        case "doubled", op.AddIndex(index):
            yield from _merges(start, question, table, index)
        case "doubled", op.AddConstraint(_, Unique() as unique):
            yield from _merges(start, question, table, unique_index(state.tables[table.name], unique))
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
