"""INSERT, UPDATE, DELETE, TRUNCATE and SELECT as operations."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from auditor.errors import SourceError
from auditor.migrations import grammar, spelling
from auditor.migrations.sql_calls import unsure_call
from auditor.migrations.sql_names import identifier, table_name, words
from auditor.migrations.sql_reads import calls, reads, writes
from auditor.model.operation import (
    CreateTable,
    Delete,
    Harmless,
    Insert,
    Opaque,
    Operation,
    Truncate,
    Update,
)
from auditor.model.schema import Name

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg

_OVERRIDING: Mapping[str, Literal["user", "system"]] = {
    "OVERRIDING_USER_VALUE": "user",
    "OVERRIDING_SYSTEM_VALUE": "system",
}


def insert(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of INSERT."""
    tree: pg.InsertStmt = statement.tree
    table = table_name(tree.relation)
    if any(one.res_target.indirection for one in tree.cols):
        yield Opaque(statement.text, "it sets a part of a column", (table,))
        return
    columns = tuple(one.res_target.name for one in tree.cols)
    query, kept = _values(tree, columns)
    if query is None and tree.HasField("select_stmt"):
        yield Opaque(statement.text, "some of its rows have DEFAULT, others a value", (table,))
        return
    clause = tree.on_conflict_clause if tree.HasField("on_conflict_clause") else None
    yield Insert(
        table,
        kept,
        query,
        _reads(tree),
        _ctes(tree),
        _conflict(clause) if clause else None,
        _target(clause) if clause else None,
        _OVERRIDING.get(spelling.word(tree, "override")),
    )


def update(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of UPDATE."""
    tree: pg.UpdateStmt = statement.tree
    table = table_name(tree.relation)
    targets = [one.res_target for one in tree.target_list]
    if any(one.indirection for one in targets):
        yield Opaque(statement.text, "it sets a part of a column", (table,))
        return
    if _cursor(tree):
        yield Opaque(statement.text, "its row is that of a cursor", (table,))
        return
    yield Update(
        table,
        tuple((one.name, _value(one.val)) for one in targets),
        _condition(tree),
        tree.relation.alias.aliasname or None,
        spelling.sources(tree.from_clause) if tree.from_clause else None,
        _reads(tree),
        _ctes(tree),
    )


def delete(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of DELETE."""
    tree: pg.DeleteStmt = statement.tree
    table = table_name(tree.relation)
    if _cursor(tree):
        yield Opaque(statement.text, "its row is that of a cursor", (table,))
        return
    yield Delete(
        table,
        _condition(tree),
        tree.relation.alias.aliasname or None,
        spelling.sources(tree.using_clause) if tree.using_clause else None,
        _reads(tree),
        _ctes(tree),
    )


def truncate(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of TRUNCATE."""
    tree: pg.TruncateStmt = statement.tree
    tables = tuple(table_name(one.range_var) for one in tree.relations)
    yield Truncate(tables, spelling.word(tree, "behavior") == "DROP_CASCADE")


def select(statement: grammar.Statement) -> Iterator[Operation]:
    """What a SELECT does: nothing, unless it makes a table or calls what may do anything."""
    tree: pg.SelectStmt = statement.tree
    unsure = unsure_call(calls(tree))
    if tree.HasField("into_clause"):
        into = tree.into_clause.rel
        query = type(tree)()
        query.CopyFrom(tree)
        query.ClearField("into_clause")
        yield CreateTable(table_name(into), (), query=grammar.query(query), temporary=into.relpersistence == "t")
    elif unsure:
        yield Opaque(statement.text, f"what {unsure}() does is not known")
    else:
        yield Harmless(statement.text)


def written(statement: grammar.Statement) -> tuple[Name, ...]:
    """The tables that a WITH in front of the statement writes, and its own."""
    tree = statement.tree
    if "with_clause" not in tree.DESCRIPTOR.fields_by_name or not writes(tree.with_clause):
        return ()
    return writes(tree)


def _values(tree: "pg.InsertStmt", columns: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The query, and the columns that it fills: one that has DEFAULT in every row is left out of both."""
    if not tree.HasField("select_stmt"):
        return None, columns
    query = tree.select_stmt.select_stmt
    rows = [one.list.items for one in query.values_lists]
    defaults = {(n, at) for n, row in enumerate(rows) for at, one in enumerate(row) if one.HasField("set_to_default")}
    if not defaults:
        return grammar.query(query), columns
    places = {at for _, at in defaults}
    whole = all((n, at) in defaults for n in range(len(rows)) for at in places)
    if not whole or not columns or len(places) == len(columns):
        return None, columns
    fewer = type(query)()
    fewer.CopyFrom(query)
    for one in fewer.values_lists:
        kept = [item for at, item in enumerate(one.list.items) if at not in places]
        del one.list.items[:]
        one.list.items.extend(kept)
    return grammar.query(fewer), tuple(name for at, name in enumerate(columns) if at not in places)


def _value(node: "pg.Node") -> str:
    """The expression that a column is set to; of several set at once its own."""
    if node.HasField("set_to_default"):
        return "DEFAULT"
    if not node.HasField("multi_assign_ref"):
        return spelling.expression(node)
    many = node.multi_assign_ref
    if many.source.HasField("row_expr"):
        if len(many.source.row_expr.args) != many.ncolumns:
            raise SourceError("it sets several columns from the parts of a row")
        return _value(many.source.row_expr.args[many.colno - 1])
    names = ", ".join(f"c{n + 1}" for n in range(many.ncolumns))
    query = grammar.query(many.source.sub_link.subselect.select_stmt)
    return f"(SELECT several.c{many.colno} FROM ({query}) several({names}))"


def _conflict(clause: "pg.OnConflictClause") -> Literal["nothing", "update"]:
    return "nothing" if spelling.word(clause, "action") == "ONCONFLICT_NOTHING" else "update"


def _target(clause: "pg.OnConflictClause") -> str | None:
    if not clause.HasField("infer"):
        return None
    infer = clause.infer
    if infer.conname:
        return f"ON CONSTRAINT {identifier(infer.conname)}"
    keys = ", ".join(_inferred(one.index_elem) for one in infer.index_elems)
    where = f" WHERE {spelling.expression(infer.where_clause)}" if infer.HasField("where_clause") else ""
    return f"({keys}){where}"


def _inferred(element: "pg.IndexElem") -> str:
    key = identifier(element.name) if element.name else f"({spelling.expression(element.expr)})"
    collation = f" COLLATE {'.'.join(map(identifier, words(element.collation)))}" if element.collation else ""
    opclass = f" {'.'.join(map(identifier, words(element.opclass)))}" if element.opclass else ""
    return key + collation + opclass


def _reads(tree: Any) -> tuple[Name, ...]:
    """What it looks into; the table that it writes only where that is looked into as well."""
    whole = type(tree)()
    whole.CopyFrom(tree)
    whole.ClearField("relation")
    return reads(whole)


def _ctes(tree: Any) -> str | None:
    return spelling.ctes(tree.with_clause) if tree.HasField("with_clause") else None


def _condition(tree: Any) -> str | None:
    return spelling.expression(tree.where_clause) if tree.HasField("where_clause") else None


def _cursor(tree: Any) -> bool:
    return bool(tree.where_clause.HasField("current_of_expr"))
