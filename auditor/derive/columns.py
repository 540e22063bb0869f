"""Columns: nulls where none may be, values that do not fit another type or length."""

import re
from collections.abc import Iterator
from dataclasses import replace

from auditor.derive.compose import asked, put
from auditor.derive.question import Question, constant
from auditor.derive.row_keys import row_columns, row_key
from auditor.derive.state import State
from auditor.derive.told import labels_cast_to
from auditor.derive.values import TEXTS, base_type, castable, comparable, limit, numbering, steady
from auditor.migrations.queries import columns_of
from auditor.model.check import Severity
from auditor.model.form import Fact, Rows, Shown
from auditor.model.operation import AddColumn, ChangeType
from auditor.model.schema import CheckConstraint, Column, ForeignKey, Name, Table, quoted

_NUMBERS = {"smallint", "integer", "bigint", "numeric", "real", "double precision"}
_TIMES = {"date", "timestamp without time zone", "timestamp with time zone", "time without time zone"}
_RANGES = {
    "smallint": (-32768, 32767),
    "integer": (-2147483648, 2147483647),
    "bigint": (-9223372036854775808, 9223372036854775807),
}
_CHECKED = {
    *(
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "real",
        "double precision",
        "boolean",
        "date",
        "uuid",
        "json",
        "jsonb",
    ),
    *("timestamp without time zone", "timestamp with time zone", "inet", "cidr", "interval", "bytea", "macaddr", "xml"),
}
_NUMERIC = re.compile(r"^numeric\((\d+)(?:,\s*(-?\d+))?\)$")
INPUT_CHECKED_SINCE = 16
_SHORT = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "bool": "boolean",
    "float4": "real",
    "float8": "double precision",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "decimal": "numeric",
}


def nulls(state: State, table: Table, column: str, *, rows: str | None = None, layer: str | None = None) -> Question:
    """Rows without a value where one must be; `rows` are those asked about, where it is not all of the table."""
    none = f"{Shown.of(table.name, column).sql} is null"
    missing = Rows(table.name, none, row_columns(table), unless=Fact(column))
    find, form = put(state, missing, rows=rows, layers=[layer] if layer else ())
    return Question(
        f"{table.name.name}-{column}",
        "null",
        Severity.ABORT,
        f"{table.name.name}: no {column}",
        f"{column} of {table.name.name} may not be null from here on.",
        find,
        row_key(table)[1],
        sqlstate="23502",
        table=table.name,
        form=form,
    )


def violations(state: State, table: Table, check: CheckConstraint, *, rows: str | None = None) -> Question:
    """Rows for which a condition is false; where it is null they pass."""
    failing = Rows(table.name, f"({check.expression}) is false", row_columns(table))
    find, form = put(state, failing, rows=rows)
    label = check.name or "a condition"
    return Question(
        f"{table.name.name}-{check.name or 'check'}",
        "violated",
        Severity.ABORT,
        f"{table.name.name}: rows that do not meet {label}",
        f"{label} wants {' '.join(check.expression.split())[:200]}.",
        find,
        row_key(table)[1],
        sqlstate="23514",
        probe=True,
        table=table.name,
        form=form,
    )


def unfilled(state: State, table: Table, added: AddColumn) -> Iterator[Question]:
    """Rows that get no value in a new column that must have one."""
    column = added.column
    if column.nullable or column.identity or column.generated or not _no_default(column):
        return
    find, form = put(state, Rows(table.name, "true", row_columns(table)))
    yield Question(
        f"{table.name.name}-{column.name}",
        "unfilled",
        Severity.ABORT,
        f"{table.name.name}: rows that would have no {column.name}",
        f"The new column {column.name} must have a value, and has no default for the rows that are there.",
        find,
        row_key(table)[1],
        sqlstate="23502",
        table=table.name,
        form=form,
    )


def defaulted(state: State, table: Table, column: str, default: str) -> Question:
    """A default that is no value of its column."""
    kind = castable(state, table.columns[column].type)
    drawn = numbering(replace(table.columns[column], default=default)) is not None
    value = "select 1" if drawn else f"select ({steady(default)})::{kind}"
    return evaluated(state, table, value, f"{table.name.name}-{column}", f"setting the default of {column}")


