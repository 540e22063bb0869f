"""The statement of a loop over batches, as it would stand without them."""

from collections.abc import Iterator
from typing import Any

from auditor.errors import SourceError
from auditor.migrations import grammar, spelling
from auditor.migrations.sql_names import words
from auditor.migrations.sql_reads import everything

_LOWER = (">", ">=")
_NO_LIMIT, _AND = "LIMIT_OPTION_DEFAULT", "AND_EXPR"
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_WRITING = ("update_stmt", "delete_stmt", "insert_stmt", "select_stmt")


def without_batches(sql: str) -> str:
    """The text with the windows on rows taken out of its statements; as it was where there are none.

    A window is a LIMIT of the rows that a WHERE, a WITH or a FROM picks, a comparison of a column with a parameter,
    or `id` between two numbers.
    """
    found = grammar.statements(sql)
    texts = [_whole(one) for one in found]
    return (
        sql if all(one is None for one in texts) else ";\n".join(a or b.text for a, b in zip(texts, found, strict=True))
    )


def _whole(statement: grammar.Statement) -> str | None:
    if statement.kind not in _WRITING:
        return None
    tree = type(statement.tree)()
    tree.CopyFrom(statement.tree)
    for one in _pickers(tree):
        if one.HasField("limit_count"):
            _unlimit(one)
    for one in [tree, *_pickers(tree)]:
        _unwindow(one)
    if tree == statement.tree:
        return None
    try:
        return grammar.statement_text(statement.kind, tree)
    except SourceError:
        return None


def _unlimit(select: Any) -> None:
    for name in ("limit_count", "limit_offset", "locking_clause"):
        select.ClearField(name)
    if not select.distinct_clause:
        select.ClearField("sort_clause")
    select.limit_option = _NO_LIMIT


def _pickers(tree: Any) -> Iterator[Any]:
    """The SELECTs that pick the rows which the statement is about."""
    if "with_clause" in tree.DESCRIPTOR.fields_by_name:
        yield from (one.common_table_expr.ctequery.select_stmt for one in tree.with_clause.ctes)
    for name in ("from_clause", "using_clause"):
        for one in getattr(tree, name, ()):
            if one.HasField("range_subselect"):
                yield one.range_subselect.subquery.select_stmt
    for one in _conditions(tree):
        yield from _picked(one)
    if tree.DESCRIPTOR.name == "InsertStmt" and tree.select_stmt.HasField("select_stmt"):
        yield tree.select_stmt.select_stmt


def _picked(condition: Any) -> Iterator[Any]:
    """The SELECT in `column IN (SELECT …)` or `column = ANY (ARRAY(SELECT …))`."""
    link = condition.sub_link if condition.HasField("sub_link") else None
    if condition.HasField("a_expr") and spelling.word(condition.a_expr, "kind") == "AEXPR_OP_ANY":
        held = condition.a_expr.rexpr
        link = held.sub_link if held.HasField("sub_link") else None
    if link is not None and spelling.word(link, "sub_link_type") in ("ANY_SUBLINK", "ARRAY_SUBLINK"):
        yield link.subselect.select_stmt


def _unwindow(tree: Any) -> None:
    """Takes the comparisons that make a window out of the condition of `tree`."""
    conditions = list(_conditions(tree))
    windows = [_window(one) for one in conditions]
    sides = {(column, side) for column, side, sure in filter(None, windows) if not sure}
    kept = [
        one
        for one, window in zip(conditions, windows, strict=True)
        if window is None or not (window[2] or _paired(window[0], sides))
    ]
    if len(kept) == len(conditions):
        return
    copies = [type(one).FromString(one.SerializeToString()) for one in kept]
    tree.ClearField("where_clause")
    if len(copies) == 1:
        tree.where_clause.CopyFrom(copies[0])
    elif copies:
        tree.where_clause.bool_expr.boolop = _AND
        tree.where_clause.bool_expr.args.extend(copies)


def _paired(column: str, sides: set[tuple[str, str]]) -> bool:
    return column == "id" and ({(column, "between")} <= sides or {(column, "lower"), (column, "upper")} <= sides)


def _conditions(tree: Any) -> Iterator[Any]:
    """What is joined by AND in WHERE."""
    if "where_clause" not in tree.DESCRIPTOR.fields_by_name or not tree.HasField("where_clause"):
        return
    where = tree.where_clause
    if where.HasField("bool_expr") and spelling.word(where.bool_expr, "boolop") == _AND:
        yield from where.bool_expr.args
    else:
        yield where


def _window(condition: Any) -> tuple[str, str, bool] | None:
    """The column that is compared, on which side it is bound, and whether by a parameter."""
    if not condition.HasField("a_expr"):
        return None
    one = condition.a_expr
    kind, sign = spelling.word(one, "kind"), words(one.name)[-1]
    left, right = _column(one.lexpr), _column(one.rexpr)
    if kind == "AEXPR_BETWEEN" and left:
        return (left, "between", _by_parameter(one.rexpr)) if _bound(one.rexpr) else None
    if kind != "AEXPR_OP" or sign not in _TURNED or bool(left) == bool(right):
        return None
    sign = sign if left else _TURNED[sign]
    value = one.rexpr if left else one.lexpr
    return (left or right, "lower" if sign in _LOWER else "upper", _by_parameter(value)) if _bound(value) else None


def _column(node: Any) -> str:
    return words(node.column_ref.fields)[-1] if node.HasField("column_ref") else ""


def _bound(node: Any) -> bool:
    """Whether it is made of numbers and parameters alone."""
    return not any(
        one.DESCRIPTOR.name in ("ColumnRef", "FuncCall", "SubLink")
        or (one.DESCRIPTOR.name == "A_Const" and one.HasField("sval"))
        for one in everything(node)
    )


def _by_parameter(node: Any) -> bool:
    return any(one.DESCRIPTOR.name == "ParamRef" for one in everything(node))
