"""Columns updated that are under keys, references, limits, or read by what can fail."""

from tests.derived.draft import Draft, look_alike, scene
from tests.derived.values import NULL, TEXTS, among, bulky


@scene
def number_past_the_end_of_its_type(draft: Draft) -> None:
    kind = draft.any_of("smallint", "integer", "bigint", "numeric(6,2)")
    table = draft.filled({"n": kind}, draft.count(1), 0.1)
    change = draft.any_of("n + 1", "n * 2", "-n", "n - 1", "n + 1::bigint", "abs(n)", "n % 7")
    draft.migrate(f"update {table.name} set n = {change}{draft.any_of('', ' where n > 100', ' where n < 1000')}")


@scene
def keyed_column_updated(draft: Draft) -> None:
    kind = draft.any_of("text", "citext", "varchar(30)")
    values = draft.pick.sample(TEXTS, draft.count(2, 6))
    table = draft.keyed({"code": kind, "other": "integer"}, [[one, str(at % 2)] for at, one in enumerate(values)])
    table.indexes.append(
        draft.any_of(
            "(code)", "(code)", "(code, other)", "(lower(code))", "(code) where other = 0", "(code) nulls not distinct"
        )
    )
    change = draft.any_of(
        "code = lower(code)",
        "code = trim(code)",
        "code = 'x'",
        "code = null",
        "code = nullif(code, '')",
        "code = code || id",
        "code = left(code, 1)",
        "code = upper(code)",
        "other = 0",
        "code = md5(code)",
        "code = replace(code, ' ', '')",
    )
    reach = draft.any_of("", "", " where id > 2", " where other = 1", " where code is not null")
    draft.migrate(f"update {table.name} set {change}{reach}")


@scene
def keyed_numbers_shifted(draft: Draft) -> None:
    values = draft.pick.sample(("1", "2", "3", "4", "7", "10"), draft.count(2, 5))
    late = draft.any_of("", "", " deferrable", " deferrable initially deferred")
    table = draft.keyed({"place": "integer"}, [[one] for one in values], f"unique (place){late}")
    change = draft.any_of(
        "place + 1",
        "place - 1",
        "-place",
        "place * 10",
        "11 - place",
        "place / 2",
        "case place when 1 then 2 when 2 then 1 else place end",
        "place + 100",
        "id",
    )
    draft.migrate(f"update {table.name} set place = {change}")


@scene
def updated_from_another_table(draft: Draft) -> None:
    table = draft.filled({"owner": "integer", "label": "text"}, draft.count(2))
    other = draft.table(
        {"ref": "integer", "title": "text"},
        [[one, f"'t{at}'"] for at, one in enumerate(among(draft.pick, "0123", draft.count(1)))],
    )
    draft.after.append(
        draft.any_of(f"create unique index on {table.name} (label)", "select 1").replace(
            "create unique index on", "create index on"
        )
    )
    update = draft.any_of(
        "update {0} t set label = (select title from {1} o where o.ref = t.owner)",
        "update {0} t set label = (select title from {1} o where o.ref = t.owner limit 1)",
        "update {0} t set label = (select max(title) from {1} o where o.ref = t.owner)",
        "update {0} t set label = o.title from {1} o where o.ref = t.owner",
        "update {0} t set label = (select title from {1})",
        "update {0} set label = 'x' where id = (select ref from {1})",
        "update {0} set label = 'x' where id in (select ref from {1})",
        "update {0} t set label = (select title from {1} o where o.ref = t.owner) where label is null",
        "update {0} t set (label, owner) = (select title, ref from {1} o where o.ref = t.id)",
    )
    draft.migrate(update.format(table.name, other.name))


@scene
def update_that_joins_several_rows(draft: Draft) -> None:
    """Which of the matching rows is taken nobody knows; under a unique key even that they are alike may matter."""
    table = draft.keyed(
        {"owner": "integer", "label": "text unique"}, [[str(at % 3), NULL] for at in range(draft.count(2, 5))]
    )
    other = draft.table(
        {"ref": "integer", "title": "text"},
        [[one, f"'t{at % 2}'"] for at, one in enumerate(among(draft.pick, "012", draft.count(1, 4)))],
    )
    draft.migrate(
        draft.any_of(
            f"update {table.name} t set label = o.title from {other.name} o where o.ref = t.owner",
            f"with q as (select ref, title from {other.name}) update {table.name} set label = q.title || id"
            " from q where q.ref = owner",
        ),
        f"delete from {table.name} where label {draft.any_of('=', '<>')} 't1'",
    )


@scene
def expression_that_fails(draft: Draft) -> None:
    table = draft.filled({"n": "integer", "s": "text"}, draft.count(1))
    write = draft.any_of(
        "update {0} set n = 100 / n",
        "update {0} set n = 100 / nullif(n, 0)",
        "update {0} set n = 100 / n where n <> 0",
        "update {0} set n = s::integer",
        "update {0} set n = s::integer where s ~ '^[0-9]+$'",
        "update {0} set n = case when s ~ '^[0-9]+$' then s::integer else -1 end",
        "update {0} set n = length(s) where s::integer > 0",
        "update {0} set n = 0 where s ~ '^[0-9]+$' and s::integer > 0",
        "delete from {0} where 10 / n > 1",
        "delete from {0} where n > 0 and 10 / n > 1",
        "update {0} set s = chr(n)",
        "update {0} set s = repeat(s, n)::varchar(3) where n < 10",
        "update {0} set n = (s::jsonb ->> 'a')::integer",
        "update {0} set n = ascii(s) / length(s)",
        "update {0} set s = substr(s, 1, n) where n < 100",
    )
    draft.migrate(write.format(table.name))


@scene
def text_written_that_is_too_long(draft: Draft) -> None:
    table = draft.filled({"short": "varchar(30)", "s": "text"}, draft.count(1))
    change = draft.any_of(
        "short = short || s",
        "short = repeat(short, 9)",
        "short = s || '                                 '",
        "short = rpad(s, 31)",
        "short = s",
        "short = left(repeat(s, 40), 30)",
        "short = upper(s)",
    )
    draft.migrate(f"update {table.name} set {change}")


@scene
def large_text_into_an_index(draft: Draft) -> None:
    table = draft.keyed({"body": "text"}, [["'small'"]] * draft.count(1, 3))
    draft.after.append(
        f"create index on {table.name} ({draft.any_of('body', 'body', 'lower(body)', 'md5(body)', 'left(body, 50)')})"
    )
    draft.migrate(
        draft.any_of(
            f"update {table.name} set body = {bulky(draft.pick)}",
            f"insert into {table.name} (id, body) select 100, {bulky(draft.pick)}",
            f"update {table.name} set body = {bulky(draft.pick)} where id > 9",
        )
    )


@scene
def not_null_column_updated(draft: Draft) -> None:
    table = draft.filled({"code": "text not null", "other": "text"}, draft.count(1), 0.3)
    change = draft.any_of(
        "code = other",
        "code = coalesce(other, code)",
        "code = nullif(code, '')",
        "code = lower(code)",
        "code = other where other is not null",
        "code = code || other",
        "code = null where id > 3",
        "other = null",
    )
    draft.migrate(f"update {table.name} set {change}")


@look_alike
def swap_in_one_statement_under_a_deferrable_key(draft: Draft) -> None:
    table = draft.keyed({"place": "integer"}, [["1"], ["2"]], "unique (place) deferrable")
    draft.migrate(f"update {table.name} set place = 3 - place")
