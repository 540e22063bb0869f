"""Migrations in a row, of which one mends what the next needs, or breaks it."""

from tests.derived.draft import Draft, look_alike, scene
from tests.derived.values import NULL, TEXTS, among, column

DEDUPES = (
    "delete from {0} a using {0} b where a.code = b.code and a.id > b.id",
    "delete from {0} a using {0} b where lower(a.code) = lower(b.code) and a.id > b.id",
    "delete from {0} where id not in (select min(id) from {0} group by code)",
    "delete from {0} where id not in (select min(id) from {0} where code is not null group by code)",
    "delete from {0} where id in (select id from"
    " (select id, row_number() over (partition by code order by id) as n from {0}) d where n > 1)",
    "delete from {0} x where exists (select from {0} y where y.code = x.code and y.id < x.id)",
    "delete from {0} where code in (select code from {0} group by code having count(*) > 1)",
    "update {0} x set code = code || '-' || id where exists (select from {0} y where y.code = x.code and y.id < x.id)",
    "update {0} set code = null where code in (select code from {0} group by code having count(*) > 1)",
    "update {0} set code = code || id",
    "update {0} set code = trim(code)",
    "update {0} set code = lower(code)",
    "delete from {0} where code is null",
    "delete from {0} where code = 'a'",
)


@scene
def doubles_mended_before_a_unique_index(draft: Draft) -> None:
    pool = draft.pick.sample(TEXTS, 4)
    table = draft.keyed(
        {"code": "text"}, [[one] for one in among(draft.pick, pool, draft.count(2, 8), draft.any_of(0.0, 0.2))]
    )
    keys = draft.any_of("(code)", "(code)", "(lower(code))", "(code) nulls not distinct", "(code) where code <> ''")
    steps = draft.pick.sample(DEDUPES, draft.any_of(1, 1, 2))
    draft.migrate(
        *(one.format(table.name) for one in steps), f"create unique index {draft.name('ix')} on {table.name} {keys}"
    )


@scene
def rows_inserted_before_a_unique_index(draft: Draft) -> None:
    table = draft.keyed({"code": "text"}, [[one] for one in draft.pick.sample(TEXTS, 3)])
    source = draft.keyed({"name": "text"}, [[one] for one in column(draft.pick, "text", 2)])
    rows = draft.any_of(
        f"select id + 10, name from {source.name}",
        f"select id + 10, upper(code) from {table.name}",
        f"select id + 10, code from {table.name} where code > 'b'",
        f"values (10, {draft.pick.choice(TEXTS)}), (11, {draft.pick.choice(TEXTS)})",
        f"select max(id) + 1, 'a' from {table.name}",
    )
    draft.migrate(f"insert into {table.name} {rows}", f"create unique index on {table.name} (code)")


@scene
def children_moved_before_doubles_go(draft: Draft) -> None:
    pool = draft.pick.sample(TEXTS, 2)
    parents = draft.table(
        {"id": "integer primary key", "code": "text"},
        [[str(at), one] for at, one in enumerate(among(draft.pick, pool, 4), 1)],
    )
    children = draft.keyed(
        {"parent": f"integer references {parents.name}{draft.any_of('', ' on delete cascade', ' on delete set null')}"},
        [[one] for one in among(draft.pick, "1234", draft.count(1), 0.1)],
    )
    keyed = draft.any_of((), (f"create unique index on {children.name} (parent)",))
    moved = draft.any_of(
        f"update {children.name} c set parent = (select min(k.id) from {parents.name} k"
        f" join {parents.name} l on l.code = k.code where l.id = c.parent)",
        f"update {children.name} set parent = null where parent > 1",
        f"delete from {children.name} where parent > 2",
        f"update {parents.name} set code = code || '!' where id = 1",
    )
    draft.migrate(moved, DEDUPES[0].format(parents.name), f"create unique index on {parents.name} (code)", *keyed)


@scene
def table_made_filled_and_keyed(draft: Draft) -> None:
    source = draft.filled({"name": "text", "n": "integer"}, draft.count(1, 8), 0.2)
    made = draft.name("made")
    fill = draft.any_of(
        f"insert into {made} (code, n) select name, n from {source.name}",
        f"insert into {made} (code, n) select distinct name, n from {source.name} where name is not null",
        f"insert into {made} (code, n) select name, max(n) from {source.name} group by name",
        f"insert into {made} (code, n) select lower(name), id from {source.name} where name <> ''",
    )
    moved = draft.name("moved")
    renamed = (f"alter table {made} rename to {moved}",) if draft.chance(0.4) else ()
    at = moved if renamed else made
    key = draft.any_of(
        f"create unique index on {at} (code)",
        f"alter table {at} add primary key (code)",
        f"alter table {at} add unique (code, n)",
        f"alter table {at} alter n set not null",
        f"alter table {at} add foreign key (n) references {source.name} (id)",
        f"alter table {at} alter code type varchar(5)",
    )
    twice = (fill,) if draft.chance(0.2) else ()
    draft.migrate(f"create table {made} (id bigserial, code text, n integer)", fill, *twice, *renamed, key)