def evaluated(state: State, table: Table, sql: str, thing: str, what: str, reads: tuple[Name, ...] = ()) -> Question:
    """A query that ends with an error where the migration would; `sql` gives one value for each row."""
    counted = f"select count(value) as values from ({sql}) asked (value) having count(value) < 0"
    return Question(
        thing,
        "unusable",
        Severity.ABORT,
        f"{table.name.name}: values that end {what}",
        f"An error in a single row ends {what}.",
        asked(state, counted, (table.name, *reads)),
        ("values",),
        sqlstate="22",
        probe=True,
        table=table.name,
    )


def casts(state: State, table: Table, change: ChangeType) -> Iterator[Question]:
    """Values that another type cannot take, and what it takes only in part."""
    old = table.columns[change.column]
    refusal = _refused(state, table, old, change)
    if refusal is not None:
        yield refusal
        return
    value = f"({steady(change.using or quoted(old.name))})"
    located = _located(state, old, change, value)
    if located is not None:
        yield _misfits(state, table, change, located)
        if change.using is not None and not columns_of(change.using):
            yield _alone(table, change, value, located)
    if base_type(change.type) in _RANGES and base_type(old.type) == "numeric":
        yield _misfits(state, table, change, (f"{value}::text in ('NaN', 'Infinity', '-Infinity')", "0A000"))
    if located is None or not (_plain(old, change) or labels_cast_to(state, old, change)):
        own = quoted(table.name.name)
        whole = f"{value}::{change.type if _NUMERIC.match(change.type) else castable(state, change.type)}"
        yield evaluated(
            state,
            table,
            f"select {whole} from {state.source(table.name)} as {own}",
            f"{table.name.name}-{old.name}",
            f"the change of {old.name} to {change.type}",
        )
    yield from _rounded(state, table, old, change, value)


def _alone(table: Table, change: ChangeType, value: str, located: tuple[str, str]) -> Question:
    """A value that is the same for all rows: the server may work it out even where there are none."""
    condition, sqlstate = located
    return Question(
        f"{table.name.name}-{change.column}",
        "unfit",
        Severity.ABORT,
        f"{table.name.name}: the value for {change.column} does not fit {change.type}",
        "It is the same for every row, and may be worked out before any is looked at.",
        f"select {value}::text as value where {condition}",
        ("value",),
        sqlstate=sqlstate,
        certain=False,
        table=table.name,
    )


def too_long(state: State, table: Table, column: Column, value: str, rows: str) -> Question | None:
    """Texts longer than a column takes; spaces at the end do not count. None where it takes any."""
    most = limit(column.type)
    if most is None or base_type(column.type) not in TEXTS:
        return None
    return _misfit(state, table, column, (_longer(value, most), "22001"), rows)


def _longer(value: str, most: int) -> str:
    """More characters than that; no text has more of them than bytes, which are known without unpacking it."""
    return f"octet_length(({value})::text) > {most} and char_length(rtrim(({value})::text, ' ')) > {most}"


def _misfits(state: State, table: Table, change: ChangeType, located: tuple[str, str]) -> Question:
    column = replace(table.columns[change.column], type=change.type)
    return _misfit(state, table, column, located, state.source(table.name))


def _misfit(state: State, table: Table, column: Column, located: tuple[str, str], rows: str) -> Question:
    _, names = row_key(table)
    name = column.name
    find, form = put(state, Rows(table.name, located[0], row_columns(table), _beside(table, name)), rows=rows)
    return Question(
        f"{table.name.name}-{name}",
        "misfit",
        Severity.ABORT,
        f"{table.name.name}: {name} does not fit {column.type}",
        f"A single value that is no {column.type} ends the migration.",
        find,
        names,
        sqlstate=located[1],
        form=form,
        table=table.name,
        shown=() if name in names else (name,),
    )


def _refused(state: State, table: Table, old: Column, change: ChangeType) -> Question | None:
    source, target = base_type(old.type), base_type(change.type)
    known = source == target or (source, target) in state.casts or target in TEXTS
    reason = None
    if not known and change.using is None:
        reason = f"{old.type} is not turned into {change.type} without USING"
    elif not known and not _no_default(old):
        reason = f"the default {old.default} is not turned into {change.type}; it must be dropped first"
    reason = reason or _unlike(state, table, old, change)
    if reason is None:
        return None
    return Question(
        f"{table.name.name}-{old.name}",
        "uncastable",
        Severity.ABORT,
        f"{table.name.name}: {old.name} cannot be made {change.type}",
        f"{reason[0].upper()}{reason[1:]}.",
        constant([{"column": old.name, "reason": reason}], "column", "reason"),
        ("column",),
        sqlstate="42804",
        table=table.name,
    )


