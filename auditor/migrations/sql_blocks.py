"""DO blocks, followed as far as that goes without variables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.errors import SourceError
from auditor.migrations import grammar
from auditor.migrations.sql_calls import unsure_call
from auditor.migrations.sql_caught import caught
from auditor.migrations.sql_names import words
from auditor.migrations.sql_reads import calls, everything, reads, writes
from auditor.model.migration import Reading, least_sure
from auditor.model.operation import Harmless, Opaque
from auditor.model.schema import Name
from auditor.model.source import Step, Unanswered, World

_ERROR = 21
_WIDE = 120
_SPECIAL = (None, "found", "sqlstate", "sqlerrm", "(unnamed row)")
_CATALOG = ("pg_catalog", "information_schema")
_QUIET = ("PLpgSQL_stmt_raise", "PLpgSQL_stmt_assert", "PLpgSQL_stmt_getdiag", "PLpgSQL_stmt_close")
Read = Callable[[str, int], tuple[Step, ...]]
_Node = Mapping[str, Any]
_Walk = tuple[tuple[Step, ...], bool]


@dataclass(frozen=True, slots=True)
class _Block:
    """A DO block whose body begins in `line`. `because` says on what the part of it depends that is looked at."""

    text: str
    line: int
    variables: frozenset[str]
    read: Read
    world: World | None
    reading: Reading = Reading.EXACT
    because: str | None = None

    def opaque(self, reason: str, tables: tuple[Name, ...] | None, at: int) -> Step:
        """The step for what is not followed."""
        return Step(
            Opaque(self.text, reason, tables), at, Reading.UNREAD if tables is None else Reading.PARTIAL, reason
        )


def block_steps(statement: grammar.Statement, read: Read, world: World | None) -> tuple[Step, ...]:
    """What a DO block does where `world` answers its conditions; without an answer, what it may do.

    Its statements are understood by `read`, which takes a text and the line in which it begins. Raises SourceError.
    """
    parts = {one.defname: one.arg.string.sval for one in everything(statement.tree) if _is_option(one)}
    if parts.get("language", "plpgsql").lower() != "plpgsql":
        raise SourceError("a DO block that is not in PL/pgSQL")
    body = parts.get("as", "")
    function = grammar.procedure(statement.text, body)
    names = (one.get("refname") for held in function["datums"] for one in held.values())
    before = statement.text[: max(statement.text.find(body), 0)].count("\n") - 1
    variables = frozenset(str(one) for one in names if one not in _SPECIAL)
    block = _Block(statement.text, statement.line + before, variables, read, world)
    steps, _ = _run(block, [function["action"]])
    return steps or (Step(Harmless(statement.text), statement.line),)


def _is_option(node: Any) -> bool:
    return bool(node.DESCRIPTOR.name == "DefElem")


def _run(block: _Block, statements: Iterable[_Node]) -> _Walk:
    """The steps of statements one after another, and whether a RETURN ended them."""
    found: list[Step] = []
    for one in statements:
        ((kind, node),) = one.items()
        steps, ended = _statement(block, kind, node)
        found += steps
        if ended:
            return tuple(found), True
    return tuple(found), False


def _statement(block: _Block, kind: str, node: _Node) -> _Walk:
    at = block.line + int(node.get("lineno", 1))
    match kind:
        case "PLpgSQL_stmt_return":
            return (), True
        case "PLpgSQL_stmt_block":
            return _nested(block, node)
        case "PLpgSQL_stmt_if":
            return _branch(block, node, at)
        case "PLpgSQL_stmt_raise" if node.get("elog_level", _ERROR) >= _ERROR:
            return (block.opaque("it stops here with an error of its own (RAISE)", (), at),), True
        case _ if kind in _QUIET:
            return (), False
        case _:
            return _written(block, kind, node, at), False


def _written(block: _Block, kind: str, node: _Node, at: int) -> tuple[Step, ...]:
    """The steps of a statement that holds SQL."""
    match kind:
        case "PLpgSQL_stmt_execsql":
            return _sql(block, _query(node["sqlstmt"]), at, into=bool(node.get("into")))
        case "PLpgSQL_stmt_perform":
            return _sql(block, _query(node["expr"]), at)
        case "PLpgSQL_stmt_assign":
            return _sql(block, "SELECT " + _query(node["expr"]).partition("=")[2], at, into=True)
        case "PLpgSQL_stmt_dynexecute":
            text = _constant(_query(node["query"]))
            if text is None or node.get("params"):
                return (block.opaque("it executes a text that is put together", None, at),)
            return _sql(block, text, at)
        case _:
            return (block.opaque("a loop or another part of it is not followed", _inside(node), at),)


def _sql(block: _Block, sql: str, at: int, *, into: bool = False) -> tuple[Step, ...]:
    statements = grammar.statements(sql)
    trees = [one.tree for one in statements if one.tree is not None]
    mentioned = {word for tree in trees for word in _mentioned(tree)} & block.variables
    if into and not any(writes(tree) for tree in trees):
        unsure = unsure_call(name for tree in trees for name in calls(tree))
        return (block.opaque(f"what {unsure}() does is not known", None, at),) if unsure else ()
    if mentioned or into:
        tables = _targets(trees)
        return (block.opaque("it has values from variables", tables, at),) if tables != () else ()
    found = block.read(sql, at)
    if block.reading is Reading.EXACT:
        return found
    return tuple(
        replace(one, reading=block.reading, because=block.because) if one.reading is Reading.EXACT else one
        for one in found
    )


def _branch(block: _Block, node: _Node, at: int) -> _Walk:
    """The branch that is taken; where that is not known, all of them."""
    conditions = [(node["cond"], node.get("then_body", ()))]
    conditions += [(one["cond"], one.get("stmts", ())) for held in node.get("elsif_list", ()) for one in held.values()]
    for place, (condition, body) in enumerate(conditions):
        sql = _query(condition)
        try:
            answer = _answer(block, sql)
        except Unanswered as why:
            bodies = [each for _, each in conditions[place:]]
            return _all(block, sql, str(why), [*bodies, node.get("else_body", ())])
        because = f"depends on whether {_short(sql)}; here it is {'so' if answer else 'not so'}"
        block = replace(block, reading=least_sure((block.reading, Reading.GUARDED)), because=because)
        if answer:
            return _guarded(block, body, at)
    return _guarded(block, node.get("else_body", ()), at)


def _guarded(block: _Block, body: Sequence[_Node], at: int) -> _Walk:
    steps, ended = _run(block, body)
    return steps or (Step(Harmless(block.text), at, block.reading, block.because),), ended


def _all(block: _Block, condition: str, why: str, bodies: Sequence[Sequence[_Node]]) -> _Walk:
    because = f"depends on whether {_short(condition)}; {why}"
    asked = [
        name for one in grammar.statements(f"SELECT {condition}") if one.tree is not None for name in reads(one.tree)
    ]
    of_catalog = all(one.schema in _CATALOG or one.name.startswith("pg_") for one in asked)
    reading = Reading.GUARDED if of_catalog else Reading.PARTIAL
    block = replace(block, reading=least_sure((block.reading, reading)), because=because)
    walks = [_run(block, body) for body in bodies]
    return tuple(step for steps, _ in walks for step in steps), all(ended for _, ended in walks)


def _nested(block: _Block, node: _Node) -> _Walk:
    """A block inside, whose failure may be caught."""
    steps, ended = _run(block, node.get("body", ()))
    handlers = [one["PLpgSQL_exception"] for held in _handlers(node) for one in held.get("exc_list", ())]
    quiet = [one for one in handlers if not _raises(one.get("action", ()))]
    conditions = frozenset(
        str(held["PLpgSQL_condition"]["condname"]) for one in quiet for held in one.get("conditions", ())
    )
    if not conditions:
        return steps, ended
    reason = f"is done where the block fails with {' or '.join(sorted(conditions))}"
    instead = replace(block, reading=least_sure((block.reading, Reading.PARTIAL)), because=reason)
    rest = tuple(step for one in quiet for step in _run(instead, one.get("action", ()))[0])
    return (
        *caught(steps, conditions, block.world),
        *(one for one in rest if not isinstance(one.operation, Harmless)),
    ), ended


def _handlers(node: _Node) -> Iterator[_Node]:
    if "exceptions" in node:
        yield node["exceptions"]["PLpgSQL_exception_block"]


def _raises(action: Sequence[_Node]) -> bool:
    raised = (one["PLpgSQL_stmt_raise"] for one in action if "PLpgSQL_stmt_raise" in one)
    return any(one.get("elog_level", _ERROR) >= _ERROR for one in raised)


def _answer(block: _Block, condition: str) -> bool:
    """What the condition of an IF comes to. Raises Unanswered."""
    if block.world is None:
        raise Unanswered("nobody was asked")
    trees = [one.tree for one in grammar.statements(f"SELECT {condition}")]
    if any(tree is None or set(_mentioned(tree)) & block.variables for tree in trees):
        raise Unanswered("it has values from variables")
    (row,) = block.world.rows(f"SELECT ({condition}) AS answer")
    return bool(row["answer"])


def _query(node: _Node) -> str:
    return str(node["PLpgSQL_expr"]["query"])


def _constant(expression: str) -> str | None:
    """The text that the expression is, where it is no more than a literal."""
    for one in grammar.statements(f"SELECT {expression}"):
        if one.tree is None or len(one.tree.target_list) != 1:
            return None
        value = one.tree.target_list[0].res_target.val
        return str(value.a_const.sval.sval) if value.a_const.HasField("sval") else None
    return None


def _mentioned(tree: Any) -> Iterator[str]:
    """The words that may be variables."""
    for one in everything(tree):
        if one.DESCRIPTOR.name == "ColumnRef":
            yield from words(one.fields)


def _targets(trees: Iterable[Any]) -> tuple[Name, ...] | None:
    """The tables that are written; None where what stands there is no plain writing of rows."""
    found = [writes(tree) for tree in trees]
    return tuple(name for names in found for name in names) if all(found) else None


def _inside(node: Any) -> tuple[Name, ...] | None:
    """The tables that what is below `node` writes; None where that cannot be told."""
    found: list[Name] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping) and ("PLpgSQL_stmt_dynexecute" in one or "PLpgSQL_stmt_call" in one):
            return None
        if isinstance(one, Mapping) and "sqlstmt" in one:
            trees = [each.tree for each in grammar.statements(_query(one["sqlstmt"]))]
            if any(tree is None or not (one.get("into") or writes(tree)) for tree in trees):
                return None
            found += [name for tree in trees for name in writes(tree)]
        if isinstance(one, Mapping | list):
            waiting += one.values() if isinstance(one, Mapping) else one
    return tuple(dict.fromkeys(found))


def _short(condition: str) -> str:
    text = " ".join(condition.split())
    return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"
