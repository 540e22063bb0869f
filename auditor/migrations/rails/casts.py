"""Values and names as Rails puts them into SQL for PostgreSQL."""

import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from math import isfinite

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import refusal
from auditor.migrations.rails.call import Call, Key, Raw, Span, Unknown, Value
from auditor.migrations.rails.names import relation
from auditor.model.schema import quoted

_FALSE = frozenset({"0", "f", "false", "off"})
_WHOLE = ("integer", "int", "bigint", "smallint", "int2", "int4", "int8", "serial", "bigserial", "smallserial", "oid")
_EXACT = ("numeric", "decimal")
_FLOAT = ("float", "real", "double precision", "float4", "float8")
_TEXT = ("character varying", "varchar", "text", "character", "char")
_TIMES = ("timestamp", "timestamp without time zone", "timestamp with time zone", "timestamptz")


def table_sql(name: str) -> str:
    """A table or index in quotes, with the schema that the text may begin with."""
    return relation(name).sql


def columns_sql(names: tuple[str, ...]) -> str:
    """Columns in quotes, as they stand in a list."""
    return ", ".join(quoted(one) for one in names)


def literal(value: Value) -> str:
    """A value by itself, where the type of the column does not count."""
    if isinstance(value, Raw):
        return value.sql
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    raise refusal(value, "value")


def default_sql(value: Value, sql_type: str) -> str:
    """A default of a column of that type, whose cast Rails does itself."""
    if isinstance(value, Raw):
        return value.sql
    if isinstance(value, (Unknown, Call, Span)):
        raise refusal(value, "value")
    if value is None:
        return "NULL"
    if sql_type.endswith("[]"):
        return _text(_array(value, sql_type[:-2])) if isinstance(value, list) else literal(value)
    bare = re.sub(r"\s*\([^)]*\)", "", sql_type).lower()
    if bare == "uuid" and isinstance(value, str) and "()" in value:
        return str(value)
    cast = _CASTS.get(bare)
    return cast(value) if cast else literal(value)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _boolean(value: Value) -> str:
    if isinstance(value, (str, int, float)):
        text = str(int(value)) if isinstance(value, bool) else str(value).lower()
        return "NULL" if text == "" else ("FALSE" if text in _FALSE else "TRUE")
    raise refusal(value, "value")


def _whole(value: Value) -> str:
    if isinstance(value, (int, float)) and isfinite(value):
        return str(int(value))
    if isinstance(value, str):
        found = re.match(r"\s*([+-]?\d+)", value)
        return str(int(found[1])) if found else "NULL"
    raise refusal(value, "value")


def _exact(value: Value) -> str:
    if isinstance(value, (int, float, str)):
        try:
            exact = Decimal(str(int(value)) if isinstance(value, bool) else str(value).strip())
        except InvalidOperation:
            return "0.0"
        return f"{exact.normalize():f}" if exact != exact.to_integral() else f"{exact.to_integral():f}.0"
    raise refusal(value, "value")


def _float(value: Value) -> str:
    if isinstance(value, (int, float, str)):
        try:
            return str(float(value))
        except ValueError:
            return "NULL"
    raise refusal(value, "value")


def _string(value: Value) -> str:
    if isinstance(value, bool):
        return "'t'" if value else "'f'"
    if isinstance(value, (int, float)):
        return f"'{value}'"
    return literal(value)


def _json(value: Value) -> str:
    if isinstance(value, (dict, list, str, int, float)):
        return _text(json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False))
    raise refusal(value, "value")


def _plain(value: Value) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, (Unknown, Call, Raw, Span)):
        raise refusal(value, "value")
    return value


def _hstore(value: Value) -> str:
    if not isinstance(value, dict):
        return literal(value)
    return _text(", ".join(f"{_hstore_word(key)}=>{_hstore_word(one)}" for key, one in value.items()))


def _hstore_word(value: Key | Value) -> str:
    if value is None:
        return "NULL"
    return '"' + re.sub(r'(["\\])', r"\\\1", str(value)) + '"'


def _time(value: Value) -> str:
    """A point in time; what is not one becomes NULL."""
    if not isinstance(value, str):
        raise refusal(value, "value")
    found = re.match(r"\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(\.\d+)?)?(?:\s*(?:Z|UTC))?\s*\Z", value)
    if found:
        return f"'{found[1]} {found[2] or '00:00:00'}{found[3] or ''}'"
    if re.search(r"\d", value):
        raise SourceError(f"the default {value!r} is no time that can be read")
    return "NULL"


def _array(value: Value, item_type: str) -> str:
    if isinstance(value, list):
        return "{" + ",".join(_array(one, item_type) for one in value) + "}"
    if value is None:
        return "NULL"
    text = default_sql(value, item_type)
    plain = text[1:-1].replace("''", "'") if text.startswith("'") else text
    if isinstance(value, bool):
        return {"TRUE": "t", "FALSE": "f"}.get(plain, plain)
    if re.fullmatch(r"[^\s{},\"\\]+", plain) and plain.upper() != "NULL":
        return plain
    return '"' + re.sub(r'(["\\])', r"\\\1", plain) + '"'


_CASTS: dict[str, Callable[[Value], str]] = {
    **dict.fromkeys(_WHOLE, _whole),
    **dict.fromkeys(_EXACT, _exact),
    **dict.fromkeys(_FLOAT, _float),
    **dict.fromkeys(_TEXT, _string),
    **dict.fromkeys(_TIMES, _time),
    "boolean": _boolean,
    "json": _json,
    "jsonb": _json,
    "hstore": _hstore,
}
