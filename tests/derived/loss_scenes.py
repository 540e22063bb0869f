"""Rows, columns and tables that go, and what hangs on them."""

from tests.derived.draft import Draft, look_alike, scene
from tests.derived.values import NULL, among


@scene
def rows_deleted(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(), 0.2)
    reach = draft.any_of(
        "",
        " where code is null",
        " where code = ''",
        " where code <> ''",
        " where not (n > 1)",
        " where n > 1000000000",
        " where id not in (select min(id) from {0} group by code)",
        " x where exists (select from {0} y where y.code = x.code and y.id < x.id)",
        " a using {0} b where a.code = b.code and a.id > b.id",
        " where n = (select max(n) from {0})",
        " where ctid not in (select min(ctid) from {0} group by n)",
        " where n in (select n from {0} where code is null)",
        " where n not in (select n from {0} where code = 'a')",
        " where false",
    )
    draft.migrate(f"delete from {table.name}{reach.format(table.name)}")


@scene
def rows_deleted_by_way_of_others(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(), 0.2)
    other = draft.table(
        {"code": "text"}, [[one] for one in among(draft.pick, ("'a'", "'A'", "''", NULL), draft.count(0, 3))]
    )
    draft.migrate(
        draft.any_of(
            f"delete from {table.name} where code in (select code from {other.name})",
            f"delete from {table.name} where code not in (select code from {other.name})",
            f"delete from {table.name} t using {other.name} o where o.code = t.code",
            f"with gone as (select code from {other.name} where code <> '')"
            f" delete from {table.name} t using gone where gone.code = t.code",
            f"with gone as (delete from {table.name} where n > 0 returning code)"
            f" insert into {other.name} select code from gone",
            f"delete from {table.name} t where not exists (select from {other.name} o where o.code = t.code)",
        )
    )


@scene
def table_emptied(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count())
    other = draft.filled({"n": "integer"}, draft.count())
    draft.migrate(
        draft.any_of(
            f"truncate {table.name}",
            f"truncate table {table.name}, {other.name}",
            f"truncate {other.name} restart identity cascade",
            f"delete from {table.name}",
        )
    )


@scene
def table_dropped(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count())
    other = draft.filled({"n": "integer"}, draft.count())
    first = (f"insert into {other.name} (id, n) select id + 100, id from {table.name}",) if draft.chance(0.3) else ()
    draft.migrate(
        *first,
        draft.any_of(
            f"drop table {table.name}",
            f"drop table if exists {table.name}, nowhere",
            f"drop table {table.name}, {other.name}",
            f"drop table {table.name} cascade",
        ),
    )


@scene
def column_dropped(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(), 0.3)
    draft.after.append(
        draft.any_of(
            f"create index on {table.name} (code)",
            f"create unique index on {table.name} (n, id, code)",
            f"alter table {table.name} add check (code <> 'zz' or n > 0 or id > 0)",
            "select 1",
        )
    )
    gone = draft.any_of("code", "if exists code", "n", "if exists nothing", "code cascade", "id")
    first = (f"update {table.name} set code = null where n > 1",) if draft.chance(0.3) else ()
    draft.migrate(*first, f"alter table {table.name} drop column {gone}")


@scene
def column_dropped_that_holds_its_default(draft: Draft) -> None:
    kind, pool = draft.any_of(
        ("integer default 0", ("0", "0", "0", NULL)),
        ("text default ''", ("''", "''", "'x'")),
        ("boolean not null default false", ("false",)),
        ("text", (NULL,)),
    )
    table = draft.keyed({"flag": kind}, [[one] for one in among(draft.pick, pool, draft.count())])
    draft.migrate(f"alter table {table.name} drop column flag")


