"""Texts that get another type, which not every text can be read as."""

from tests.derived.draft import Draft, Table, scene
from tests.derived.values import PLAIN_DIGITS, POOLS, TEXTS, among

DIGITS = (
    *("'1'", "'01'", "' 1 '", "''", "' '", "'1.5'", "'1e3'", "'2147483647'", "'2147483648'", "'-0'", "'+7'", "'0x1F'"),
    *("'1_000'", "'abc'", "'٣'", "'9999999999999999999999'", "'\u00a01'", "'42'", "'7'", "'100'", "E'3\\n'"),
)
WRITTEN: dict[str, tuple[str, ...]] = {
    "json": (
        "'{}'",
        "'[1]'",
        "''",
        "'null'",
        "'{\"a\": }'",
        "'NaN'",
        "'\"\\u0000\"'",
        '\'{"a":1,"a":2}\'',
        "' 1 '",
        "'\"x\"'",
    ),
    "uuid": (*POOLS["uuid"], "'a0eebc99-9c0b-4ef8-bb6d'", "''", "'A0EEBC999C0B4EF8BB6D6BB9BD380A11'"),
    "date": (
        "'2020-02-29'",
        "'2021-02-29'",
        "'0000-00-00'",
        "''",
        "'infinity'",
        "'today'",
        "'1/2/2020'",
        "'2020-1-1 BC'",
        "'20200101'",
        "'x'",
    ),
    "boolean": ("'t'", "'yes'", "'ON'", "'0'", "''", "' true '", "'2'", "'nein'", "'f'"),
    "inet": ("'10.0.0.1'", "'10.0.0.256'", "'::1'", "'10.0.0.1/33'", "''", "'localhost'", "'10.0.0.1/24'"),
    "timestamptz": (
        "'2020-02-29 12:00'",
        "'2020-02-30'",
        "'infinity'",
        "'now'",
        "'2020-01-01T00:00:00Z'",
        "'12:00'",
        "''",
        "'1577836800'",
    ),
    "numeric": ("'1'", "'1.50'", "'NaN'", "' 7 '", "'1,5'", "''", "'1e400'", "'inf'", "'.5'", "'0x10'"),
    "integer[]": ("'{}'", "'{1,2}'", "'1,2'", "'{a}'", "''", "'{1,NULL}'", "'{{1},{2}}'"),
    "interval": ("'1 day'", "'P1D'", "'1'", "'x'", "''", "'-3 mons'"),
}


def _written(draft: Draft, kind: str) -> list[str]:
    """Texts, half the time only such as the type takes plainly."""
    pool = WRITTEN[kind]
    return among(draft.pick, pool[:2] if draft.chance(0.5) else pool, draft.count(), 0.1)


@scene
def text_to_integer(draft: Draft) -> None:
    name = draft.column_name()
    pool = draft.any_of(PLAIN_DIGITS, DIGITS[:6], DIGITS)
    table = draft.keyed({name: "text"}, [[one] for one in among(draft.pick, pool, draft.count(), 0.1)])
    to, using = draft.any_of(
        ("integer", "{0}::integer"),
        ("integer", "{0}::int4"),
        ("bigint", "cast({0} as bigint)"),
        ("integer", "nullif({0}, '')::integer"),
        ("integer", "nullif(trim({0}), '')::integer"),
        ("integer", "case when {0} ~ '^[0-9]+$' then {0}::integer end"),
        ("integer", "case when {0} ~ '^\\d{{1,9}}$' then {0}::integer else 0 end"),
        ("smallint", "coalesce({0}, '0')::smallint"),
        ("integer", "length({0})"),
        ("integer", "{0}::numeric"),
        ("integer", ""),
    )
    draft.migrate(
        f"alter table {table.name} alter column {name} type {to}" + (f" using {using.format(name)}" if using else "")
    )


@scene
def text_to_another_type(draft: Draft) -> None:
    name, kind = draft.column_name(), draft.pick.choice(tuple(WRITTEN))
    table = draft.keyed({name: "text"}, [[one] for one in _written(draft, kind)])
    to = draft.any_of("json", "jsonb") if kind == "json" else kind
    using = draft.any_of(f"{name}::{to}", f"cast({name} as {to})", f"nullif({name}, '')::{to}")
    draft.migrate(f"alter table {table.name} alter {name} set data type {to} using {using}")


@scene
def text_to_an_enumeration(draft: Draft) -> None:
    name, mood = draft.column_name(), draft.name("mood")
    draft.before.append(f"create type {mood} as enum ('sad', 'ok', '')")
    table = draft.keyed(
        {name: "text"},
        [[one] for one in among(draft.pick, ("'sad'", "'ok'", "''", "'Ok'", "'ok '"), draft.count(), 0.2)],
    )
    using = draft.any_of(
        f"{name}::{mood}", f"trim({name})::{mood}", f"lower({name})::{mood}", f"nullif({name}, 'Ok')::{mood}"
    )
    draft.migrate(f"alter table {table.name} alter {name} type {mood} using {using}")


