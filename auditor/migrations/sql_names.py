"""Names and types in a tree, spelled as PostgreSQL's catalog spells them."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditor.migrations import grammar, spelling
from auditor.model.naming import LONGEST, joined
from auditor.model.schema import Key, Name, quoted

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg

SERIALS = {
    **dict.fromkeys(("serial", "serial4"), "integer"),
    **dict.fromkeys(("bigserial", "serial8"), "bigint"),
    **dict.fromkeys(("smallserial", "serial2"), "smallint"),
}
_SPELLED = {
    "bit": "bit",
    "bool": "boolean",
    "bpchar": "character",
    "float4": "real",
    "float8": "double precision",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "numeric": "numeric",
    "decimal": "numeric",
    "varbit": "bit varying",
    "varchar": "character varying",
    "time": "time{} without time zone",
    "timestamp": "timestamp{} without time zone",
    "timestamptz": "timestamp{} with time zone",
    "timetz": "time{} with time zone",
}
_INTERVALS = {
    4: "year",
    2: "month",
    8: "day",
    1024: "hour",
    2048: "minute",
    4096: "second",
    6: "year to month",
    1032: "day to hour",
    3080: "day to minute",
    7176: "day to second",
    3072: "hour to minute",
    7168: "hour to second",
    6144: "minute to second",
}
_CALLED = {
    "AEXPR_NULLIF": "nullif",
    "IS_GREATEST": "greatest",
    "IS_LEAST": "least",
    "a_array_expr": "array",
    "coalesce_expr": "coalesce",
    "row_expr": "row",
}
_RESERVED = re.compile(
    r"""(?:
      all | analyse | analyze | and | any | array | as | asc | asymmetric | both | case | cast | check
    | collate | column | constraint | create | current_catalog | current_date | current_role | current_time
    | current_timestamp | current_user | default | deferrable | desc | distinct | do | else | end | except
    | false | fetch | for | foreign | from | grant | group | having | in | initially | intersect | into
    | lateral | leading | limit | localtime | localtimestamp | not | null | offset | on | only | or | order
    | placing | primary | references | returning | select | session_user | some | symmetric | system_user
    | table | then | to | trailing | true | union | unique | user | using | variadic | when | where | window
    | with
    )\Z""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


def table_name(relation: "pg.RangeVar") -> Name:
    """The name of a table as the statement has it."""
    return Name(relation.relname, relation.schemaname or None)


def words(nodes: Iterable["pg.Node"]) -> tuple[str, ...]:
    """The strings in a list of nodes."""
    return tuple(one.string.sval for one in nodes)


def dotted_name(parts: Iterable[str]) -> Name:
    """The name whose parts stand between dots."""
    *above, last = parts
    return Name(last, above[-1] if above else None)


def identifier(name: str) -> str:
    """`name` as an identifier, in quotes where it must be."""
    return name if _PLAIN.match(name) and not _RESERVED.match(name) else quoted(name)


def type_text(type_name: "pg.TypeName") -> str:
    """A type as `format_type` gives it."""
    *above, last = words(type_name.names)
    array = "[]" if type_name.array_bounds else ""
    modifiers = [spelling.expression(one) for one in type_name.typmods]
    if above and above != ["pg_catalog"]:
        spelled = ".".join(identifier(one) for one in (*above, last))
    elif last == "interval":
        return _interval(type_name) + array
    elif last == "bpchar" and not modifiers:
        spelled = last
    elif last == "char" and not above:
        spelled = '"char"'
    else:
        spelled = _SPELLED.get(last) or SERIALS.get(last) or identifier(last)
    if last in ("numeric", "decimal") and len(modifiers) == 1:
        modifiers.append("0")
    written = f"({','.join(modifiers)})" if modifiers else ""
    return (spelled.format(written) if "{}" in spelled else spelled + written) + array


def _interval(type_name: "pg.TypeName") -> str:
    numbers = [one.a_const.ival.ival for one in type_name.typmods]
    fields = _INTERVALS.get(numbers[0] if numbers else -1)
    precision = f"({numbers[1]})" if len(numbers) > 1 else ""
    return "interval" + (f" {fields}" if fields else "") + precision


def index_key(element: "pg.IndexElem") -> Key:
    """One key of an index or of an exclusion."""
    key = Key.of(element.name) if element.name else Key(f"({spelling.expression(element.expr)})")
    collation, opclass = words(element.collation), words(element.opclass)
    return Key(
        key.expression,
        key.column,
        identifier(collation[-1]) if collation else None,
        identifier(opclass[-1]) if opclass else None,
    )


def index_name(table: str, elements: Iterable["pg.IndexElem"]) -> str:
    """The name that PostgreSQL gives to an index without one, where nothing has it yet."""
    parts: list[str] = []
    for one in elements:
        parts.append(_free(one.name or _called(one.expr), parts))
    return joined(table, "_".join(parts), "idx")


def key_names(keys: Iterable[Key]) -> tuple[str, ...]:
    """What PostgreSQL calls the columns of an index with these keys."""
    parts: list[str] = []
    for one in keys:
        parts.append(_free(one.column or _expression_called(one.expression), parts))
    return tuple(parts)


def _expression_called(text: str) -> str:
    found = grammar.statements(f"SELECT {text}")
    plain = len(found) == 1 and found[0].kind == "select_stmt" and len(found[0].tree.target_list) == 1
    return _called(found[0].tree.target_list[0].res_target.val) if plain else "expr"


def _called(node: "pg.Node") -> str:
    """What a column of that expression is called."""
    return _figured(node)[1] or "expr"


def _figured(node: "pg.Node") -> tuple[int, str]:
    """A name and how good it is: that of a type is taken only for want of a better one."""
    kind = node.WhichOneof("node")
    one = getattr(node, kind)
    match kind:
        case "column_ref" | "func_call":
            parts = words(one.fields if kind == "column_ref" else one.funcname)
            return 2, parts[-1]
        case "collate_clause":
            return _figured(one.arg)
        case "type_cast":
            return max(_figured(one.arg), (1, words(one.type_name.names)[-1]), key=lambda each: each[0])
        case "case_expr":
            inner = _figured(one.defresult) if one.HasField("defresult") else (0, "")
            return inner if inner[0] > 1 else (1, "case")
        case _:
            word = {"a_expr": "kind", "min_max_expr": "op"}.get(kind)
            name = _CALLED.get(spelling.word(one, word) if word else kind, "")
            return (2, name) if name else (0, "")


def _free(name: str, taken: list[str]) -> str:
    number, found = 0, name
    while found in taken:
        number += 1
        found = name[: LONGEST - len(str(number))] + str(number)
    return found
