"""Which tables a statement looks into, which it writes, and which functions it calls."""

from collections.abc import Iterator
from typing import Any

from auditor.migrations.sql_names import table_name, words
from auditor.model.schema import Name

_WRITING = ("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt")


def reads(*nodes: Any) -> tuple[Name, ...]:
    """The tables below `nodes`, without doubles and without the names that a WITH gives."""
    return tuple(dict.fromkeys(name for node in nodes for name in _tables(node)))


def writes(node: Any) -> tuple[Name, ...]:
    """The tables that statements at and below `node` write."""
    found = [table_name(one.relation) for one in everything(node) if one.DESCRIPTOR.name in _WRITING]
    return tuple(dict.fromkeys(found))


def calls(node: Any) -> tuple[str, ...]:
    """The names of the functions called below `node`, with their schema where it is named."""
    found = (one for one in everything(node) if one.DESCRIPTOR.name == "FuncCall")
    return tuple(dict.fromkeys(".".join(words(one.funcname)) for one in found))


def everything(node: Any) -> Iterator[Any]:
    """All nodes at and below `node`."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += [child for _, child in _children(one)]


def _tables(node: Any) -> Iterator[Name]:
    waiting: list[tuple[Any, frozenset[str]]] = [(node, frozenset())]
    while waiting:
        one, known = waiting.pop()
        if one.DESCRIPTOR.name == "RangeVar":
            if one.schemaname or one.relname not in known:
                yield table_name(one)
            continue
        below = [child for name, child in _children(one) if name not in ("with_clause", "locked_rels")]
        if "with_clause" in one.DESCRIPTOR.fields_by_name and one.HasField("with_clause"):
            clause = one.with_clause
            tables = [each.common_table_expr for each in clause.ctes]
            named = [each.ctename for each in tables]
            for at, each in enumerate(tables):
                waiting.append((each, known | set(named if clause.recursive else named[:at])))
            known = known | set(named)
        waiting += [(child, known) for child in reversed(below)]


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    """The nodes right below `node`, each with the name of its field, without the wrapping of a node of any kind."""
    if node.DESCRIPTOR.name == "A_Const":
        return
    for field, held in node.ListFields():
        if field.message_type is None:
            continue
        for one in held if _many(held) else (held,):
            inner = one.WhichOneof("node") if one.DESCRIPTOR.name == "Node" else None
            yield (field.name, getattr(one, inner)) if inner else (field.name, one)


def _many(held: Any) -> bool:
    return not hasattr(held, "ListFields")
