"""Models: what chains on them write and give, and the rows that a block goes through."""

from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.migrations.rails import blocks, database, models, outside, passes
from auditor.migrations.rails.answers import asked
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Call, Key, Symbol, Unknown, Value
from auditor.migrations.rails.calling import opaque, recorded
from auditor.migrations.rails.frames import Frame
from auditor.migrations.rails.inflections import singular
from auditor.migrations.rails.records import known_to, of_record, table_behind
from auditor.migrations.rails.relations import Known
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.stubs import is_model
from auditor.migrations.rails.tape import blurred
from auditor.migrations.rails.values import Form, Record, Row, Rows

if TYPE_CHECKING:
    from tree_sitter import Node

_CHAINING = frozenset({
    "where", "not", "or", "and", "joins", "left_joins", "left_outer_joins", "includes", "preload", "eager_load",
    "select", "references", "distinct", "order", "reorder", "limit", "offset", "group", "having", "unscoped",
    "unscope", "all", "from", "lock", "readonly", "with", "merge", "rewhere", "none", "except", "only",
    "reverse_order", "extending", "in_order_of", "in_batches", "find_each", "find_in_batches", "each_record",
    "reselect", "excluding", "missing", "associated",
})  # fmt: skip
_SAME = ("to_a", "load", "to_ary", "itself", "records", "freeze")
_ROUNDS = ("find_each", "each", "map", "each_record", "collect", "filter_map", "each_with_index", "flat_map")
_BATCHES = ("in_batches", "find_in_batches", "each_batch", "each_slice", "in_groups_of")


def called(run: Run, node: "Node", receiver: object, name: str, taken: Given, frame: Frame) -> object:
    """What a call on a model, a relation or a row gives; NotImplemented where it is none of them."""
    if isinstance(receiver, Record):
        return of_record(run, node, receiver, name, taken, frame)
    if not isinstance(receiver, Call) or not _rows(run, receiver, frame):
        return NotImplemented
    known = known_to(run, frame)
    if taken.block is not None and name in (*_BATCHES, *_ROUNDS):
        return _in_batches(run, receiver, taken) if name in _BATCHES else _each(run, receiver, taken, known)
    numbers = _numbers(known, receiver, name)
    if numbers is not None or name in _SAME:
        return receiver if numbers is None else numbers
    return _linked(run, node, receiver, name, taken, known)


def _linked(run: Run, node: "Node", receiver: Call, name: str, taken: Given, known: Known) -> object:
    """One more link of a chain, which may be its end."""
    if name == "find_by_sql" and taken.args:
        return database.sent(run, "select_all", taken, node.start_point.row + 1)
    chain = (*receiver.receiver, receiver)
    if name in _CHAINING or name in _scopes(known, receiver):
        return recorded(run, node, name, replace(taken, block=None), chain)
    try:
        return _settled(run, recorded(run, node, name, taken, chain), known)
    except SourceError as error:
        if outside.writes(name) or node.id in run.statements:
            run.tape.record([opaque(node, str(error), table_behind(known, receiver))])
        return Unknown(str(error))


def _numbers(known: Known, receiver: Call, name: str) -> dict[Key, Value] | None:
    """The numbers of an enum, as `User.states` gives them."""
    model = None if receiver.receiver else known.models.get(receiver.name)
    found = None if model is None else model.enums.get(singular(name))
    return None if found is None else dict[Key, Value](found.items())


def _settled(run: Run, call: Call, known: Known) -> object:
    """What a chain does, or gives, that ends in this call. Raises SourceError."""
    sent = models.written(call, known)
    if sent is not None:
        for one in sent:
            run.tape.record(database.steps_of(run, one, call.line))
        return Unknown(f"how many rows `{call.name}` changes")
    question = models.asked(call, known)
    if question is None:
        return NotImplemented
    rows = Rows(f"what `{question.sql[:60]}` gives", False, question.sql, _form(question), len(run.tape.steps))
    return rows if question.form != "row" else Record(_narrowed(call), rows=rows)


def _narrowed(call: Call) -> tuple[Call, ...]:
    """The chain of the one row that `find_by`, `first` and their like give."""
    name = call.name.rstrip("!")
    one = Call("limit", (1,), {}, None, call.line)
    if name in ("find_by", "find_sole_by"):
        return (*call.receiver, replace(call, name="where"), one)
    if name == "find":
        return (*call.receiver, Call("where", (), {"id": call.args[0] if call.args else None}, None, call.line))
    down: dict[Key, Value] = {"id": Symbol("desc")}
    by: dict[str, Value] = {"first": Symbol("id"), "last": down}
    order = (Call("order", (by[name],), {}, None, call.line),) if name in by else ()
    return (*call.receiver, *order, one)


def _form(question: models.Question) -> Form:
    form = question.form
    if form == "row":
        return "hashes"
    return "hashes" if form == "rows" else form


def _each(run: Run, receiver: Call, taken: Given, known: Known) -> object:
    """A block for each row: as one statement for all, where it does the same to each; else row by row."""
    block = taken.block
    if block is None:
        return Unknown("a loop without a block")
    chain = (*receiver.receiver, receiver)
    at, kept = len(run.tape.steps), set(run.whole)
    reason = Unknown(f"each row of {chain[0].name}")
    with run.trying(block.frame):
        passes.rounds_of_one(run, lambda: blocks.yielded(run, block, [Record(chain)]))
    made = range(at, len(run.tape.steps))
    if all(one in run.whole and one not in run.tape.forked for one in made):
        return reason if not made else Unknown(f"what is done to each row of {chain[0].name}")
    symbolic = run.tape.since(at)
    run.whole = kept
    rows = _asked_rows(run, receiver, known)
    if isinstance(rows, Unknown):
        run.tape.record(blurred(symbolic, f"done for {rows.reason}"))
        return rows
    values = [Record(chain[:1], one) for one in rows]
    return passes.each(run, values, lambda item: blocks.yielded(run, block, [item]))


def _asked_rows(run: Run, receiver: Call, known: Known) -> list[Row] | Unknown:
    try:
        question = models.selected(receiver, known)
    except SourceError as error:
        return Unknown(f"each of the rows that are not known: {error}")
    found = asked(run, Rows("rows", False, question.sql, "hashes", len(run.tape.steps)))
    if isinstance(found, list) and len(found) <= passes.MOST_ANSWERED:
        return [one for one in found if isinstance(one, Row)]
    return (
        found if isinstance(found, Unknown) else Unknown(f"each of {len(found) if isinstance(found, list) else 0} rows")
    )


def _in_batches(run: Run, receiver: Call, taken: Given) -> object:
    """A block for each batch: what it does to a batch it does to all."""
    block = taken.block
    if block is not None:
        passes.rounds_of_one(run, lambda: blocks.yielded(run, block, [receiver]))
    return Unknown("a loop in batches")


def _rows(run: Run, receiver: Call, frame: Frame) -> bool:
    """Whether a chain begins with a model; a constant nobody knows may be one."""
    root = receiver.receiver[0] if receiver.receiver else receiver
    if not root.name[:1].isupper():
        return False
    found = run.library.find(root.name, frame.home.name)
    return found is None or is_model(run, found)


def _scopes(known: Known, receiver: Call) -> tuple[str, ...]:
    root = receiver.receiver[0] if receiver.receiver else receiver
    model = known.models.get(root.name)
    return tuple(model.scopes) if model is not None else ()
