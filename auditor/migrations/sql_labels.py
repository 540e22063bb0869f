"""Expressions that name enumerations which the database has not got yet, or by another name, so that it can take them.

A value of such an enumeration is a text for it. What would be another thing for a text, such as which label comes
first, is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from auditor.errors import SourceError
from auditor.migrations import grammar, spelling
from auditor.migrations.sql_names import words

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg

_TEXTS = {"text", "varchar"}
_COMPARING = {"AEXPR_OP", "AEXPR_IN", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT", "AEXPR_NULLIF"}


@dataclass(frozen=True, slots=True)
class Kinds:
    """Types by their names without a schema: those `made` on the way, with their labels, and of those `called` anew the
    names that the database has for them. `columns` are the columns in sight whose type is made, with its name; None
    where that depends on the table.
    """

    made: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str | None] = field(default_factory=dict)


def expression(text: str, kinds: Kinds, of: str | None = None) -> str:
    """An expression; with `of`, one that gives a value to a column of that type. Raises SourceError."""
    tree = _only(f"SELECT {text}")
    _target(tree.target_list[0].res_target.val, kinds, of)
    return grammar.query(tree).removeprefix("SELECT ")


def query(text: str, kinds: Kinds, of: tuple[str | None, ...] = ()) -> str:
    """A SELECT or VALUES that gives values to columns, `of` the types named. Raises SourceError."""
    tree = _only(text)
    if any(of) and (tree.HasField("larg") or tree.distinct_clause or tree.group_clause):
        raise SourceError("which type its values have is not told")
    rows = [list(one.list.items) for one in tree.values_lists] or [[one.res_target.val for one in tree.target_list]]
    given = [pair for row in rows for pair in zip(row, (*of, *(None for _ in row[len(of) :])), strict=False)]
    for node, kind in given if not tree.HasField("larg") else ():
        _target(node, kinds, kind)
    done = ("target_list", "values_lists") if given and not tree.HasField("larg") else ()
    for node in _wrapped(tree, done):
        _read(node, kinds)
    return grammar.query(tree)


def sources(text: str, kinds: Kinds) -> str:
    """What stands after FROM. Raises SourceError."""
    tree = _only(f"SELECT FROM {text}")
    for node in tree.from_clause:
        _read(node, kinds)
    return spelling.sources(tree.from_clause)


def ctes(text: str, kinds: Kinds) -> str:
    """What stands after WITH. Raises SourceError."""
    tree = _only(f"WITH {text} SELECT 1")
    for node in tree.with_clause.ctes:
        _read(node, kinds)
    return spelling.ctes(tree.with_clause)


def _only(text: str) -> Any:
    found = grammar.statements(text)
    if len(found) != 1 or found[0].kind != "select_stmt":
        raise SourceError(f"it cannot be read: {text[:80]}")
    return found[0].tree


def _target(node: "pg.Node", kinds: Kinds, of: str | None) -> None:
    if of is None:
        _read(node, kinds)
    else:
        _label(node, kinds, of)


def _label(node: "pg.Node", kinds: Kinds, of: str) -> bool:
    """Make `node` the text of a label; whether it has that type by itself, as a mere literal has not.

    Raises SourceError.
    """
    handle = _LABELS.get(node.WhichOneof("node"))
    if handle is None:
        raise SourceError(f"whether its value is one of the type {of} is not told")
    return handle(node, kinds, of)


def _literal(node: "pg.Node", kinds: Kinds, of: str) -> bool:
    one = node.a_const
    if not one.isnull:
        if one.WhichOneof("val") != "sval":
            raise SourceError(f"a number is no value of the type {of}")
        _put(node, _known(one.sval.sval, _labels(kinds, of), of))
    return False


def _cast(node: "pg.Node", kinds: Kinds, of: str) -> bool:
    kind = _made(node, kinds)
    if kind != of:
        raise SourceError(f"whether its value is one of the type {of} is not told")
    arg, labels = node.type_cast.arg, _labels(kinds, of)
    if arg.HasField("a_const"):
        _literal(arg, kinds, of)
        text = spelling.expression(arg)
        _put(node, f"({text})::text" if arg.HasField("a_const") else text)
        return True
    if arg.HasField("column_ref") and kinds.columns.get(words(arg.column_ref.fields)[-1]) == of:
        _put(node, spelling.expression(arg))
        return True
    _read(arg, kinds)
    value = spelling.expression(arg)
    listed = f"ARRAY[{', '.join(map(_quoted, labels))}]::text[]"
    _put(
        node,
        f"CASE WHEN ({value}) IS NULL THEN NULL WHEN ({value}) = ANY ({listed}) AND concat({value}) = ANY ({listed}) "
        f"THEN ({value})::text ELSE ({_quoted(f'no label of {of}: ')} || ({value}))::integer::text END",
    )
    return True


def _case(node: "pg.Node", kinds: Kinds, of: str) -> bool:
    if node.case_expr.HasField("arg"):
        _read(node.case_expr.arg, kinds)
    results = [one.case_when.result for one in node.case_expr.args]
    for one in node.case_expr.args:
        _read(one.case_when.expr, kinds)
    if node.case_expr.HasField("defresult"):
        results.append(node.case_expr.defresult)
    return _some(results, kinds, of)


def _coalesce(node: "pg.Node", kinds: Kinds, of: str) -> bool:
    return _some(list(node.coalesce_expr.args), kinds, of)


def _some(nodes: list["pg.Node"], kinds: Kinds, of: str) -> bool:
    """Literals among others take their type; alone they would be texts."""
    typed = [_label(one, kinds, of) for one in nodes]
    if not any(typed):
        raise SourceError(f"its value is a text, and none of the type {of}")
    return True


def _column(node: "pg.Node", kinds: Kinds, of: str) -> bool:
    if kinds.columns.get(words(node.column_ref.fields)[-1]) != of:
        raise SourceError(f"whether its value is one of the type {of} is not told")
    return True


def _default(node: "pg.Node", kinds: Kinds, of: str) -> bool:
    return True


_LABELS: Mapping[str | None, Callable[[Any, Kinds, str], bool]] = {
    "a_const": _literal,
    "type_cast": _cast,
    "case_expr": _case,
    "coalesce_expr": _coalesce,
    "column_ref": _column,
    "set_to_default": _default,
}


def _read(node: "pg.Node", kinds: Kinds) -> None:
    """Make of `node` what the database can take, where it does not give a label. Raises SourceError."""
    kind = node.WhichOneof("node")
    if kind == "type_cast":
        _of_cast(node, kinds)
    elif kind == "null_test" and _type(node.null_test.arg, kinds) is not None:
        _label(node.null_test.arg, kinds, _type(node.null_test.arg, kinds) or "")
    elif kind == "a_expr" and _compared(node, kinds):
        return
    elif _type(node, kinds) is not None:
        raise SourceError("a label is put to a use that is not followed")
    elif kind == "func_call" and words(node.func_call.funcname)[-1].startswith("enum_"):
        raise SourceError("the order of labels is not followed")
    elif kind == "column_ref" and _unclear(node, kinds):
        raise SourceError("which columns it names is not followed")
    else:
        for one in _wrapped(getattr(node, kind or "")):
            _read(one, kinds)


def _of_cast(node: "pg.Node", kinds: Kinds) -> None:
    """A cast from a label, or to a type that is called otherwise now."""
    made = _made(node, kinds)
    if made is not None:
        raise SourceError(f"a value of the type {made} is put to a use that is not followed")
    cast = node.type_cast
    name = words(cast.type_name.names)[-1]
    if name in kinds.called:
        cast.type_name.names[-1].string.sval = kinds.called[name]
    inner = _type(cast.arg, kinds)
    if inner is None:
        _read(cast.arg, kinds)
    elif name in _TEXTS and not cast.type_name.array_bounds:
        _label(cast.arg, kinds, inner)
    else:
        raise SourceError("a label is cast to what is no text")


def _compared(node: "pg.Node", kinds: Kinds) -> bool:
    """Whether an operator has labels on its sides, which are then made texts."""
    one = node.a_expr
    sides = [one.lexpr, *(one.rexpr.list.items if one.rexpr.HasField("list") else [one.rexpr])]
    kind = next((found for found in (_type(each, kinds) for each in sides) if found is not None), None)
    if kind is None:
        return False
    if spelling.word(one, "kind") not in _COMPARING or words(one.name)[-1] not in ("=", "<>"):
        raise SourceError("labels are compared in a way that is not followed")
    for each in sides:
        _label(each, kinds, kind)
    return True


def _type(node: "pg.Node", kinds: Kinds) -> str | None:
    """The made type that an expression is seen to have."""
    match node.WhichOneof("node"):
        case "column_ref":
            found = words(node.column_ref.fields)
            return kinds.columns.get(found[-1]) if found else None
        case "type_cast":
            return _made(node, kinds)
        case _:
            return None


def _unclear(node: "pg.Node", kinds: Kinds) -> bool:
    last = node.column_ref.fields[-1]
    return bool(kinds.columns) and (last.HasField("a_star") or last.string.sval in kinds.columns)


def _made(node: "pg.Node", kinds: Kinds) -> str | None:
    """The made type to which a cast goes."""
    name = words(node.type_cast.type_name.names)[-1]
    if name not in kinds.made:
        return None
    if node.type_cast.type_name.array_bounds:
        raise SourceError(f"it has an array of {name}, which is yet to be made")
    return name


def _labels(kinds: Kinds, of: str) -> tuple[str, ...]:
    labels = kinds.made.get(of, ())
    if not labels:
        raise SourceError(f"the type {of} is yet to be made, and is no enumeration")
    return labels


def _known(value: str, labels: tuple[str, ...], of: str) -> str:
    """A label as a text; what is none ends with the error that it would end with."""
    return f"{_quoted(value)}::text" if value in labels else f"{_quoted(f'no label of {of}: {value}')}::integer::text"


def _put(node: "pg.Node", text: str) -> None:
    node.CopyFrom(_only(f"SELECT {text}").target_list[0].res_target.val)


def _wrapped(message: Any, but: tuple[str, ...] = ()) -> Iterator["pg.Node"]:
    """The nearest nodes below a part of a tree."""
    for one, held in message.ListFields():
        if one.message_type is None or one.name in but:
            continue
        for each in (held,) if hasattr(held, "ListFields") else held:
            if each.DESCRIPTOR.name == "Node":
                yield each
            else:
                yield from _wrapped(each)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
