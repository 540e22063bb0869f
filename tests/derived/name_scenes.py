"""Names that are taken, and things that are missing."""

from tests.derived.draft import Draft, look_alike, scene


def _index_of(draft: Draft, table: str) -> str:
    name = draft.name("ix")
    draft.after.append(f"create index {name} on {table} (code)")
    return name


@scene
def column_that_may_be_there(draft: Draft) -> None:
    table = draft.filled({"code": "text", '"Code"': "text"}, draft.count(0, 2))
    name = draft.any_of("code", "CODE", '"Code"', '"CODE"', "other", "id", "ctid", "xmin")
    if_not = draft.any_of("", "", "if not exists ")
    draft.migrate(f"alter table {table.name} add column {if_not}{name} text")


@scene
def table_that_may_be_there(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(0, 2))
    index = _index_of(draft, table.name)
    name = draft.any_of(table.name, index, "brand_new", f"{index}_id_seq", "pg_class")
    draft.migrate(f"create table {draft.any_of('', 'if not exists ')}{name} (id serial primary key, code text)")


@scene
def index_that_may_be_there(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(0, 3))
    index = _index_of(draft, table.name)
    name = draft.any_of(index, table.name, "brand_new")
    draft.migrate(
        f"create {draft.any_of('', 'unique ')}index {draft.any_of('', 'if not exists ')}{name} on {table.name} (id)"
    )


@scene
def constraint_that_may_be_there(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(0, 3))
    index, rule = _index_of(draft, table.name), draft.name("ck")
    draft.after.append(f"alter table {table.name} add constraint {rule} check (id > 0)")
    name = draft.any_of(rule, index, "brand_new", table.name)
    draft.migrate(f"alter table {table.name} add constraint {name} {draft.any_of('check (id < 99)', 'unique (id)')}")


@scene
def renamed_to_a_name_that_may_be_taken(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(0, 2))
    other = draft.filled({"x": "integer"}, 1)
    index, rule, view = _index_of(draft, table.name), draft.name("ck"), draft.name("v")
    draft.after += [
        f"create view {view} as select 1 as one",
        f"alter table {table.name} add constraint {rule} check (id > 0)",
    ]
    draft.migrate(
        draft.any_of(
            f"alter table {table.name} rename to {draft.any_of(other.name, index, view, 'free')}",
            f"alter table {table.name} rename column code to {draft.any_of('n', 'id', 'free', 'xmax')}",
            f"alter index {index} rename to {draft.any_of(table.name, 'free', view)}",
            f"alter table {table.name} rename constraint {rule} to {draft.any_of('free', rule)}",
            f"alter index if exists nothing rename to {table.name}",
            f"alter table if exists nothing rename to {table.name}",
        )
    )


@scene
def missing(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(0, 2))
    draft.migrate(
        draft.any_of(
            "drop table nothing",
            "drop index nothing",
            f"drop index {table.name}",
            f"alter table {table.name} drop column nothing",
            f"alter table {table.name} drop constraint nothing",
            f"alter table {table.name} alter column nothing set not null",
            f"alter table {table.name} alter column nothing drop default",
            f"alter table {table.name} rename nothing to something",
            f"alter table {table.name} validate constraint nothing",
            f"create index on {table.name} (nothing)",
            f"create index on {table.name} (lower(nothing))",
            f"create unique index on {table.name} (id) where nothing",
            "create index on nothing (id)",
            f"update {table.name} set nothing = 1",
            f"update {table.name} set code = 'x' where nothing = 1",
            "delete from nothing",
            "truncate nothing",
            f"insert into {table.name} (nothing) values (1)",
            f"insert into {table.name} (code) select nothing from {table.name}",
            "alter table nothing add column code text",
            f"alter table {table.name} add check (nothing > 1)",
            "drop view nothing",
            f"drop view {table.name}",
            "drop type nothing",
            f"alter table {table.name} alter code type nothing",
            f"alter table {table.name} add column extra nothing",
        )
    )


