"""Rarer kinds of tables, columns and statements."""

from tests.derived.draft import Draft, look_alike, scene
from tests.derived.values import NULL, among, column


@scene
def partitioned_table(draft: Draft) -> None:
    name, part = draft.name("parted"), draft.name("part")
    draft.before.append(f"create table {name} (id integer, code text, n integer) partition by range (id)")
    draft.before.append(f"create table {part} partition of {name} for values from (0) to (3)")
    draft.before.append(f"create table {part}_rest partition of {name} default")
    rows = ", ".join(f"({at}, {one}, 1)" for at, one in enumerate(column(draft.pick, "text", draft.count(1))))
    draft.after.append(f"insert into {name} values {rows}")
    draft.migrate(
        draft.any_of(
            f"create unique index on {name} (id, code)",
            f"create unique index on {name} (code)",
            f"create unique index on {part} (code)",
            f"alter table {name} alter column code set not null",
            f"alter table {name} add check (code <> '')",
            f"insert into {name} values (1, 'a', 1), (7, null, 2)",
            f"update {name} set id = id + 2",
            f"delete from {name} where id > 1",
            f"delete from {part} where id > 1",
            f"drop table {part}",
            f"truncate {name}",
            f"alter table {name} drop column code",
            f"alter table {name} alter column code type varchar(3)",
            f"alter table {part} drop column code",
            f"create table {part}_new partition of {name} for values from (3) to (5)",
        )
    )


@scene
def inherited_table(draft: Draft) -> None:
    """A unique index does not reach the rows of a child; a check and NOT NULL do."""
    table = draft.filled({"code": "text"}, draft.count(1), 0.2)
    child = draft.name("child")
    draft.after.append(f"create table {child} (extra text) inherits ({table.name})")
    rows = ", ".join(f"({at}, {one})" for at, one in enumerate(column(draft.pick, "text", 2, 0.2), 50))
    draft.after.append(f"insert into {child} (id, code) values {rows}")
    draft.migrate(
        draft.any_of(
            f"create unique index on {table.name} (code)",
            f"alter table {table.name} alter column code set not null",
            f"alter table {table.name} add check (length(code) < 5)",
            f"alter table only {table.name} alter column code set default 'x'",
            f"delete from {table.name} where code is not null",
            f"delete from only {table.name}",
            f"update {table.name} set code = 'same'",
            f"drop table {table.name}",
            f"truncate {table.name}",
            f"alter table {table.name} drop column code",
        )
    )


@scene
def block_that_looks_first(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(), 0.2)
    condition = draft.any_of(
        f"exists (select from {table.name} where code is null)",
        f"not exists (select from {table.name})",
        f"(select count(*) from {table.name}) > 3",
        "exists (select from pg_class where relname = 'ix_1')",
        f"exists (select 1 from information_schema.columns where table_name = '{table.name.strip(chr(34))}'"
        " and column_name = 'code')",
    )
    then = draft.any_of(
        f"delete from {table.name} where code is null;",
        f"update {table.name} set code = id where code is null;",
        f"alter table {table.name} alter code set not null;",
        "raise exception 'not like this';",
        "null;",
    )
    otherwise = draft.any_of("", "", f" else create unique index on {table.name} (code);")
    draft.migrate(
        f"do $$ begin if {condition} then {then}{otherwise} end if; end $$",
        f"alter table {table.name} alter code set not null",
    )


@scene
def block_that_catches_what_goes_wrong(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(2), 0.2)
    tried = draft.any_of(
        f"create unique index on {table.name} (code);",
        f"alter table {table.name} add column code text;",
        f"alter table {table.name} alter code set not null;",
        f"insert into {table.name} (id, code) values (1, 'again');",
    )
    caught = draft.any_of("unique_violation", "duplicate_column", "others", "not_null_violation")
    then = draft.any_of("null;", "null;", f"delete from {table.name};", "raise;")
    draft.migrate(f"do $$ begin {tried} exception when {caught} then {then} end $$")


