"""Rows of models: what is read of them, and what a change of one, or of each of many, sends."""

from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.migrations.rails import database, models
from auditor.migrations.rails.answers import asked, holds
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Call, Unknown
from auditor.migrations.rails.calling import as_value, opaque
from auditor.migrations.rails.frames import Frame
from auditor.migrations.rails.inflections import table_of
from auditor.migrations.rails.names import relation
from auditor.migrations.rails.relations import Known
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.stubs import Models
from auditor.migrations.rails.values import Record, Row, Rows
from auditor.model.schema import Name, quoted

if TYPE_CHECKING:
    from tree_sitter import Node

_ON_ROW = (
    "update", "update!", "update_attribute", "update_attributes", "update_attributes!", "update_column",
    "update_columns", "update_attribute!",
)  # fmt: skip
_AWAY = ("destroy", "destroy!", "delete")


def of_record(run: Run, node: "Node", record: Record, name: str, taken: Given, frame: Frame) -> object:
    """What a call on a row does or gives."""
    if name in (*_ON_ROW, *_AWAY, "save", "save!"):
        return _changed(run, node, record, name, taken, frame)
    if record.rows is not None:
        return _of_maybe(run, node, record, name, taken, frame)
    if name in ("present?", "blank?", "nil?"):
        return name == "present?"
    values = Row({**(record.values or {}), **record.changes})
    if name in values and not taken.args:
        return values[name]
    if name in ("[]", "read_attribute", "attributes") and record.values is not None:
        return values.get(str(taken.args[0])) if taken.args else values
    model = record.chain[0].name
    if name in ("touch", "increment", "decrement", "toggle") or name.endswith("!"):
        reason = f"`{name}` of a row of {model} is not followed"
        run.tape.record([opaque(node, reason, table_behind(known_to(run, frame), record.chain[0]))])
    return Unknown(f"`{name}` of a row of {model}")


def _of_maybe(run: Run, node: "Node", record: Record, name: str, taken: Given, frame: Frame) -> object:
    """What a call on a row gives that need not be there."""
    if name in ("present?", "blank?", "nil?"):
        there = holds(run, record)
        return there if isinstance(there, Unknown) else there is (name == "present?")
    if name in ("presence", "itself"):
        return record
    found = asked(run, record.rows) if record.rows is not None else []
    if isinstance(found, list) and found:
        return of_record(run, node, Record(record.chain[:1], found[0], changes=record.changes), name, taken, frame)
    if isinstance(found, Unknown) and record.rows is not None and not taken.args and name.isidentifier():
        return Rows(
            found.reason, False, f"SELECT one.{quoted(name)} FROM ({record.rows.sql}) one", "value", record.rows.at
        )
    reason = found.reason if isinstance(found, Unknown) else f"`{name}` of nil"
    if name in ("touch", "increment", "decrement", "toggle") or name.endswith("!"):
        run.tape.record([opaque(node, reason, table_behind(known_to(run, frame), record.chain[0]))])
    return Unknown(reason)


def _changed(run: Run, node: "Node", record: Record, name: str, taken: Given, frame: Frame) -> object:
    """An update or delete of a row, or of each row of its chain."""
    known = known_to(run, frame)
    root = record.chain[0]
    options = {**record.changes, **taken.options}
    if taken.args and isinstance(taken.args[0], dict):
        options.update({str(key): one for key, one in taken.args[0].items()})
    if name.startswith("save") and not options:
        run.tape.record([opaque(node, "what was changed in the row is not known", table_behind(known, root))])
        return True
    if name in ("update_attribute", "update_column", "update_attribute!") and len(taken.args) == 2:
        options = {str(taken.args[0]): taken.args[1]}
    chain = record.chain
    if record.values is not None:
        key = Models(run, frame.home.name).get(root.name)
        column = (key.primary_key if key is not None else None) or "id"
        chain = (root, Call("where", (), {column: as_value(record.values.get(column))}, None, 0))
    line = node.start_point.row + 1
    last = "delete_all" if name == "delete" else "destroy_all" if name in _AWAY else "update_all"
    values = {key: as_value(one) for key, one in options.items()}
    call = Call(last, (), {} if name in _AWAY else values, None, line, chain)
    at = len(run.tape.steps)
    try:
        for one in models.written(call, known) or ():
            run.tape.record(database.steps_of(run, one, line))
        run.whole.update(range(at, len(run.tape.steps)))
    except SourceError as error:
        run.tape.record([opaque(node, str(error), table_behind(known, root))])
    return True


def known_to(run: Run, frame: Frame) -> Known:
    """What the models and the database are known by."""
    return Known(Models(run, frame.home.name), run.world, run.version)


def table_behind(known: Known, receiver: Call) -> tuple[Name, ...] | None:
    """The table of the model at the head of a chain, where the model is known."""
    root = receiver.receiver[0] if receiver.receiver else receiver
    model = known.models.get(root.name)
    return None if model is None else (relation(model.table or table_of(root.name)),)
