"""Calls that the database takes: SQL, schema statements, and questions on the schema."""

from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.migrations.rails import database, guards, schema_statements
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Call, Unknown
from auditor.migrations.rails.calling import recorded
from auditor.migrations.rails.classes import LONGEST
from auditor.migrations.rails.frames import Frame
from auditor.migrations.rails.names import relation
from auditor.migrations.rails.run import Run
from auditor.model.migration import Reading
from auditor.model.operation import Opaque
from auditor.model.source import Step, Unanswered

if TYPE_CHECKING:
    from tree_sitter import Node


def called(run: Run, node: "Node", name: str, taken: Given, frame: Frame) -> object:
    """What such a call gives; NotImplemented where it is none of them."""
    if database.sends(name) and (taken.args or name == "execute"):
        return database.sent(run, name, taken, node.start_point.row + 1)
    if guards.asks(name):
        return guards.answered(run, name, taken)
    call = recorded(run, node, name, taken)
    found = made(run, with_query(run, call) if name.endswith("_view") else call)
    return NotImplemented if found is None else Unknown(f"what `{name}` gives")


def made(run: Run, call: Call) -> bool | None:
    """Whether the steps of a schema statement could be recorded; None where it is none."""
    try:
        found = schema_statements.operations(call, run.version, run.world)
    except (SourceError, Unanswered) as error:
        run.tape.record([unclear(call, str(error))])
        return False
    if found is None:
        return None
    run.tape.record(_step(one, call) for one in found)
    return True


def with_query(run: Run, call: Call) -> Call:
    """A call on a view with its query, which Scenic keeps in a file of its own."""
    view, root = call.args[0] if call.args else None, run.library.root
    number = call.options.get("version", 1)
    if "sql_definition" in call.options or root is None or not isinstance(view, str) or not isinstance(number, int):
        return call
    path = root / "db" / "views" / f"{view.replace('.', '_')}_v{number:02}.sql"
    try:
        query = (
            path.read_bytes()[:LONGEST].decode("utf-8", "replace")
            if path.resolve().is_relative_to(root.resolve())
            else ""
        )
    except (OSError, ValueError):
        return call
    return replace(call, options={**call.options, "sql_definition": query}) if query.strip() else call


def unclear(call: Call, reason: str) -> Step:
    """The step of a schema statement whose arguments are not known; its table may be."""
    table = call.args[0] if call.args else None
    tables = (relation(str(table)),) if isinstance(table, str) else None
    text = " ".join(call.source.split())
    return Step(Opaque(text, reason, tables), call.line, Reading.PARTIAL, reason)


def _step(operation: object, call: Call) -> Step:
    if isinstance(operation, Opaque):
        return Step(operation, call.line, Reading.PARTIAL, operation.reason)
    return Step(operation, call.line)  # type: ignore[arg-type]
