"""Unique constraints, primary keys and unique indexes on columns that are new."""

from tests.derived.draft import Draft, scene
from tests.derived.unique_scenes import pair, single
from tests.derived.values import column


@scene
def unique_constraint(draft: Draft) -> None:
    nulls = draft.any_of("", "", " nulls not distinct")
    if draft.chance(0.6):
        table, name = single(draft)
        keys = name
    else:
        table, first, second = pair(draft)
        keys = f"{first}, {second}"
    named = draft.any_of("", f"constraint {draft.name('uq')} ")
    late = draft.any_of("", "", " deferrable", " deferrable initially deferred")
    draft.migrate(f"alter table {table.name} add {named}unique{nulls} ({keys}){late}")


@scene
def unique_constraint_using_an_index(draft: Draft) -> None:
    table, name = single(draft)
    index, keeping = draft.name("ix"), draft.any_of("unique", "primary key")
    draft.migrate(
        f"create unique index {index} on {table.name} ({name})",
        f"alter table {table.name} add constraint {draft.name('uq')} unique using index {index}",
    )
    if keeping == "primary key":
        draft.migrate(f"alter table {table.name} alter column {name} set not null")


@scene
def primary_key_on_columns_that_are_there(draft: Draft) -> None:
    first = draft.column_name()
    second = draft.column_name(first)
    kinds = {first: draft.any_of("text", "integer", "uuid"), second: draft.any_of("text", "date", "bigint")}
    count, nulls = draft.count(), draft.any_of(0.0, 0.0, 0.2)
    values = [column(draft.pick, kind, count, nulls) for kind in kinds.values()]
    rows = [list(row) for row in zip(*values, strict=True)]
    table = draft.table(kinds, rows)
    keys = draft.any_of(first, f"{first}, {second}")
    draft.migrate(f"alter table {table.name} add {draft.any_of('', 'constraint pk_made ')}primary key ({keys})")


@scene
def primary_key_from_an_index(draft: Draft) -> None:
    name = draft.column_name()
    values = column(draft.pick, draft.any_of("text", "integer"), draft.count())
    table = draft.table(
        {name: "integer" if all(one.lstrip("-").isdigit() for one in values) else "text"}, [[one] for one in values]
    )
    index = draft.name("ix")
    draft.migrate(
        f"create unique index {index} on {table.name} ({name})",
        f"alter table {table.name} add primary key using index {index}",
    )


@scene
def second_primary_key(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.table({"id": "integer primary key", name: "integer not null"}, [["1", "1"], ["2", "2"]])
    removed = (f"alter table {table.name} drop constraint {table.key}",)
    first = removed if draft.chance(0.5) else ()
    draft.migrate(*first, f"alter table {table.name} add primary key ({name})")


@scene
def unique_index_on_a_new_column(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({}, [[]] * draft.any_of(0, 1, 2, 3))
    kind = draft.any_of(
        "text",
        "text default ''",
        "text not null default 'x'",
        "integer default 0",
        "uuid default gen_random_uuid()",
        "bigserial",
        "integer generated always as identity",
        "integer generated always as (id % 2) stored",
        "timestamptz default now()",
        "timestamptz default clock_timestamp()",
    )
    draft.migrate(
        f"alter table {table.name} add column {name} {kind}",
        f"create unique index on {table.name} ({name}){draft.any_of('', ' nulls not distinct')}",
    )


@scene
def unique_column_added(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({}, [[]] * draft.any_of(0, 1, 2, 3))
    kind = draft.any_of(
        "text unique",
        "text default '' unique",
        "integer not null default 7 unique",
        "serial unique",
        "text unique nulls not distinct",
    )
    draft.migrate(f"alter table {table.name} add column {name} {kind}")
