"""New types for columns whose values may not fit them, or fall together in them."""

from tests.derived.draft import Draft, look_alike, scene
from tests.derived.values import PLAIN_DIGITS, POOLS, TEXTS, among, column


@scene
def narrower_number(draft: Draft) -> None:
    kind, to = draft.any_of(
        ("bigint", "integer"),
        ("integer", "smallint"),
        ("numeric", "integer"),
        ("numeric", "numeric(4,1)"),
        ("numeric", "numeric(3,2)"),
        ("numeric(6,2)", "numeric(4,2)"),
        ("numeric(6,2)", "numeric(6,3)"),
        ("double precision", "integer"),
        ("double precision", "numeric(10,2)"),
        ("double precision", "real"),
        ("numeric", "bigint"),
        ("numeric", "double precision"),
        ("real", "smallint"),
        ("bigint", "double precision"),
    )
    name = draft.column_name()
    table = draft.filled({name: kind}, draft.count())
    draft.migrate(f"alter table {table.name} alter column {name} type {to}")


@scene
def number_near_a_bound(draft: Draft) -> None:
    name = draft.column_name()
    pool = (
        "9.94",
        "9.95",
        "9.994",
        "9.995",
        "-9.995",
        "999.949999",
        "999.95",
        "2147483647.4",
        "2147483647.5",
        "-2147483648.5",
        "'NaN'",
        "0.5",
    )
    table = draft.keyed(
        {name: "numeric"}, [[one] for one in among(draft.pick, draft.pick.sample(pool, 4), draft.count(1, 4), 0.1)]
    )
    to = draft.any_of("numeric(2,1)", "numeric(3,2)", "numeric(4,1)", "integer", "numeric(12,1)")
    draft.migrate(f"alter table {table.name} alter column {name} type {to}")


@scene
def other_type_of_time(draft: Draft) -> None:
    kind, to = draft.any_of(
        ("timestamptz", "date"),
        ("timestamp", "date"),
        ("timestamp", "timestamptz"),
        ("timestamptz", "timestamp(0)"),
        ("date", "timestamptz"),
        ("timestamp", "time"),
        ("interval", "time"),
    )
    name = draft.column_name()
    table = draft.filled({name: kind}, draft.count())
    using = draft.any_of("", f" using {name}::{to}")
    draft.migrate(f"alter table {table.name} alter column {name} type {to}{using}")


@scene
def type_with_no_cast(draft: Draft) -> None:
    kind, to, using = draft.any_of(
        ("integer", "boolean", ""),
        ("integer", "boolean", "{0}::boolean"),
        ("integer", "boolean", "{0} = 1"),
        ("integer", "timestamptz", "to_timestamp({0})"),
        ("boolean", "integer", ""),
        ("boolean", "integer", "{0}::integer"),
        ("integer", "text", ""),
        ("jsonb", "text", ""),
        ("jsonb", "integer", "{0}::integer"),
        ("jsonb", "integer", "({0} ->> 'a')::integer"),
        ("text", "bytea", ""),
        ("text", "text[]", "string_to_array({0}, ',')"),
        ("uuid", "text", ""),
        ("bytea", "text", "convert_from({0}, 'UTF8')"),
    )
    name = draft.column_name()
    table = draft.filled({name: kind}, draft.count())
    draft.migrate(
        f"alter table {table.name} alter column {name} type {to}" + (f" using {using.format(name)}" if using else "")
    )


@scene
def values_fall_together_in_the_new_type(draft: Draft) -> None:
    kind, to, pool = draft.any_of(
        ("text", "integer using {0}::integer", PLAIN_DIGITS),
        ("numeric", "numeric(10,0)", ("0.4", "0.6", "1.4", "2", "-0.4", "'NaN'")),
        ("numeric", "integer", ("0.5", "1.5", "2.5", "3.1", "7")),
        ("timestamp", "date", POOLS["timestamp"]),
        ("timestamptz", "date", POOLS["timestamptz"]),
        ("timestamp", "timestamp(0)", POOLS["timestamp"]),
        ("text", "citext", TEXTS),
        ("text", "char(9)", ("'a'", "'a '", "'A'", "''", "' '")),
        ("text", "varchar(1) using left({0}, 1)", TEXTS[:14]),
        ("text", "text using lower({0})", TEXTS),
        ("double precision", "real", ("1.00000001", "1.00000002", "1", "'1e-300'", "1e300", "2")),
        ("integer", "boolean using {0} <> 0", ("0", "1", "2")),
        ("text", "uuid using {0}::uuid", POOLS["uuid"]),
        ("citext", "text", TEXTS),
        ("integer", "bigint", ("1", "2", "3")),
    )
    name = draft.column_name()
    count = draft.count(2, 5)
    values = draft.pick.sample(pool, min(len(pool), count))
    table = draft.keyed({name: kind, "other": "integer"}, [[one, str(at % 2)] for at, one in enumerate(values)])
    keys = draft.any_of("({0})", "({0})", "({0}, other)", "(other, {0}) where other = 1")
    table.indexes.append(keys.format(name))
    draft.migrate(f"alter table {table.name} alter column {name} type {to.format(name)}")


@scene
def type_of_a_column_that_much_hangs_on(draft: Draft) -> None:
    name, other = "code", draft.name("v")
    table = draft.keyed(
        {
            name: draft.any_of("integer default 5", "integer", "integer default nextval('{0}')").replace(
                "{0}", "numbers_" + other
            )
        },
        [[one] for one in column(draft.pick, "smallint", draft.count(), 0.1)],
    )
    draft.before.append(f"create sequence numbers_{other}")
    draft.after.append(
        draft.any_of(
            f"create view {other} as select {name} from {table.name}",
            f"create view {other} as select id from {table.name}",
            f"alter table {table.name} add check ({name} < 99999)",
            f"create index on {table.name} ({name}) where {name} > 3",
            f"alter table {table.name} add g integer generated always as ({name} + 1) stored",
            f"create materialized view {other} as select count({name}) from {table.name}",
            "select 1",
        )
    )
    to = draft.any_of("bigint", "text", "numeric", "smallint", "boolean using code > 1")
    draft.migrate(f"alter table {table.name} alter column {name} type {to}")


@scene
def type_of_a_key_that_is_referred_to(draft: Draft) -> None:
    parents = draft.table({"id": "integer primary key"}, [["1"], ["2"]])
    children = draft.keyed({"parent": f"integer references {parents.name}"}, [["1"], ["null"]])
    table, name = draft.any_of((parents.name, "id"), (children.name, "parent"))
    to = draft.any_of("bigint", "text", "smallint", "numeric", "uuid using gen_random_uuid()")
    draft.migrate(f"alter table {table} alter column {name} type {to}")


@look_alike
def wider_type(draft: Draft) -> None:
    kind, to = draft.any_of(
        ("varchar(30)", "text"),
        ("varchar(30)", "varchar(60)"),
        ("integer", "bigint"),
        ("numeric(6,2)", "numeric"),
        ("smallint", "numeric(5,0)"),
        ("date", "timestamp"),
        ("text", "varchar"),
        ("char(24)", "varchar(24)"),
    )
    name = draft.column_name()
    table = draft.filled({name: kind}, draft.count())
    draft.migrate(f"alter table {table.name} alter column {name} type {to}")


@look_alike
def type_of_an_empty_table(draft: Draft) -> None:
    table = draft.keyed({"code": "text"}, [])
    draft.migrate(f"alter table {table.name} alter code type integer using code::integer")
