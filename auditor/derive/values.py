"""Values as a statement gives them to a column, written as expressions that only read."""

import re

from auditor.derive.state import State
from auditor.errors import SourceError
from auditor.model.schema import Column, Name, Table, quoted

_RANDOM = re.compile(r"\b(?:gen_random_uuid|uuid_generate_v[14]|uuidv[47])\s*\(\s*\)", re.IGNORECASE)
_CHANCE = re.compile(r"\brandom\s*\(\s*\)", re.IGNORECASE)
_CLOCK = re.compile(r"\bclock_timestamp\s*\(\s*\)", re.IGNORECASE)
_BEGUN = re.compile(r"\bstatement_timestamp\s*\(\s*\)", re.IGNORECASE)
_DIGEST = re.compile(r"\b(?:md5|sha256|sha512)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", re.IGNORECASE)
_BY_CHANCE = re.compile(r"\brandom(?:_normal)?\s*\(|\btablesample\b", re.IGNORECASE)
_NEXTVAL = re.compile(r"nextval\(\s*'((?:[^']|'')+)'", re.IGNORECASE)
_LENGTH = re.compile(
    r"^(character varying|character|bit varying|bit|varchar|char|bpchar|varbit)\s*\(\s*(\d+)\s*\)(.*)$"
)
_CUT = {"character": "bpchar", "char": "bpchar", "varchar": "character varying", "varbit": "bit varying"}
_FAMILIES = (
    {"smallint", "integer", "bigint"},
    {"real", "double precision"},
    {"date", "timestamp without time zone", "timestamp with time zone"},
    {"text", "character varying", "name"},
)
TEXTS = frozenset({"text", "character varying", "character", "citext", "name"})
NUMBERED = "row_number() over ()"
_DRAWN = f"md5('auditor ' || {NUMBERED})::uuid"
_SHARE = f"(('x' || md5('auditor ' || {NUMBERED}))::bit(32)::bigint / 4294967296.0::float8)"
_TICKING = f"(now() + {NUMBERED} * interval '1 microsecond')"


def base_type(kind: str) -> str:
    """A type without its modifier, as casts are listed by."""
    return re.sub(r"\s*\([^)]*\)", "", kind)


def is_type(state: State, kind: str) -> bool:
    """Whether there will be a type of that name."""
    name = base_type(kind).removesuffix("[]").removesuffix("[]").strip()
    bare = name.rsplit(".", 1)[-1].strip('"')
    return not state.built_in or name in state.built_in or bare in state.known or bare in state.built_in


def comparable(state: State, referring: str, referred: str) -> bool:
    """Whether a foreign key may join a column of one type with a key of another."""
    one, other = base_type(referring), base_type(referred)
    return one == other or (one, other) in state.implicit or any({one, other} <= family for family in _FAMILIES)


def limit(kind: str) -> int | None:
    """How many characters (or bits) a type holds, where it says so; arrays are not told."""
    found = _LENGTH.match(kind)
    if found is None:
        return 1 if kind == "character" else None
    return None if found[3] else int(found[2])


def unbounded(kind: str) -> str:
    """The type without a length: an explicit cast would cut a text that an assignment refuses."""
    found = _LENGTH.match(kind)
    if found is None or found[1].startswith("bit") or found[3]:
        return kind
    return _CUT.get(found[1], found[1])


def bare_type(kind: str) -> str:
    """A type without modifier, schema, quotes and brackets, by which those of the application are known."""
    return base_type(kind).replace("[]", "").strip().rsplit(".", 1)[-1].strip('"').replace('""', '"')


def castable(state: State, kind: str) -> str:
    """A type that the database knows: for one that is yet to be made, text. Raises SourceError."""
    name = bare_type(kind)
    if name in state.types:
        if name in state.made and kind.endswith("[]"):
            raise SourceError(f"it has an array of {name}, which is yet to be made")
        return kind if kind.endswith("[]") else "text"
    if name in state.called:
        return quoted(state.called[name]) + ("[]" if kind.endswith("[]") else "")
    return unbounded(kind)


def assigned(state: State, column: Column, expression: str) -> str:
    """An expression as the column takes it. Raises SourceError."""
    if expression.strip().lower() == "default":
        if numbering(column) is not None:
            raise SourceError(f"{column.name} is numbered anew")
        return default(state, column)
    return f"({steady(expression)})::{castable(state, column.type)}"


def steady(expression: str) -> str:
    """An expression with other values, as different from each other, in place of those drawn at random."""
    timed = _BEGUN.sub("now()", _CLOCK.sub(_TICKING, expression))
    return _CHANCE.sub(_SHARE, _RANDOM.sub(_DRAWN, timed))


def drawn(*texts: str) -> bool:
    """Whether chance decides what these give; a digest of what is drawn is only as good as any other."""
    return any(_BY_CHANCE.search(_DIGEST.sub("", one)) for one in texts)


def default(state: State, column: Column) -> str:
    """What a column has where nothing is given; numbers of a sequence are told elsewhere."""
    kind = castable(state, column.type)
    if column.default is None or numbering(column) is not None:
        return f"null::{kind}"
    return f"({steady(column.default)})::{kind}"


def numbering(column: Column) -> str | None:
    """The sequence that numbers a column, as its default names it; empty for an identity column."""
    if column.identity:
        return ""
    found = _NEXTVAL.search(column.default or "")
    return found[1].replace("''", "'") if found else None


def next_number(state: State, table: Table, column: Column) -> str:
    """The number that comes next in a column, as a query; sequences are read, never drawn from."""
    name = column.sequence or numbering(column)
    already = "".join(f" + (select count(*) from {quoted(label)})" for label in state.drawn.get(key(table, column), ()))
    if state.renumbered:
        return f"(select coalesce(max({quoted(column.name)}), 0) + 1 from {state.source(table.name)})"
    if not name:
        return f"(1{already})"
    if column.sequence is None:
        place = "format('%I.%I', s.schemaname, s.sequencename)::regclass"
        last = f"(select s.last_value from pg_sequences s where {place} = to_regclass({_text(name)}))"
        step = f"from pg_sequence where seqrelid = to_regclass({_text(name)})"
        return f"(coalesce({last} + (select seqincrement {step}), (select seqstart {step}), 1){already})"
    step = f"(select seqincrement from pg_sequence where seqrelid = {_text(name)}::regclass)"
    return f"((select case when is_called then last_value + {step} else last_value end from {name}){already})"


def key(table: Table, column: Column) -> str:
    """By what the numbers of a column are counted."""
    return numbering(column) or f"{table.name}.{column.name}"


def same(left: str, right: str, columns: tuple[tuple[str, str], ...]) -> str:
    """The condition that pairs of columns are equal, as a foreign key has it."""
    return " and ".join(f"{left}.{quoted(one)} = {right}.{quoted(other)}" for one, other in columns)


def alias_of(table: Name, alias: str | None) -> str:
    """What a statement calls its table."""
    return quoted(alias or table.name)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
