"""NOT NULL, CHECK and exclusion constraints on rows that are there."""

from tests.derived.draft import Draft, Table, look_alike, scene
from tests.derived.values import NULL, among, column

KINDS = ("text", "integer", "boolean", "date", "jsonb", "numeric")


def _nullable(draft: Draft) -> tuple[Table, str, str]:
    name, kind = draft.column_name(), draft.pick.choice(KINDS)
    return draft.filled({name: kind}, draft.count(), draft.any_of(0.0, 0.3)), name, kind


def _value(kind: str) -> str:
    return {
        "text": "''",
        "integer": "0",
        "boolean": "false",
        "date": "'infinity'",
        "jsonb": "'{}'",
        "numeric": "'NaN'",
    }[kind]


@scene
def not_null(draft: Draft) -> None:
    table, name, _ = _nullable(draft)
    draft.migrate(f"alter table {table.name} alter column {name} set not null")


@scene
def not_null_after_a_fill(draft: Draft) -> None:
    table, name, kind = _nullable(draft)
    reach = draft.any_of(
        "",
        f" where {name} is null",
        f" where {name} is null and id > 1",
        " where id <> 2",
        f" where {name} <> {_value(kind)}",
        f" where {name} = null",
    )
    draft.migrate(
        f"update {table.name} set {name} = {_value(kind)}{reach}", f"alter table {table.name} alter {name} set not null"
    )


@scene
def not_null_after_a_fill_from_the_row(draft: Draft) -> None:
    first = draft.column_name()
    second = draft.column_name(first)
    table = draft.filled({first: "text", second: "text"}, draft.count(), 0.3)
    filler = draft.any_of(
        second,
        f"coalesce({first}, {second})",
        f"coalesce({first}, {second}, '')",
        f"{second} || '!'",
        f"nullif({second}, '')",
        "id::text",
    )
    draft.migrate(
        f"update {table.name} set {first} = {filler} where {first} is null",
        f"alter table {table.name} alter column {first} set not null",
    )


@scene
def not_null_after_a_fill_from_elsewhere(draft: Draft) -> None:
    name = draft.column_name()
    count = draft.count(2)
    owners = draft.table(
        {"uid": "integer primary key", "title": "text"},
        [[str(at), one] for at, one in enumerate(column(draft.pick, "text", 3, 0.2), 1)],
    )
    table = draft.keyed(
        {"owner": "integer", name: "text"}, [[one, NULL] for one in among(draft.pick, "1234", count, 0.1)]
    )
    fill = draft.any_of(
        f"update {table.name} x set {name} = o.title from {owners.name} o where o.uid = x.owner",
        f"update {table.name} set {name} = (select title from {owners.name} o where o.uid = owner)",
        f"update {table.name} set {name} = coalesce((select title from {owners.name} o where o.uid = owner), '?')",
    )
    draft.migrate(fill, f"alter table {table.name} alter column {name} set not null")


@scene
def not_null_after_a_deletion(draft: Draft) -> None:
    table, name, _ = _nullable(draft)
    reach = draft.any_of(f"{name} is null", f"{name} is null and id > 1", "id > 2", "true")
    draft.migrate(f"delete from {table.name} where {reach}", f"alter table {table.name} alter {name} set not null")


@scene
def not_null_by_way_of_a_check(draft: Draft) -> None:
    table, name, kind = _nullable(draft)
    rule = draft.name("filled")
    fill = (f"update {table.name} set {name} = {_value(kind)} where {name} is null",) if draft.chance(0.5) else ()
    draft.migrate(
        f"alter table {table.name} add constraint {rule} check ({name} is not null) not valid",
        *fill,
        f"alter table {table.name} validate constraint {rule}",
        f"alter table {table.name} alter column {name} set not null",
        f"alter table {table.name} drop constraint {rule}",
    )


@scene
def new_column_not_null(draft: Draft) -> None:
    table = draft.keyed({}, [[]] * draft.any_of(0, 0, 1, 3))
    name = draft.column_name()
    rest = draft.any_of(
        "integer not null",
        "integer not null default null",
        "integer not null default 0",
        "text not null default ''",
        "integer not null generated always as (nullif(id, 2)) stored",
        "bigserial not null",
        "integer not null check (" + name + " > 0) default 0",
        "jsonb not null default '{}'",
    )
    draft.migrate(f"alter table {table.name} add column {name} {rest}")


@scene
def new_column_filled_and_then_not_null(draft: Draft) -> None:
    other = draft.column_name()
    name = draft.column_name(other)
    table = draft.filled({other: "text"}, draft.count(), 0.2)
    filler = draft.any_of(f"lower({other})", f"coalesce({other}, '')", "'x'", f"left({other}, 1)")
    draft.migrate(
        f"alter table {table.name} add column {name} text{draft.any_of('', '', ' default null')}",
        f"update {table.name} set {name} = {filler}{draft.any_of('', ' where id > 1')}",
        f"alter table {table.name} alter column {name} set not null",
    )


@look_alike
def not_null_of_a_column_with_a_default(draft: Draft) -> None:
    """The default of rows to come does nothing for those that are there."""
    table, name, kind = _nullable(draft)
    draft.migrate(
        f"alter table {table.name} alter column {name} set default {_value(kind)}",
        f"alter table {table.name} alter column {name} set not null",
    )


