"""Statements in a DO block that goes on when they fail."""

from collections.abc import Sequence
from dataclasses import replace

from auditor.model.migration import Reading
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    CreateTable,
    CreateType,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    DropTrigger,
    DropType,
    DropView,
    Harmless,
    Operation,
)
from auditor.model.schema import Exclusion, Name, Unique
from auditor.model.source import Step, Unanswered, World

_MAKING: dict[type[Operation], str] = {
    AddColumn: "duplicate_column",
    AddIndex: "duplicate_table",
    CreateTable: "duplicate_table",
}
_DROPPING: dict[type[Operation], str] = {
    DropColumn: "undefined_column",
    DropConstraint: "undefined_object",
    DropIndex: "undefined_object",
    DropTable: "undefined_table",
    DropTrigger: "undefined_object",
    DropType: "undefined_object",
    DropView: "undefined_table",
}


def caught(steps: Sequence[Step], conditions: frozenset[str], world: World | None) -> tuple[Step, ...]:
    """The steps of a block that goes on where one of these conditions is met.

    A single step that may find its thing there already, or not there, is told by `world` or has words for it; of any
    other it is not known how far it comes.
    """
    reason = f"goes on where it fails with {' or '.join(sorted(conditions))}"
    if len(steps) == 1 and (softer := _softer(steps[0].operation, conditions, world)) is not None:
        return (replace(steps[0], operation=softer, reading=_guarded(steps[0]), because=steps[0].because or reason),)
    return tuple(
        one
        if one.reading in (Reading.UNREAD, Reading.PARTIAL)
        else replace(one, reading=Reading.PARTIAL, because=reason)
        for one in steps
    )


def _guarded(step: Step) -> Reading:
    return Reading.GUARDED if step.reading is Reading.EXACT else step.reading


def _softer(operation: Operation, conditions: frozenset[str], world: World | None) -> Operation | None:
    """The operation that does not fail where it would be caught; None where there is no such thing."""
    match operation:
        case AddColumn() | AddIndex() | CreateTable() if _MAKING[type(operation)] in conditions:
            return replace(operation, if_not_exists=True)
        case _ if _DROPPING.get(type(operation)) in conditions:
            return _if_exists(operation)
        case CreateType(name) if "duplicate_object" in conditions:
            return Harmless(f"CREATE TYPE {name}") if _has_type(name, world) else operation
        case AddConstraint(table, constraint) if constraint.name and _twice(operation) in conditions:
            return Harmless(f"ADD CONSTRAINT {constraint.name}") if _has(table, constraint.name, world) else operation
        case _:
            return None


def _if_exists(operation: Operation) -> Operation | None:
    match operation:
        case DropColumn() | DropConstraint() | DropTable() | DropType() | DropView():
            return replace(operation, if_exists=True)
        case DropIndex() | DropTrigger():
            return replace(operation, if_exists=True)
        case _:
            return None


def _twice(operation: AddConstraint) -> str:
    """What it fails with where the name is taken: a key is an index first."""
    return "duplicate_table" if isinstance(operation.constraint, Unique | Exclusion) else "duplicate_object"


def _has_type(name: Name, world: World | None) -> bool:
    try:
        literal = name.name.replace("'", "''")
        asked = f"SELECT 1 AS found FROM pg_catalog.pg_type WHERE typname = '{literal}'"
        return bool(world and world.rows(asked))
    except Unanswered:
        return False


def _has(table: Name, constraint: str, world: World | None) -> bool:
    try:
        found = world.table(table) if world else None
    except Unanswered:
        return False
    return found is not None and constraint in {*found.indexes, *(one.name for one in found.constraints)}