@scene
def table_made_with_its_keys_and_filled(draft: Draft) -> None:
    source = draft.filled({"name": "text", "n": "integer"}, draft.count(1, 8), 0.2)
    made = draft.name("made")
    columns = draft.any_of(
        "code text primary key, n integer",
        "code text unique, n integer not null",
        "code text, n integer check (n > 0), unique (code, n)",
        "code text, n integer default 7, id bigserial primary key",
    )
    fill = draft.any_of(
        "insert into {0} (code, n) select name, n from {1}",
        "insert into {0} (code) select distinct name from {1}",
        "insert into {0} (code, n) select coalesce(name, ''), id from {1} on conflict do nothing",
        "insert into {0} (code, n) select name, id from {1} where name is not null",
    )
    draft.migrate(
        f"create table {made} ({columns})",
        fill.format(made, source.name),
        *((f"drop table {source.name}",) if draft.chance(0.3) else ()),
    )


@scene
def table_made_from_a_query(draft: Draft) -> None:
    source = draft.filled({"name": "text", "n": "integer"}, draft.count(1, 6), 0.2)
    made = draft.name("made")
    query = draft.any_of(
        "select name as code, n from {0}",
        "select distinct name as code, 1 as n from {0}",
        "select name as code, 10 / n as n from {0}",
        "select name as code, count(*) as n from {0} group by name",
        "select name as code, name::integer as n from {0}",
    )
    key = draft.any_of(
        f"create unique index on {made} (code)",
        f"alter table {made} add primary key (code)",
        f"alter table {made} alter column n set not null",
        f"alter table {made} alter n type smallint",
    )
    draft.migrate(f"create table {made} as {query.format(source.name)}", key)


@scene
def copied_to_another_table_and_the_old_one_dropped(draft: Draft) -> None:
    extra = draft.any_of(
        "text", "text", "text default 'x'", "text check (length(extra) < 3)", "text unique", "text not null default ''"
    )
    made = draft.any_of({}, {}, {"made": "text generated always as (code || '!') stored"})
    numbered = draft.any_of({}, {}, {"nr": "serial"}, {"nr": "integer generated by default as identity"})
    table = draft.table(
        {"id": "integer primary key", "code": "text", "n": "integer", "extra": extra, **made},
        [
            [str(at), *row, f"'{at}'"]
            for at, row in enumerate(
                zip(column(draft.pick, "text", 5, 0.2), column(draft.pick, "integer", 5, 0.2), strict=True), 1
            )
        ],
    )
    for name, kind in numbered.items():
        draft.after.append(f"alter table {table.name} add column {name} {kind}")
    if draft.chance(0.4):
        rule = draft.any_of("(n)", "(lower(code))", "(code) where n > 1", "(n, code)")
        if draft.chance(0.5):
            table.indexes.append(rule)
        else:
            draft.after.append(f"create index on {table.name} {rule}")
    swap = draft.name("swap")
    kept = draft.any_of("all", "defaults", "indexes", "constraints", "identity", "generated", "all excluding indexes")
    own = draft.any_of("", "", ", more text", ", more text not null default 'm'")
    names = "id, code, n, extra"
    cut = swap if draft.chance(0.6) else table.name
    draft.migrate(
        f"create table {swap} (like {table.name} including {kept}{own})",
        f"insert into {swap} ({names}) select {names} from {table.name}{draft.any_of('', ' where code is not null')}",
        f"insert into {cut} (id, code, n) values (90, 'a', 1), (91, 'a', 2)",
        f"drop table {table.name}{' cascade' if 'serial' in numbered.values() and draft.chance(0.7) else ''}",
        f"alter table {swap} rename to {table.name}",
        f"insert into {table.name} (id, code, n, extra) values (92, 'b', 3, 'b')",
        draft.any_of(
            f"alter table {table.name} add unique (code)",
            f"alter table {table.name} add primary key (id)",
            f"alter index {swap}_pkey rename to old_key",
            f"alter table {table.name} alter column n set default 4",
            f"alter table {table.name} drop column id",
            f"alter table {table.name} drop constraint {swap}_extra_key",
            f"create unique index on {table.name} (n)",
            f"drop index {swap}_n_idx",
        ),
    )