@scene
def enumeration_replaced(draft: Draft) -> None:
    name, old, new = draft.column_name(), draft.name("state"), draft.name("state")
    draft.before.append(f"create type {old} as enum ('open', 'shut', 'gone')")
    kind, dropped, given = _with_default(draft, old)
    table = draft.keyed(
        {name: kind}, [[one] for one in among(draft.pick, ("'open'", "'shut'", "'gone'"), draft.count(), 0.2)]
    )
    _ruled(draft, table, name, old)
    kept = (f"update {table.name} set {name} = 'shut' where {name} = 'gone'",) if draft.chance(0.4) else ()
    using = draft.any_of(
        f"{name}::text::{{0}}",
        f"{name}::text::{{0}}",
        f"cast({name}::varchar as {{0}})",
        f"(case {name}::text when 'gone' then 'shut' else {name}::text end)::{{0}}",
        f"case when {name} = 'gone' then 'shut'::{{0}} else {name}::text::{{0}} end",
        f"{name}::{{0}}",
        f"'{draft.any_of('open', 'gone')}'",
    )
    turned = f"alter table {table.name} alter column {name} type {{0}} using {using}".format
    labels = draft.any_of("'open', 'shut'", "'open', 'shut'", "'open', 'shut', 'gone'")
    made = f"create type {{0}} as enum ({labels})".format
    change = draft.any_of(
        (made(new), turned(new), f"drop type {old}"),
        (f"alter type {old} rename to {new}", made(old), turned(old), f"drop type {new}"),
        (made(new), turned(new), f"alter type {old} rename to {old}_x", f"alter type {new} rename to {old}"),
        (f"alter table {table.name} alter {name} type varchar(9)", f"drop type {old}", made(old), turned(old)),
    )
    back = (f"alter table {table.name} alter column {name} set default {given}",) if given else ()
    drop = (f"alter table {table.name} alter column {name} drop default",) if dropped else ()
    draft.migrate(*kept, *drop, *change, *back, *_used_then(draft, table.name, name))


def _with_default(draft: Draft, kind: str) -> tuple[str, bool, str | None]:
    """The type with a default, whether that is dropped in time, and the one that is set at the end."""
    if draft.chance(0.5):
        return kind, False, None
    return f"{kind} default 'open'", draft.chance(0.8), draft.any_of("'open'", "'open'", "'gone'", None)


def _ruled(draft: Draft, made: Table, name: str, kind: str) -> None:
    """What is held of the old labels, now and then."""
    table = made.name
    if draft.chance(0.1):
        made.indexes.append(f"({name})")
    if draft.chance(0.3):
        draft.after.append(
            draft.any_of(
                f"create index on {table} ({name})",
                f"create index on {table} (id) where {name} = 'open'",
                f"alter table {table} add check ({name} <> 'gone') not valid",
                f"alter table {table} add check ({name}::text <> 'mad')",
                f"alter table {table} add column other text default ('open'::{kind})::text",
            )
        )


def _used_then(draft: Draft, table: str, name: str) -> tuple[str, ...]:
    """What is done with the new labels, now and then."""
    if draft.chance(0.6):
        return ()
    return (
        draft.any_of(
            f"update {table} set {name} = 'open' where {name} is null",
            f"update {table} set {name} = 'gone'",
            f"delete from {table} where {name} in ('open', 'shut')",
            f"insert into {table} (id, {name}) values (90, 'shut')",
            f"insert into {table} (id, {name}) select 91, {name} from {table} where id = 1",
            f"update {table} set {name} = lower({name}::text)",
            f"create unique index on {table} ({name})",
            f"create index on {table} ({name}) where {name} <> 'open'",
            f"alter table {table} alter {name} set not null",
            f"alter table {table} add check ({name} <> 'open')",
            f"delete from {table} where {name} > 'open'",
            f"alter table {table} add other_one text default 'x'",
        ),
    )


@scene
def shorter_text(draft: Draft) -> None:
    name = draft.column_name()
    kind = draft.any_of("text", "varchar(30)", "citext")
    pool = draft.any_of(TEXTS[:14], TEXTS)
    table = draft.keyed(
        {name: kind}, [[one] for one in among(draft.pick, (*pool, "'ab   '", "'     '", "'äöü'"), draft.count(), 0.1)]
    )
    to = draft.any_of("varchar(1)", "varchar(2)", "varchar(3)", "char(2)", "varchar(5)", "varchar(40)")
    using = draft.any_of("", "", f" using {name}::{to}", f" using substr({name}, 1, 2)", f" using trim({name})")
    draft.migrate(f"alter table {table.name} alter column {name} type {to}{using}")


@scene
def type_of_what_was_mended_before(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({name: "text"}, [[one] for one in among(draft.pick, DIGITS, draft.count(1), 0.1)])
    mended = draft.any_of(
        f"update {table.name} set {name} = null where {name} !~ '^[0-9]+$'",
        f"update {table.name} set {name} = '0' where {name} = ''",
        f"delete from {table.name} where {name} ~ '[^0-9]' or {name} = ''",
        f"update {table.name} set {name} = regexp_replace({name}, '[^0-9]', '', 'g')",
        f"update {table.name} set {name} = coalesce(substring({name} from '^[0-9]{{1,9}}$'), '0')",
    )
    draft.migrate(mended, f"alter table {table.name} alter column {name} type integer using {name}::integer")