@look_alike
def missing_and_not_missed(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, 1)
    draft.migrate(
        draft.any_of(
            "drop table if exists nothing",
            "drop index if exists nothing",
            "drop view if exists nothing cascade",
            f"alter table {table.name} drop column if exists nothing",
            f"alter table {table.name} drop constraint if exists nothing",
            "alter table if exists nothing add column code text",
            "alter table if exists nothing alter column code set not null",
            "drop type if exists nothing",
            f"drop trigger if exists nothing on {table.name}",
        )
    )


@scene
def gone_or_made_by_an_earlier_one(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(0, 3))
    index = _index_of(draft, table.name)
    pair = draft.any_of(
        (f"alter table {table.name} drop column code", f"create index on {table.name} (code)"),
        (f"alter table {table.name} drop column code", f"drop index {index}"),
        (f"alter table {table.name} drop column code", f"alter table {table.name} add column code integer not null"),
        (f"alter table {table.name} rename column code to label", f"update {table.name} set code = 'x'"),
        (f"alter table {table.name} rename column code to label", f"create unique index on {table.name} (label)"),
        (f"alter table {table.name} rename to moved", f"delete from {table.name}"),
        (f"alter table {table.name} rename to moved", "alter table moved alter code set not null"),
        (f"alter table {table.name} rename to moved", f"create table {table.name} (id integer primary key)"),
        (f"drop table {table.name}", f"drop table {table.name}"),
        (f"drop table {table.name}", f"create table {table.name} (code text not null unique)"),
        (f"drop index {index}", f"create unique index {index} on {table.name} (code)"),
        ("create table made (id integer)", "create table made (id integer)"),
        (f"create table made as select code from {table.name}", "alter table made add primary key (code)"),
        (f"alter table {table.name} rename to moved", f"create index {index} on moved (id)"),
    )
    draft.migrate(*pair)


@scene
def rules_without_names(draft: Draft) -> None:
    """PostgreSQL names them, short enough and free; what follows calls them by names that may be right."""
    long = draft.name("a_table_of_orders_that_customers_of_the_other_shop_made_")
    stem, wide = draft.any_of(
        (long, "n"), ("things", "n"), ("things", f"größe_{'ä' * 24}"), (long, f"größe_{'ä' * 24}")
    )
    draft.before.append(f"create table {stem} (id integer primary key, {wide} integer, m integer)")
    taken = draft.any_of(
        None,
        f"create table other (n integer constraint things_{wide}_check check (n > 0))",
        f"create table other (n integer constraint things_{wide}_key unique)",
        f"create table things_{wide}_idx (n integer)",
        f"create table things_{wide}_key (n integer)",
    )
    draft.before += [taken] if taken else []
    rules = (
        (wide, "check", f"alter table {stem} add check ({wide} > 0)"),
        (wide, "check", f"alter table {stem} add check ({wide} > 0), add check ({wide} < 9)"),
        ("", "check", f"alter table {stem} add check ({wide} > m)"),
        (wide, "key", f"alter table {stem} add unique ({wide})"),
        (wide, "fkey", f"alter table {stem} add foreign key ({wide}) references {stem}"),
        (wide, "excl", f"alter table {stem} add exclude using btree ({wide} with =)"),
        (wide, "idx", f"create index on {stem} ({wide})"),
        (f"expr_{wide}", "idx", f"create unique index on {stem} (({wide} + 1), {wide})"),
    )
    column, label, rule = draft.any_of(*rules)
    draft.add(rule)
    if draft.chance(0.2):
        column, label, _ = draft.any_of(*rules)
    name = _cut(stem, column, f"{label}{draft.any_of('', '', '', '1')}")
    draft.add(
        draft.any_of(
            f"drop index {name}" if label == "idx" else f"alter table {stem} drop constraint {name}",
            f"drop index {name}",
            f"alter table {stem} rename constraint {name} to another",
        )
    )


def _cut(table: str, column: str, label: str) -> str:
    """As PostgreSQL documents it: 63 bytes, the longer part cut first, and no character in two."""
    parts = [one.encode() for one in (table, column)]
    while sum(map(len, parts)) + len(label) + (2 if column else 1) > 63:
        at = 0 if len(parts[0]) > len(parts[1]) else 1
        parts[at] = parts[at][:-1]
    return "_".join(one for one in (*(part.decode(errors="ignore") for part in parts), label) if one)