@scene
def merge(draft: Draft) -> None:
    table = draft.filled({"code": "text", "n": "integer"}, draft.count(), 0.1)
    source = draft.keyed(
        {"code": "text"}, [[one] for one in among(draft.pick, ("'a'", "'A'", "''", NULL), draft.count())]
    )
    when = draft.any_of(
        "when matched then update set n = 7 when not matched then insert (id, code) values (s.id + 100, s.code)",
        "when matched then delete",
        "when not matched then insert (id, code) values (s.id, s.code)",
        "when matched then do nothing",
    )
    draft.migrate(f"merge into {table.name} t using {source.name} s on s.code = t.code {when}")


@scene
def domain_of_a_column(draft: Draft) -> None:
    name = draft.name("short")
    draft.before.append(f"create domain {name} as text")
    table = draft.keyed({"code": name}, [[one] for one in column(draft.pick, "text", draft.count(), 0.2)])
    draft.migrate(
        draft.any_of(
            f"alter domain {name} add check (length(value) < 4)",
            f"alter domain {name} set not null",
            f"alter domain {name} add check (value <> 'zz')",
            f"update {table.name} set code = upper(code)",
            f"alter table {table.name} alter code type varchar(3)",
            f"drop domain {name}",
        )
    )


@scene
def generated_column(draft: Draft) -> None:
    made = draft.any_of("lower(code)", "length(code)::text", "nullif(code, '')", "left(code, 1)")
    rows = [[str(at), one] for at, one in enumerate(column(draft.pick, "text", draft.count(), 0.2), 1)]
    table = draft.table({"id": "integer primary key", "code": "text"}, rows)
    draft.after.append(f"alter table {table.name} add column made text generated always as ({made}) stored")
    draft.migrate(
        draft.any_of(
            f"create unique index on {table.name} (made)",
            f"alter table {table.name} alter made set not null",
            f"update {table.name} set made = 'x'",
            f"update {table.name} set code = 'x'",
            f"insert into {table.name} (id, code, made) values (90, 'x', 'x')",
            f"insert into {table.name} (id, code) values (90, null)",
            f"alter table {table.name} drop column code",
            f"alter table {table.name} alter code type varchar(30)",
            f"alter table {table.name} alter made drop expression",
        ),
        *((f"create unique index on {table.name} (made)",) if draft.chance(0.4) else ()),
    )


@scene
def temporary_table_between(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(1), 0.2)
    held = draft.name("held")
    kept = draft.any_of(
        "select min(id) as id from {0} group by code", "select id from {0} where code <> ''", "select id from {0}"
    )
    draft.add(
        f"create {draft.any_of('', 'temporary ')}table {held} as {kept.format(table.name)}",
        f"delete from {table.name} where id not in (select id from {held})",
        f"drop table {held}",
        f"create unique index on {table.name} (code)",
    )


@scene
def names_with_their_schema(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(1), 0.2)
    other = draft.name("other")
    draft.migrate(
        draft.any_of(
            f"create unique index on public.{table.name} (code)",
            f"alter table public.{table.name} alter code set not null",
            f"delete from public.{table.name} where {table.name}.code is null",
            f"update public.{table.name} set code = {table.name}.code || 'x' where {table.name}.id > 1",
            f"create table public.{other} as select * from public.{table.name}",
            f"drop table nowhere.{table.name}",
            f"alter table public.{table.name} rename to {other}",
        )
    )


@look_alike
def harmless_statements(draft: Draft) -> None:
    table = draft.filled({"code": "text"}, draft.count(1))
    draft.migrate(
        *draft.pick.sample(
            (
                f"comment on table {table.name} is 'drop table {table.name}'",
                "set local lock_timeout = '5s'",
                f"lock table {table.name} in share mode",
                f"grant select on {table.name} to public",
                f"analyze {table.name}",
                f"select count(*) from {table.name}",
                f"alter table {table.name} alter column code set statistics 100",
                f"alter table {table.name} set (fillfactor = 70)",
                f"alter table {table.name} enable row level security",
                "select 1",
            ),
            3,
        )
    )