@scene
def check(draft: Draft) -> None:
    name = draft.column_name()
    kind, rule = draft.any_of(
        ("integer", "{0} > 0"),
        ("integer", "{0} >= 0 or {0} is null"),
        ("integer", "100 / {0} > 2"),
        ("text", "{0} <> ''"),
        ("text", "length({0}) <= 3"),
        ("text", "octet_length({0}) <= 2"),
        ("text", "{0} ~ '^[a-z]*$'"),
        ("text", "{0} in ('a', 'A', '1', null)"),
        ("text", "trim({0}) = {0}"),
        ("text", "{0}::integer >= 0"),
        ("numeric", "{0} < 100"),
        ("numeric", "{0} = {0} and {0} - {0} = 0"),
        ("date", "{0} > '1900-01-01'"),
        ("double precision", "{0} <= 1e10"),
        ("jsonb", "jsonb_typeof({0}) = 'object'"),
        ("boolean", "{0}"),
        ("integer[]", "cardinality({0}) < 2"),
    )
    table = draft.filled({name: kind}, draft.count(), 0.2)
    named = draft.any_of("", f"constraint {draft.name('ck')} ")
    draft.migrate(f"alter table {table.name} add {named}check ({rule.format(name)})")


@scene
def check_of_two_columns(draft: Draft) -> None:
    table = draft.filled({"a": "integer", "b": "integer"}, draft.count(), 0.2)
    rule = draft.any_of(
        "a < b", "a <= b", "num_nonnulls(a, b) = 1", "a is null or b is not null", "a is distinct from b", "a + b < 100"
    )
    draft.migrate(f"alter table {table.name} add constraint {draft.name('ck')} check ({rule})")


@look_alike
def check_of_nulls(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({name: "integer"}, [[NULL]] * draft.count(1))
    draft.migrate(f"alter table {table.name} add check ({name} > 5 and {name} < 3)")


@scene
def check_not_valid_and_then_validated(draft: Draft) -> None:
    name, rule = draft.column_name(), draft.name("ck")
    table = draft.filled({name: "text"}, draft.count(), 0.2)
    mended = draft.any_of(
        (),
        (f"update {table.name} set {name} = 'x' where {name} = ''",),
        (f"update {table.name} set {name} = {name} || 'x'",),
        (f"delete from {table.name} where length({name}) > 3",),
    )
    draft.migrate(
        f"alter table {table.name} add constraint {rule} check (length({name}) between 1 and 3) not valid",
        *mended,
        *((f"alter table {table.name} validate constraint {rule}",) if draft.chance(0.8) else ()),
    )


@look_alike
def check_not_valid(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.filled({name: "integer"}, 4)
    draft.migrate(f"alter table {table.name} add constraint {draft.name('ck')} check ({name} > 1000000) not valid")


@scene
def row_touched_under_a_check_that_was_never_validated(draft: Draft) -> None:
    name, rule = draft.column_name(), draft.name("ck")
    table = draft.filled({name: "integer", "note": "text"}, draft.count(2))
    draft.after.append(f"alter table {table.name} add constraint {rule} check ({name} > 1) not valid")
    draft.migrate(
        draft.any_of(
            f"update {table.name} set note = 'seen'",
            f"update {table.name} set note = 'seen' where {name} > 2",
            f"update {table.name} set {name} = 5 where {name} <= 1",
            f"alter table {table.name} validate constraint {rule}",
            f"alter table {table.name} alter column note type varchar(99)",
            f"alter table {table.name} alter column {name} type bigint",
            f"alter table {table.name} drop constraint {rule}",
        )
    )


@scene
def new_column_with_a_check(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({}, [[]] * draft.any_of(0, 2))
    rest = draft.any_of("default 0", "default 5", "", "default null", "not null default 1", "default 2")
    draft.migrate(f"alter table {table.name} add column {name} integer {rest} check ({name} > 1)")


SPANS = ("'[1,3)'", "'[3,5)'", "'[3,3]'", "'[2,4)'", "'empty'", "'(,2)'", "'[5,9]'", NULL)


@scene
def exclusion(draft: Draft) -> None:
    kind, pool = draft.any_of(
        ("int4range", SPANS),
        (
            "daterange",
            ("'[2020-01-01,2020-01-05)'", "'[2020-01-05,2020-01-09)'", "'[2020-01-04,2020-01-05]'", "'empty'", NULL),
        ),
        (
            "tsrange",
            (
                "'[2020-01-01 10:00,2020-01-01 11:00)'",
                "'[2020-01-01 11:00,2020-01-01 12:00)'",
                "'[2020-01-01 10:30,2020-01-01 11:00]'",
                NULL,
            ),
        ),
    )
    count = draft.count(most=5)
    rows = [list(row) for row in zip(among(draft.pick, "123", count, 0.1), among(draft.pick, pool, count), strict=True)]
    table = draft.keyed({"room": "integer", "span": kind}, rows)
    keys = draft.any_of("room with =, span with &&", "span with &&", "room with =", "span with &&, room with <>")
    holds = draft.any_of("", "", " where (room > 1)", " where (not isempty(span))")
    draft.migrate(f"alter table {table.name} add constraint {draft.name('ex')} exclude using gist ({keys}){holds}")


@scene
def write_into_an_exclusion(draft: Draft) -> None:
    rows = [[f"{at}", one] for at, one in enumerate(draft.pick.sample(SPANS[:4], 3), 1)]
    table = draft.table(
        {"room": "integer", "span": "int4range"}, rows, "exclude using gist (room with =, span with &&)"
    )
    draft.migrate(
        draft.any_of(
            f"update {table.name} set room = 1",
            f"update {table.name} set room = room + 1",
            f"insert into {table.name} values (1, '[1,2)')",
            f"insert into {table.name} values (1, '[1,2)') on conflict do nothing",
            f"insert into {table.name} select room, span from {table.name} where isempty(span)",
            f"insert into {table.name} select room + 3, span from {table.name}",
        )
    )