def _unlike(state: State, table: Table, old: Column, change: ChangeType) -> str | None:
    """Why a foreign key would join columns that cannot be compared, if one would."""
    for one in table.constraints:
        if isinstance(one, ForeignKey) and old.name in one.columns and (parent := state.table(one.to)) is not None:
            other = (one.to_columns or parent.primary)[one.columns.index(old.name)]
            if parent.name != table.name and not comparable(state, change.type, parent.columns[other].type):
                return f"the foreign key {one.name} would compare it with {parent.columns[other].type}"
    for child, link in state.referring(table.name):
        held = link.to_columns or table.primary
        if old.name in held and child.name != table.name:
            other = child.columns[link.columns[held.index(old.name)]].type
            if not comparable(state, other, change.type):
                return f"the foreign key {link.name} of {child.name.name} would compare it with {other}"
    return None


def _located(state: State, old: Column, change: ChangeType, value: str) -> tuple[str, str] | None:
    """When a value does not fit, and the error that it ends with; None where only trying tells."""
    source, target = base_type(old.type), base_type(change.type)
    plain = _plain(old, change)
    labels = labels_cast_to(state, old, change)
    if labels:
        return f"{quoted(old.name)}::text <> all (array[{', '.join(map(_text, labels))}]::text[])", "22P02"
    most = limit(change.type)
    if target in TEXTS and most is not None:
        return _longer(value, most), "22001"
    if plain and source in TEXTS and change.type in _CHECKED and state.major >= INPUT_CHECKED_SINCE:
        return f"not pg_input_is_valid({quoted(old.name)}::text, '{change.type}')", "22"
    if plain and target in _RANGES and source in {*_RANGES, "numeric"}:
        least, most = _RANGES[target]
        number = f"{quoted(old.name)}::numeric"
        return f"{number}::text !~ '[ay]' and round({number}) not between {least} and {most}", "22003"
    numeric = _NUMERIC.match(change.type)
    if plain and numeric and source in _NUMBERS - {"real", "double precision"}:
        scale = int(numeric[2] or 0)
        number = f"{quoted(old.name)}::numeric"
        most_digits = int(numeric[1]) - scale
        return f"({number}::text !~ '[a]' and abs(round({number}, {scale})) >= 1e{most_digits}::numeric)", "22003"
    return None


def _plain(old: Column, change: ChangeType) -> bool:
    """Whether the new value is the old one, cast, and nothing else."""
    return change.using is None or _is_cast_of(change.using, old.name, change.type)


def _is_cast_of(using: str, column: str, kind: str) -> bool:
    text = using.replace('"', "").lower().strip().removeprefix("(").removesuffix(")")
    before, cast, after = text.partition("::")
    spelt = _SHORT.get(after.strip(), after.strip())
    return bool(cast) and before.strip(" ()") == column.lower() and spelt == kind.lower()


def _rounded(state: State, table: Table, old: Column, change: ChangeType, value: str) -> Iterator[Question]:
    """Values of which a part is gone under the new type."""
    source, target = base_type(old.type), base_type(change.type)
    alike = any({source, target} <= kinds for kinds in (_NUMBERS, _TIMES))
    cut = source in TEXTS and change.using is not None and limit(change.type) is not None and target in TEXTS
    if not (alike or cut) or change.type == old.type or (source, target) == ("date", "timestamp without time zone"):
        return
    _, names = row_key(table)
    back = f"({value}::{change.type})::{old.type}"
    other = f"{back} is distinct from {Shown.of(table.name, old.name).sql}"
    find, form = put(state, Rows(table.name, other, row_columns(table), _beside(table, old.name)))
    yield Question(
        f"{table.name.name}-{old.name}",
        "shortened",
        Severity.LOSS,
        f"{table.name.name}: {old.name} keeps only a part as {change.type}",
        f"What {change.type} cannot hold of a value is dropped without a word.",
        find,
        names,
        table=table.name,
        form=form,
        shown=() if old.name in names else (old.name,),
    )


def _beside(table: Table, column: str) -> tuple[Shown, ...]:
    """The value of a column, where it does not name the row already."""
    shown = Shown(column, f"{Shown.of(table.name, column).sql}::text")
    return () if column in row_key(table)[1] else (shown,)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _no_default(column: Column) -> bool:
    return column.default is None or column.default.strip().lower().split("::")[0] == "null"
