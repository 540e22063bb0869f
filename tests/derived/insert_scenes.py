"""Rows inserted into keyed tables."""

from tests.derived.draft import Draft, Table, look_alike, scene
from tests.derived.values import NULL, TEXTS, among, column

CONFLICTS = ("", "", "", " on conflict do nothing", " on conflict (code) do nothing", " on conflict (id) do nothing")
OVER = (
    " on conflict (code) do update set note = excluded.note",
    " on conflict (code) do update set code = excluded.code || '2'",
)


def _target(draft: Draft, rows: int | None = None) -> Table:
    """A table with a unique code beside its serial key."""
    codes = draft.pick.sample(TEXTS, draft.count(0, 4) if rows is None else rows)
    made = [[str(at), code, NULL] for at, code in enumerate(codes, 1)]
    columns = {"id": "serial primary key", "code": draft.any_of("text not null unique", "text unique"), "note": "text"}
    table = draft.table(columns, made)
    if draft.chance(0.8):
        draft.after.append(f"select setval(pg_get_serial_sequence('{table.name}', 'id'), {len(made) + 1}, false)")
    return table


def _source(draft: Draft, target: Table) -> Table:
    """Names of which the target may have some already, and some twice."""
    there = [row[1] for row in target.rows]
    pool = draft.any_of(there + list(TEXTS[:6]), TEXTS, [one for one in TEXTS if one not in there])
    count = draft.count()
    if draft.chance(0.5):
        names = draft.pick.sample(list(dict.fromkeys(sorted(pool))), min(count, len(set(pool))))
    else:
        names = among(draft.pick, pool, count, 0.1)
    return draft.keyed({"name": "text", "owner": "integer"}, [[one, str(draft.pick.randint(1, 3))] for one in names])


@scene
def rows_copied_into_a_keyed_table(draft: Draft) -> None:
    target = _target(draft)
    source = _source(draft, target)
    query = draft.any_of(
        "select name, 'new' from {0}",
        "select distinct name, 'new' from {0}",
        "select name, max(owner)::text from {0} group by name",
        "select lower(name), 'new' from {0}",
        "select distinct on (name) name, owner::text from {0} order by name, id",
        "select name, 'new' from {0} where name is not null and name <> ''",
        "select name, 'new' from {0} s where not exists (select from {1} t where t.code = s.name)",
        "select coalesce(name, ''), null from {0}",
        "select name, 'new' from {0} union select 'a', 'fixed'",
        "select name, 'new' from {0} union all select name, 'old' from {0} where owner = 1",
        "select trim(name), 'new' from {0} where owner > 1 order by id limit 2",
        "select a.name, 'new' from {0} a join {0} b on a.owner = b.owner",
    ).format(source.name, target.name)
    conflict = draft.any_of(*CONFLICTS, *OVER)
    draft.migrate(f"insert into {target.name} (code, note) {query}{conflict}")


@scene
def rows_copied_with_their_ids(draft: Draft) -> None:
    target = _target(draft)
    source = _source(draft, target)
    shift = draft.any_of("", " + 2", " + 100", " * 10")
    query = f"insert into {target.name} (id, code) select id{shift}, name || '~' from {source.name}"
    after = draft.any_of((), (), (f"insert into {target.name} (code) values ('after')",))
    draft.migrate(f"{query}{draft.pick.choice(CONFLICTS)}", *after)


@scene
def values_into_a_keyed_table(draft: Draft) -> None:
    target = _target(draft)
    count = draft.pick.randint(1, 3)
    values = ", ".join(f"({one}, 'v')" for one in column(draft.pick, "text", count, 0.05))
    draft.migrate(f"insert into {target.name} (code, note) values {values}{draft.any_of(*CONFLICTS, *OVER)}")


@scene
def insert_that_leaves_out_columns(draft: Draft) -> None:
    rest = draft.any_of(
        "integer not null",
        "integer not null default 0",
        "text not null default ''",
        "timestamptz not null",
        "text",
        "integer generated always as (7) stored",
    )
    table = draft.table({"id": "serial primary key", "code": "text", "extra": rest}, [])
    source = draft.filled({"name": "text"}, draft.count())
    draft.migrate(
        draft.any_of(
            f"insert into {table.name} (code) select name from {source.name}",
            f"insert into {table.name} (code, extra) select name, default from {source.name}".replace(
                ", default from", ", null from"
            ),
            f"insert into {table.name} (code, extra) values ('x', default)",
            f"insert into {table.name} default values",
            f"insert into {table.name} (code) select name from {source.name} where false",
        )
    )


