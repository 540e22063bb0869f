"""The columns that a SELECT gives, where its text names them."""

from typing import Any

from auditor.migrations import grammar

NAMELESS = "?column?"


def columns_given(sql: str) -> list[str]:
    """Their names as PostgreSQL gives them; none where the statement does not tell."""
    found = grammar.statements(sql)
    if len(found) != 1 or found[0].kind != "select_stmt":
        return []
    names = [_name(one.res_target) for one in found[0].tree.target_list]
    return [] if None in names else [one for one in names if one]


def _name(target: Any) -> str | None:
    if target.name:
        return str(target.name)
    value = target.val
    while value.HasField("type_cast"):
        value = value.type_cast.arg
    if value.HasField("column_ref"):
        last = value.column_ref.fields[-1]
        return str(last.string.sval) if last.HasField("string") else None
    if value.HasField("func_call"):
        return str(value.func_call.funcname[-1].string.sval)
    return NAMELESS
