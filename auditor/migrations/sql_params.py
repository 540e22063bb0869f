"""Values put into the text of a statement, as ActiveRecord and MiniSql put them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from auditor.errors import SourceError

_PIECES = re.compile(
    r"""
      (?P<kept> [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" | (?<![\w$])\$(?P<tag>\w*)\$.*?\$(?P=tag)\$
              | --[^\n]* | /\*.*?\*/ | :: | :=  | \\: | \?[|&?] )
    | :(?P<name>[a-zA-Z_]\w*)
    | (?P<mark>\?)
    """,
    re.VERBOSE | re.DOTALL,
)


def rewritten(sql: str, params: Mapping[str, object] | Sequence[object]) -> str:
    """`sql` with a literal for each `:name`, or for each `?` in turn; a name without a value becomes `$1` and so on.

    Casts, quoted text, comments and operators such as `?|` are spared. Raises SourceError for a value without a
    literal, and where there are not as many values as question marks.
    """
    if isinstance(params, Mapping):
        return _named(sql, params)
    return _placed(sql, params) if params else sql


def literal(value: object) -> str:
    """A value in SQL; of a list its values with commas between. Raises SourceError."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() | Decimal():
            return str(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
        case date():
            return f"'{value}'"
        case list() | tuple() if not any(isinstance(one, list | tuple) for one in value):
            return ", ".join(literal(one) for one in value) or "NULL"
        case _:
            raise SourceError(f"a {type(value).__name__} is no value of a statement")


def _named(sql: str, params: Mapping[str, object]) -> str:
    missing: dict[str, str] = {}

    def put(piece: re.Match[str]) -> str:
        name = piece["name"]
        if name is None:
            return ":" if piece[0] == "\\:" else piece[0]
        if name in params:
            return literal(params[name])
        return missing.setdefault(name, f"${len(missing) + 1}")

    return _PIECES.sub(put, sql)


def _placed(sql: str, params: Sequence[object]) -> str:
    marks = [one.start() for one in _PIECES.finditer(sql) if one["mark"]]
    if len(marks) > len(params):
        marks = [at for at in marks if not _operator(sql, at)]
    if len(marks) != len(params):
        raise SourceError(f"{len(params)} values for {len(marks)} question marks")
    for at, value in reversed(list(zip(marks, params, strict=True))):
        sql = sql[:at] + literal(value) + sql[at + 1 :]
    return sql


def _operator(sql: str, at: int) -> bool:
    """Whether the question mark stands between two operands, as that of jsonb does."""
    return bool(re.match(r"\s*['$:\w]", sql[at + 1 :])) and bool(re.search(r"[\w)'\"\]]\s*\Z", sql[:at]))
