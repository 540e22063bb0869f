import random
from collections.abc import Iterator
from itertools import count

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import RESTORER, Server
from auditor.errors import QueryError
from auditor.model.outcome import Evidence
from auditor.model.rehearsal import Gone, TableAccount
from auditor.rehearse.accounts import accounts

numbers = count(1)

PEOPLE = """
create table people (id serial primary key, name text not null, nick text, age int);
insert into people (name, nick, age) select 'n' || i, 'k' || i, i from generate_series(1, 20) i;
"""
CHANGES = (
    "delete from t where id between {0} and {0} + {1}",
    "update t set a = null where id between {0} and {0} + {1}",
    "update t set b = null where id % {1} = 0",
    "update t set b = 'c' || id where id > {0} and id % {1} = 0",
    "insert into t select i, 'new', 'row' from generate_series({0}, {0} + {1}) i on conflict do nothing",
    "vacuum t",
    "vacuum full t",
    "cluster t using t_pkey",
    "update t set id = id + 10000 where id = {0}",
)


def nothing(_: tuple[str, ...]) -> frozenset[str]:
    return frozenset()


class Trial:
    """A database made of one script, and its clone after another."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.made: list[str] = []

    def clones(self, schema: str, change: str) -> tuple[Clone, Clone]:
        name = f"account_{next(numbers)}"
        self.made += [f"{name}_after", name]
        before = self.server.create(name, owner=RESTORER)
        before.execute(schema)
        after = self.server.create(f"{name}_after", name, owner=RESTORER)
        for step in change.split(";;"):
            after.execute(step)
        return before, after

    def __call__(self, schema: str, change: str) -> dict[str, TableAccount]:
        before, after = self.clones(schema, change)
        found = accounts(before, after, private=nothing)
        return {one.table: one for one in found}


@pytest.fixture
def trial(each_server: Server) -> Iterator[Trial]:
    one = Trial(each_server)
    yield one
    for name in one.made:
        each_server.drop(name)


def sampled(column: str, *keys: object, capped: bool = False) -> Evidence:
    return Evidence((column,), tuple((one,) for one in keys), capped=capped)  # type: ignore[misc]


def test_a_table_that_nobody_wrote_has_all_its_rows(trial: Trial) -> None:
    assert trial(PEOPLE, "select 1")["people"] == TableAccount("people", 20, 20, 20, 0)


def test_rows_that_were_only_read_locked_or_vacuumed_are_not_changed(trial: Trial) -> None:
    change = "begin; select * from people for update; commit;; vacuum freeze people;; create index on people (name)"
    assert trial(PEOPLE, change)["people"] == TableAccount("people", 20, 20, 20, 0)


def test_new_rows_are_no_loss(trial: Trial) -> None:
    found = trial(PEOPLE, "insert into people (name) select 'new' from generate_series(1, 3)")
    assert found["people"] == TableAccount("people", 20, 23, 20, 0)


def test_deleted_rows_are_named_by_their_key_in_its_order(trial: Trial) -> None:
    found = trial(PEOPLE, "delete from people where id > 8")["people"]
    assert (found.before, found.after, found.stayed, found.changed) == (20, 8, 8, 0)
    assert found.gone == (Gone("rows", 12, sample=sampled("id", 9, 10, 11, 12, 13, capped=True)),)


def test_a_row_whose_place_was_taken_by_another_is_gone(trial: Trial) -> None:
    change = "delete from people where id = 3;; vacuum people;; insert into people (id, name) values (99, 'later')"
    found = trial(PEOPLE, change)["people"]
    assert (found.before, found.after, found.stayed, found.changed) == (20, 20, 19, 0)
    assert found.gone == (Gone("rows", 1, sample=sampled("id", 3)),)


def test_a_row_deleted_and_put_back_as_it_was_is_neither_gone_nor_changed(trial: Trial) -> None:
    change = "create temp table kept as table people; delete from people; insert into people select * from kept"
    assert trial(PEOPLE, change)["people"] == TableAccount("people", 20, 20, 20, 0)


def test_an_update_that_sets_what_was_there_changes_nothing(trial: Trial) -> None:
    found = trial(PEOPLE, "update people set nick = nick;; update people set age = 0 where id = 7")["people"]
    assert found == TableAccount("people", 20, 20, 20, 1)


def test_values_that_became_null_are_counted_by_column(trial: Trial) -> None:
    found = trial(
        PEOPLE, "update people set nick = null where id in (4, 5);; update people set age = null where id = 5"
    )
    assert found["people"].gone == (
        Gone("values", 2, "nick", sampled("id", 4, 5)),
        Gone("values", 1, "age", sampled("id", 5)),
    )
    assert found["people"].changed == 2


def test_a_dropped_column_counts_its_values_and_leaves_rows_unchanged(trial: Trial) -> None:
    schema = PEOPLE + "update people set nick = null where id > 2;"
    found = trial(schema, "alter table people drop column nick;; alter table people add column extra int default 1")
    assert found["people"] == TableAccount(
        "people", 20, 20, 20, 0, gone=(Gone("column", 2, "nick", sampled("id", 1, 2)),)
    )


def test_a_renamed_column_and_a_renamed_table_are_followed(trial: Trial) -> None:
    change = "alter table people rename column nick to alias;; alter table people rename to persons"
    found = trial(PEOPLE, change + ";; update persons set alias = null where id = 1")
    assert found == {
        "people": TableAccount(
            "people",
            *(20, 20, 20, 1),
            gone=(Gone("values", 1, "nick", sampled("id", 1)),),
            note="it is called persons now",
        )
    }


def test_a_column_made_anew_under_its_name_is_compared_by_its_values(trial: Trial) -> None:
    change = (
        "alter table people add column other text;; update people set other = nick where id <> 6;;"
        "alter table people drop column nick;; alter table people rename column other to nick"
    )
    found = trial(PEOPLE, change)["people"]
    assert found.gone == (Gone("values", 1, "nick", sampled("id", 6)),)
    assert found.changed == 1


def test_a_table_made_anew_under_its_name_is_compared_by_its_key(trial: Trial) -> None:
    change = (
        "create table people_new (like people including all);;"
        "insert into people_new select * from people where id < 20;;"
        "alter table people alter column id drop default;; alter sequence people_id_seq owned by none;;"
        "drop table people;; alter table people_new rename to people"
    )
    found = trial(PEOPLE, change)["people"]
    assert found == TableAccount(
        "people", 20, 19, 19, 0, (Gone("rows", 1, sample=sampled("id", 20)),), "it was made anew"
    )


def test_a_rewritten_table_is_compared_by_its_values(trial: Trial) -> None:
    change = "alter table people alter column id type bigint, alter column age type numeric(10, 2)"
    found = trial(PEOPLE, change)["people"]
    assert (found.stayed, found.changed, found.gone) == (20, 20, ())
    assert found.note is not None
    assert "column age was integer and is numeric" in found.note
    same = trial(PEOPLE, "alter table people alter column id type bigint")["people"]
    assert same == TableAccount("people", 20, 20, 20, 0)


def test_truncated_and_dropped_tables_lose_every_row(trial: Trial) -> None:
    schema = PEOPLE + "create table pets (tag text primary key); insert into pets values ('rex'), ('tom');"
    found = trial(
        schema, "truncate people;; drop table pets;; create table cars (id int);; insert into cars values (1)"
    )
    assert found["people"].gone == (Gone("rows", 20, sample=sampled("id", 1, 2, 3, 4, 5, capped=True)),)
    assert found["pets"] == TableAccount(
        "pets", 2, None, 0, 0, (Gone("table", 2, sample=sampled("tag", "rex", "tom")),)
    )
    assert found["cars"] == TableAccount("cars", None, 1, 0, 0)


def test_rows_without_a_key_are_told_apart_by_their_values_alone(trial: Trial) -> None:
    schema = "create table tags (post int, tag text); insert into tags select i / 2, 't' from generate_series(1, 9) i;"
    found = trial(schema, "delete from tags where post = 1;; update tags set tag = 'u' where post = 3")["tags"]
    assert (found.before, found.after, found.stayed, found.changed) == (9, 7, None, None)
    assert found.gone == (Gone("rows", 2),)
    assert found.note is not None
    assert "4 rows are not there as they were, and 2 are there that were not" in found.note
    as_before = trial(
        schema, "update tags set tag = tag;; alter table tags rename to labels;; insert into labels values (8)"
    )
    assert as_before["tags"] == TableAccount("tags", 9, 10, 9, 0, note="it is called labels now")
    only = trial(schema, "delete from tags where post = 1")["tags"]
    assert only == TableAccount("tags", 9, 7, 7, 0, (Gone("rows", 2),))


def test_a_unique_key_serves_only_where_it_can_hold_no_null(trial: Trial) -> None:
    schema = (
        "create table a (k text not null unique, v int); create table b (k text unique, v int);"
        "insert into a select 'x' || i, i from generate_series(1, 9) i; insert into b table a;"
    )
    found = trial(schema, "update a set v = 0 where v = 2;; update b set v = 0 where v = 2")
    assert (found["a"].stayed, found["a"].changed) == (9, 1)
    assert (found["b"].stayed, found["b"].changed) == (None, None)


def test_keys_of_any_text_come_in_one_order(trial: Trial) -> None:
    texts = r"E'\t', E'a\nb', 'a b', E'a\\b', '\N', '', 'é', 'Z', 'z', '😀', 'a'"
    schema = (
        "create table odd (a text, b int, primary key (a, b));"
        f"insert into odd select x, 1 from unnest(array[{texts}]) as x;"
    )
    found = trial(schema, "update odd set b = b;; delete from odd where a in (E'a\\nb', '😀')")["odd"]
    assert (found.stayed, found.changed) == (9, 0)
    assert found.gone == (Gone("rows", 2, sample=Evidence(("a", "b"), (("a\nb", 1), ("😀", 1)), capped=False)),)


def test_partitions_are_one_table_with_their_parent(trial: Trial) -> None:
    schema = (
        "create table log (id int primary key, t text) partition by range (id);"
        "create table log_1 partition of log for values from (0) to (10);"
        "create table log_2 partition of log for values from (10) to (100);"
        "insert into log select i, 't' from generate_series(1, 30) i;"
    )
    assert trial(schema, "select 1") == {"log": TableAccount("log", 30, 30, 30, 0)}
    found = trial(schema, "drop table log_1;; update log set t = 'u' where id = 20")
    assert (found["log"].stayed, found["log"].changed) == (21, 1)
    assert found["log"].gone[0].count == 9
    detached = trial(schema, "alter table log detach partition log_1")
    assert detached["log"].gone[0].count == 9
    assert detached["log_1"] == TableAccount("log_1", None, 9, 0, 0)


def test_a_table_that_becomes_a_partition_keeps_its_rows(trial: Trial) -> None:
    change = (
        "alter table people rename to people_old;; create table people (like people_old) partition by range (id);;"
        "alter table people attach partition people_old for values from (0) to (1000)"
    )
    found = trial(PEOPLE, change)
    assert found == {"people": TableAccount("people", 20, 20, 20, 0, note="it was made anew")}


def test_tables_that_inherit_are_accounted_for_by_themselves(trial: Trial) -> None:
    schema = PEOPLE + "create table staff () inherits (people); insert into staff (name) values ('boss');"
    found = trial(schema, "delete from staff")
    assert found["people"] == TableAccount("people", 20, 20, 20, 0)
    assert (found["staff"].before, found["staff"].after, found["staff"].gone[0].count) == (1, 0, 1)


def test_other_schemas_are_named_and_those_of_the_auditor_are_left_out(trial: Trial) -> None:
    change = "".join(f"create schema auditor_{one} create table t (i int);" for one in ("watch", "quarantine", "kept"))
    found = trial("create schema shop; create table shop.items (id int primary key)", change)
    assert found == {"shop.items": TableAccount("shop.items", 0, 0, 0, 0)}


def test_few_changes_in_a_table_of_many_blocks_are_all_found(trial: Trial) -> None:
    schema = (
        "create table wide (id int primary key, t text);"
        "insert into wide select i, repeat('x', 500) from generate_series(1, 2000) i;"
    )
    change = (
        "update wide set t = 'y' where id in (1, 1000);; delete from wide where id in (500, 2000);;"
        "insert into wide values (3000, 'new');; update wide set t = null where id = 700"
    )
    found = trial(schema, change)["wide"]
    assert (found.before, found.after, found.stayed, found.changed) == (2000, 1999, 1998, 3)
    assert found.gone == (
        Gone("rows", 2, sample=sampled("id", 500, 2000)),
        Gone("values", 1, "t", sampled("id", 700)),
    )


@pytest.mark.parametrize("seed", range(6))
def test_an_account_is_what_a_comparison_of_all_rows_gives(trial: Trial, seed: int) -> None:
    dice = random.Random(seed)
    schema = (
        "create table t (id int primary key, a text, b text);"
        "insert into t select i, repeat('a', 300), 'b' from generate_series(1, 800) i;"
    )
    change = ";;".join(dice.choice(CHANGES).format(dice.randrange(800), dice.choice((1, 5, 60))) for _ in range(5))
    before, after = trial.clones(schema, change)
    (found,) = accounts(before, after, private=nothing)
    old, new = ({row["id"]: row for row in one.query("select id, a, b from t")} for one in (before, after))
    both = old.keys() & new.keys()
    empty = {name: sum(old[one][name] is not None and new[one][name] is None for one in both) for name in ("a", "b")}
    rows = len(old) - len(both)
    assert (found.before, found.after, found.stayed) == (len(old), len(new), len(both))
    assert found.changed == sum(old[one] != new[one] for one in both)
    assert {one.column: one.count for one in found.gone} == {
        name: count for name, count in {None: rows, **empty}.items() if count
    }


def test_private_parts_of_a_key_are_masked(trial: Trial) -> None:
    before, after = trial.clones(
        "create table u (email text primary key, n int); insert into u values ('a@b.c', 1)", "delete from u"
    )
    (found,) = accounts(before, after, private=lambda names: frozenset({"email"} & set(names)))
    assert found.gone[0].sample == sampled("email", "***")


def test_a_table_that_cannot_be_read_is_noted_and_the_others_go_on(trial: Trial) -> None:
    schema = PEOPLE + "create table locked (id int primary key, email text);"
    change = "alter table locked enable row level security;; alter table locked force row level security"
    found = trial(schema, change)
    assert found["people"].before == 20
    assert found["locked"].before is None
    assert found["locked"].note is not None
    assert found["locked"].note.startswith("not accounted for: query would be affected by row-level security")


def test_a_dropped_database_is_an_error(trial: Trial) -> None:
    before, after = trial.clones(PEOPLE, "select 1")
    trial.server.drop(after.database)
    with pytest.raises(QueryError, match="does not exist"):
        accounts(before, after, private=nothing)


def test_functions_of_the_database_do_not_stand_in_for_those_of_the_server(trial: Trial) -> None:
    schema = PEOPLE + (
        "create function public.hashtextextended(text, bigint) returns bigint language sql as 'select 1::bigint';"
        "create function public.count(text) returns text language sql as 'select ''no''';"
    )
    assert trial(schema, "update people set age = -1 where id = 1")["people"].changed == 1


def test_progress_is_told_table_by_table(trial: Trial) -> None:
    before, after = trial.clones(PEOPLE + "create table b ()", "select 1")
    told: list[tuple[int, int]] = []
    accounts(before, after, private=nothing, done=lambda nth, of: told.append((nth, of)))
    assert told == [(1, 2), (2, 2)]