@scene
def column_replaced_by_another(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(1), 0.2)
    filler = draft.any_of(
        "code", "lower(code)", "nullif(code, '')", "length(code)", "code::integer", "coalesce(length(code), 0)"
    )
    kind = "integer" if any(one in filler for one in ("length", "::")) else "text"
    key = draft.any_of(
        f"create unique index on {table.name} (code)",
        f"alter table {table.name} alter code set not null",
        f"alter table {table.name} add unique (code)",
    )
    draft.migrate(
        f"alter table {table.name} add column fresh {kind}",
        f"update {table.name} set fresh = {filler}",
        f"alter table {table.name} drop column code",
        f"alter table {table.name} rename column fresh to code",
        key,
    )


@scene
def columns_swapped_by_renaming(draft: Draft) -> None:
    table = draft.filled({"a": "text", "b": "text"}, draft.count(1), 0.2)
    key = draft.any_of(
        "create unique index on {0} (a)",
        "alter table {0} alter b set not null",
        "delete from {0} where a is null",
        "alter table {0} drop column a",
    )
    draft.migrate(
        f"alter table {table.name} rename a to c",
        f"alter table {table.name} rename b to a",
        f"alter table {table.name} rename c to b",
        key.format(table.name),
    )


@scene
def constraint_dropped_and_made_anew(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(1))
    rule = draft.name("uq")
    draft.after.append(f"alter table {table.name} add constraint {rule} unique (id, code)")
    between = draft.any_of(
        f"update {table.name} set code = 'same'",
        f"insert into {table.name} (id, code) values (900, 'a')",
        f"update {table.name} set code = lower(code)",
        f"delete from {table.name} where id > 2",
    )
    draft.migrate(
        f"alter table {table.name} drop constraint {rule}",
        between,
        f"alter table {table.name} add constraint {rule} unique (code)",
    )


@scene
def default_changed_before_rows_come(draft: Draft) -> None:
    table = draft.table({"id": "bigserial primary key", "code": "text", "flag": "text not null default 'x'"}, [])
    source = draft.filled({"name": "text"}, draft.count())
    change = draft.any_of(
        "alter column flag drop default",
        "alter column flag set default null",
        "alter column flag drop not null, alter column flag drop default",
        "alter column flag set default 'y'",
        "alter column id drop default",
    )
    draft.migrate(
        f"alter table {table.name} {change}", f"insert into {table.name} (code) select name from {source.name}"
    )


@scene
def several_changes_in_one_statement(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(1), 0.2)
    parts = draft.pick.sample(
        (
            "alter column code set not null",
            "add unique (code)",
            "alter column n type bigint",
            "add column extra text not null default ''",
            "add check (n > 0)",
            "alter column code type varchar(4)",
            "drop column n",
            "add column m integer",
            "alter column code set default ''",
        ),
        2,
    )
    draft.migrate(f"alter table {table.name} {', '.join(parts)}")


@scene
def trigger_on_the_table(draft: Draft) -> None:
    """What a trigger does cannot be told from outside, so nothing need be foreseen."""
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(1), 0.2)
    log, function = draft.name("log"), draft.name("f")
    body = draft.any_of(
        "new.code := lower(new.code); return new;",
        "return null;",
        "raise exception 'not now';",
        f"insert into {log} values (1); return new;",
        f"delete from {log}; return new;",
        "new.n := 10 / new.n; return new;",
    )
    draft.before.append(f"create table {log} (n integer)")
    draft.before.append(f"create function {function}() returns trigger language plpgsql as $$begin {body} end$$")
    draft.after.append(f"insert into {log} values (1), (2)")
    made = (
        f"create trigger {function} before insert or update on {table.name} for each row execute function {function}()"
    )
    late = draft.chance(0.3)
    if not late:
        draft.after.append(made)
    write = draft.any_of(
        f"update {table.name} set code = upper(code)",
        f"insert into {table.name} (id, code, n) values (99, 'A', 1)",
        f"alter table {table.name} alter n type bigint",
        f"update {table.name} set n = 0 where false",
    )
    draft.migrate(*((made,) if late else ()), write, f"create unique index on {table.name} (code)")


@look_alike
def trigger_dropped_before_the_write(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, 3)
    function = draft.name("f")
    draft.before.append(
        f"create function {function}() returns trigger language plpgsql as $$begin raise exception 'no'; end$$"
    )
    draft.after.append(
        f"create trigger {function} before update on {table.name} for each row execute function {function}()"
    )
    draft.migrate(f"drop trigger {function} on {table.name}", f"update {table.name} set code = 'x'")


@look_alike
def broken_and_mended_again(draft: Draft) -> None:
    table = draft.keyed({"code": "text"}, [[one] for one in draft.pick.sample(TEXTS, 3)])
    draft.migrate(
        f"update {table.name} set code = 'same'",
        f"insert into {table.name} (id, code) values (50, {NULL}), (51, 'same')",
        f"update {table.name} set code = 'row ' || id",
        f"create unique index on {table.name} (code)",
        f"alter table {table.name} alter code set not null",
    )