@scene
def view_that_hangs_on_it(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(1))
    view = draft.name("v")
    made = draft.any_of("view", "view", "materialized view")
    query = draft.any_of(
        f"select code from {table.name}",
        f"select id from {table.name}",
        f"select * from {table.name}",
        f"select count(*) as number from {table.name} where code <> ''",
    )
    draft.after.append(f"create {made} {view} as {query}")
    first = (f"drop {made} {view}",) if draft.chance(0.25) else ()
    draft.migrate(
        *first,
        draft.any_of(
            f"drop table {table.name}",
            f"drop table {table.name} cascade",
            f"drop table if exists {table.name}",
            f"alter table {table.name} drop column code",
            f"alter table {table.name} drop column code cascade",
            f"alter table {table.name} alter column code type varchar(50)",
            f"alter table {table.name} alter column n type bigint",
            f"alter table {table.name} rename column code to label",
            f"drop view {view}",
            f"drop view if exists {view}",
            f"create or replace view {view} as select 1 as one",
            f"create view {view} as select 1 as one",
            f"alter table {table.name} rename to moved",
            f"truncate {table.name}",
        ),
    )


@scene
def view_made_by_the_migration(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(1))
    view = draft.name("v")
    kind = draft.any_of("view", "materialized view")
    query = draft.any_of(
        "select code, n from {0}",
        "select 10 / n as share from {0}",
        "select code::integer as n from {0}",
        "select code, count(*) as n from {0} group by code",
        "select missing from {0}",
        "select (select code from {0}) as n",
    )
    then = draft.any_of(
        (),
        (f"create unique index on {view} (n)",),
        (f"alter table {table.name} drop column code",),
        (f"drop table {table.name}",),
    )
    draft.migrate(f"create {kind} {view} as {query.format(table.name)}", *then)


@scene
def type_dropped(draft: Draft) -> None:
    name = draft.name("mood")
    draft.before.append(f"create type {name} as enum ('a', 'b')")
    table = draft.keyed({"mood": draft.any_of(name, f"{name}[]", "text")}, [[draft.any_of(NULL, NULL)]])
    first = draft.any_of(
        (), (), (f"alter table {table.name} drop column mood",), (f"alter table {table.name} alter mood type text",)
    )
    draft.migrate(*first, f"drop type {draft.any_of('', 'if exists ')}{name}{draft.any_of('', ' cascade')}")


@scene
def label_added_to_an_enumeration(draft: Draft) -> None:
    name = draft.name("mood")
    draft.before.append(f"create type {name} as enum ('a', 'b')")
    kind = draft.any_of(name, f"{name} default 'a'", f"{name} check (mood <> 'b')")
    table = draft.keyed({"mood": kind}, [["'a'"]])
    if draft.chance(0.3):
        draft.after.append(f"create index on {table.name} (id) where mood = 'a'")
    then = draft.any_of(
        (),
        (f"update {table.name} set mood = 'c'",),
        (f"alter table {table.name} alter mood set default 'c'",),
        (f"update {table.name} set mood = 'd'",),
        (f"update {table.name} set mood = 'c' where id = 1", f"create unique index on {table.name} (mood)"),
        (f"insert into {table.name} (id, mood) values (7, 'c')", f"delete from {table.name} where mood = 'c'"),
        (f"insert into {table.name} (id) values (7)", f"alter table {table.name} alter mood set not null"),
        (f"delete from {table.name} where mood > 'a'",),
    )
    draft.migrate(
        f"alter type {name} add value {draft.any_of('', 'if not exists ')}'{draft.pick.choice('ccca')}'", *then
    )


@look_alike
def view_that_hangs_on_another_column(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, 2)
    draft.after.append(f"create view {draft.name('v')} as select id, n from {table.name}")
    draft.migrate(f"alter table {table.name} alter code type varchar(40)", f"alter table {table.name} drop column code")


@look_alike
def nothing_there_to_lose(draft: Draft) -> None:
    table = draft.keyed({"code": "text"}, [[NULL]] * draft.count())
    empty = draft.keyed({"code": "text"}, [])
    draft.migrate(f"alter table {table.name} drop column code", f"truncate {empty.name}", f"drop table {empty.name}")