@scene
def insert_under_a_foreign_key(draft: Draft) -> None:
    parents = draft.table({"id": "integer primary key"}, [[one] for one in draft.pick.sample("1234", 3)])
    rest = draft.any_of("", "", " deferrable initially deferred")
    children = draft.table({"parent": f"integer references {parents.name}{rest}", "note": "text"}, [])
    source = draft.keyed(
        {"owner": "integer"},
        [[one] for one in among(draft.pick, draft.any_of("12", "123", "1234"), draft.count(), 0.1)],
    )
    draft.migrate(
        draft.any_of(
            f"insert into {children.name} select owner, 'x' from {source.name}",
            f"insert into {children.name} (parent) select s.owner"
            f" from {source.name} s join {parents.name} p on p.id = s.owner",
            f"insert into {children.name} (parent) select id from {source.name}",
            f"insert into {children.name} (parent) values (1), (null)",
            f"insert into {children.name} (parent) select owner from {source.name}"
            f" where owner in (select id from {parents.name})",
        )
    )


@scene
def insert_under_checks_and_types(draft: Draft) -> None:
    table = draft.table(
        {"code": "varchar(3)", "size": "smallint check (size > 0)", "price": "numeric(4,2)", "day": "date"}, []
    )
    source = draft.filled({"name": "text", "number": "integer", "amount": "numeric"}, draft.count(1))
    draft.migrate(
        f"insert into {table.name} "
        + draft.any_of(
            f"select name, number, amount, '2020-01-01' from {source.name}",
            f"(code) select name from {source.name}",
            f"(code) select left(name, 3) from {source.name}",
            f"(size) select number from {source.name}",
            f"(size) select nullif(greatest(number, 0), 0) from {source.name} where number < 1000",
            f"(price) select amount from {source.name}",
            f"(day) select name::date from {source.name}",
            f"(size) select length(name) from {source.name}",
            "values ('abcd', 1, 1, '2020-02-30')",
            "values ('abc', 0, 1, null)",
            "values ('abc', 1, 99.994, '2020-02-29'), (null, null, null, null)",
        )
    )


@scene
def sequence_behind_its_table(draft: Draft) -> None:
    kind = draft.any_of(
        "serial", "bigserial", "integer generated by default as identity", "integer generated always as identity"
    )
    table = draft.table({"id": f"{kind} primary key", "code": "text"}, [])
    ids = draft.any_of(("1", "2", "3"), ("2", "3"), ("5",), ("-1", "0"), ())
    for one in ids:
        draft.after.append(f"insert into {table.name} (id, code) overriding system value values ({one}, 'x')")
    at = draft.any_of(None, "1, false", "1, true", "2, true", "3, true", "4, false")
    if at is not None:
        draft.after.append(f"select setval(pg_get_serial_sequence('{table.name}', 'id'), {at})")
    mended = (
        (f"select setval(pg_get_serial_sequence('{table.name}', 'id'), (select max(id) from {table.name}))",)
        if draft.chance(0.2)
        else ()
    )
    values = ", ".join(["('y')"] * draft.pick.randint(1, 4))
    draft.migrate(
        *mended, f"insert into {table.name} (code) values {values}{draft.any_of('', '', ' on conflict do nothing')}"
    )


@scene
def sequence_near_its_end(draft: Draft) -> None:
    last = draft.any_of(2147483640, 2147483645, 2147483646, 2147483647, 32766)
    table = draft.table(
        {
            "id": draft.any_of("serial primary key", "serial", "integer primary key generated by default as identity"),
            "code": "text",
        },
        [],
    )
    draft.after.append(f"select setval(pg_get_serial_sequence('{table.name}', 'id'), {last})")
    source = draft.keyed({"name": "text"}, [["'a'"]] * draft.any_of(0, 1, 2, 3))
    draft.migrate(f"insert into {table.name} (code) select name from {source.name}")


@look_alike
def insert_into_a_table_with_no_key(draft: Draft) -> None:
    table = draft.table({"code": "text", "note": "text"}, [["'a'", "'a'"]])
    draft.after.append(f"create index on {table.name} (code)")
    draft.migrate(f"insert into {table.name} select * from {table.name}", f"insert into {table.name} values ('a', 'a')")
