"""What a remedy's script refuses, how it is taken back, and what becomes of odd tables under it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.model.check import Check, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.prescribe.order import Order
from auditor.prescribe.script import apply, undo
from tests.prescribed import report_of, result_of

IDENTITY = "select string_agg(name, ',' order by name) from branches"
SCHEMA = """
create table branches (name text primary key);
insert into branches values ('North'), ('South');
create table readers (id bigint primary key, name text not null);
create table loans (reader_id bigint references readers on delete cascade, title text, due date);
create table odd (
  id int generated always as identity primary key, amount double precision, price numeric, at timestamptz,
  span interval, raw bytea, document json, tags text[], gone int, "Na""me" text
);
alter table odd drop column gone;
alter table odd add column twice int generated always as (id * 2) stored;
"""
ROWS = """
insert into readers values (1, 'Ann'), (2, 'Bob'), (3, 'Cy');
insert into loans values
  (1, 'Emma', '2019-01-01'), (1, 'Emma', '2019-01-01'), (2, null, null), (3, 'Ivanhoe', 'infinity');
"""
FIND = "select id, name from readers where name <> 'Ann' order by id"
DELETE = "delete from readers where id in (select id from found);"


@pytest.fixture
def library(each_database: Clone) -> Clone:
    each_database.execute(SCHEMA + ROWS)
    return each_database


def order(
    text: str = DELETE,
    *,
    find: str = FIND,
    touches: tuple[str, ...] = ("readers", "loans"),
    safety: Safety = Safety.SAFE,
    allow_loss: bool = False,
    total: int = 2,
    identity: str | None = "North,South",
    remedy_id: str = "drop-readers",
) -> Order:
    remedy = Remedy(remedy_id, RemedyKind.SQL, safety, "Drop them", "Drops them.", text, touches=touches)
    check = Check(
        "library/readers-unknown", "Readers", "Why not.", (SeverityRange(Severity.ABORT),), ("1",), {}, ("id",),
        frozenset(), find, Origin("pack", "x"), remedies=(remedy,),
    )  # fmt: skip
    result = replace(result_of(check, []), total=total)
    loses = "2 readers" if safety is Safety.LOSSY else None
    return Order(report_of(result, identity=identity), result, check, remedy, loses, allow_loss, IDENTITY)


def state(clone: Clone) -> dict[str, list[str]]:
    return {
        table: sorted(str(row["line"]) for row in clone.query(f"select (t.*)::text as line from {table} t"))
        for table in ("branches", "readers", "loans", "odd")
    }


def schemas(clone: Clone) -> set[str]:
    return {str(row["nspname"]) for row in clone.query("select nspname from pg_namespace where nspname !~ '^pg_'")}


def log(clone: Clone, one: Order) -> list[tuple[str, str]]:
    rows = clone.query(f'select action, table_name from auditor_quarantine."{one.name}" order by seq')
    return [(str(row["action"]), str(row["table_name"])) for row in rows]


def refused(clone: Clone, script: str) -> str:
    before = state(clone)
    with pytest.raises(QueryError) as caught:
        clone.execute(script)
    assert state(clone) == before
    assert "auditor_quarantine" not in schemas(clone)
    return str(caught.value)


def test_a_cascade_is_logged_and_taken_back_duplicates_and_all(library: Clone) -> None:
    before, one = state(library), order()
    library.execute(apply(one))
    assert library.query("select id from readers") == [{"id": 1}]
    assert sorted(log(library, one)) == [("DELETE", "public.loans")] * 2 + [("DELETE", "public.readers")] * 2
    library.execute(undo(one))
    assert state(library) == before
    assert "auditor_quarantine" not in schemas(library)


def test_rows_alike_in_a_table_without_a_key_come_back_one_by_one(library: Clone) -> None:
    before = state(library)
    one = order(
        "delete from loans where title = 'Emma'; update readers set name = 'Ann';", touches=("loans", "readers")
    )
    library.execute(apply(one))
    assert len(log(library, one)) == 5
    library.execute(undo(one))
    assert state(library) == before


def test_added_rows_are_removed_by_undo_and_nulls_are_no_hindrance(library: Clone) -> None:
    before = state(library)
    text = "insert into loans values (1, 'Emma', '2019-01-01'), (null, null, null), (null, null, null);"
    one = order(text + " update readers set name = 'Ann';")
    library.execute(apply(one))
    library.execute(undo(one))
    assert state(library) == before


def test_values_of_every_kind_come_back_exactly_whatever_the_session_prefers(library: Clone) -> None:
    library.execute(
        """
        set datestyle = 'ISO';
        insert into odd (amount, price, at, span, raw, document, tags, "Na""me") values
          (0.1::float8 + 0.2, 1.10, '2019-03-31 02:30:00.123456+05:30', '1 mon -2 days 03:04:05.6', '\\x00ff5c27',
           '{"a" : 1, "a":  "\\u0000"}', '{"a,b","c\\\\"}', E'q"\\'\\\\ \\n (x,y) NULL'),
          ('NaN', 'NaN', '-infinity', '-1 year', '', 'null', '{}', ''),
          ('-0', 0.000, null, null, null, null, '{NULL,"NULL"}', null)
        """
    )
    before = state(library)
    one = order(
        "update odd set amount = 0, price = 0, at = now(), span = null, raw = null, document = null, tags = null;"
        ' update odd set "Na""me" = \'y\';'
        " delete from odd where id = 2; update readers set name = 'Ann';",
        touches=("odd", "readers"),
    )
    odd_session = (
        "set datestyle = 'German'; set timezone = 'Asia/Kolkata'; set extra_float_digits = -10;"
        " set intervalstyle = 'sql_standard'; set bytea_output = 'escape';\n"
    )
    library.execute(odd_session + apply(one))
    library.execute(undo(one))
    assert state(library) == before


def test_another_database_is_refused_by_both_scripts(library: Clone) -> None:
    assert "is not the one audited" in refused(library, apply(order(identity="East,West")))
    library.execute(apply(order()))
    with pytest.raises(QueryError, match="is not the one audited"):
        library.execute(undo(order(identity="East,West")))
    library.execute(undo(order()))


def test_once_the_migration_has_run_neither_script_does_anything(library: Clone) -> None:
    library.execute("create table done (version bigint)")
    one = replace(order(), ledger=("done", "version"))
    one = replace(one, result=replace(one.result, migrations=("1", "2")))
    library.execute("insert into done values (1)")
    library.execute(apply(one))
    library.execute("insert into done values (2)")
    for script in (apply(one), undo(one)):
        with pytest.raises(QueryError, match="has run since the audit"):
            library.execute(script)
    library.execute("delete from done where version = 2")
    library.execute(undo(one))


def test_hostile_identity_is_compared_as_text(library: Clone) -> None:
    assert "is not the one audited" in refused(
        library, apply(order(identity="'; $auditor$; drop table loans; -- \\ %s\n"))
    )


def test_more_rows_than_were_audited_are_refused_until_the_number_is_raised(library: Clone) -> None:
    script = apply(order(total=1))
    assert "2 rows are found, but the audit saw 1" in refused(library, script)
    library.execute(script.replace("auditor.rows_at_most = '1'", "auditor.rows_at_most = '2'"))
    assert library.query("select id from readers") == [{"id": 1}]


def test_fewer_rows_than_were_audited_are_mended(library: Clone) -> None:
    library.execute(apply(order(total=99)))
    assert library.query("select id from readers") == [{"id": 1}]


def test_a_lossy_script_runs_only_once_it_is_unlocked(library: Clone) -> None:
    script = apply(order(safety=Safety.LOSSY))
    assert "this gives up 2 readers" in refused(library, script)
    library.execute(script.replace("auditor.allow_loss = 'off'", "auditor.allow_loss = 'on'"))
    assert library.query("select id from readers") == [{"id": 1}]


def test_a_lossy_script_that_was_allowed_runs(library: Clone) -> None:
    library.execute(apply(order(safety=Safety.LOSSY, allow_loss=True)))
    assert library.query("select id from readers") == [{"id": 1}]


def test_a_remedy_that_leaves_a_row_is_undone_at_once(library: Clone) -> None:
    assert "left 1 rows" in refused(library, apply(order("delete from readers where id = 2;")))


def test_rows_that_the_remedy_refuses_are_allowed_to_stay_and_only_these(library: Clone) -> None:
    text = "insert into refused select * from found where id = 3; delete from readers where id = 2;"
    library.execute(apply(order(text)))
    assert [row["id"] for row in library.query("select id from readers order by id")] == [1, 3]


def test_refusing_one_row_does_not_excuse_another(library: Clone) -> None:
    said = refused(library, apply(order("insert into refused select * from found where id = 3;")))
    assert "left 1 rows" in said


def test_undo_refuses_where_a_row_was_changed_since(library: Clone) -> None:
    one = order("update readers set name = 'Ann' where id in (select id from found);")
    library.execute(apply(one))
    library.execute("update readers set name = 'Dee' where id = 2")
    after = state(library)
    with pytest.raises(QueryError, match=r"public\.readers was changed since"):
        library.execute(undo(one))
    assert state(library) == after
    assert len(log(library, one)) == 2


def test_undo_refuses_where_another_row_took_the_place(library: Clone) -> None:
    one = order()
    library.execute(apply(one))
    library.execute("insert into readers values (2, 'New')")
    after = state(library)
    with pytest.raises(QueryError) as caught:
        library.execute(undo(one))
    assert caught.value.sqlstate == "23505"
    assert state(library) == after


def test_undo_without_a_log_does_nothing(library: Clone) -> None:
    before = state(library)
    library.execute(undo(order()))
    assert state(library) == before


def test_logs_of_two_remedies_live_side_by_side(library: Clone) -> None:
    first = order("delete from readers where id = 2;", find=FIND.replace("<> 'Ann'", "= 'Bob'"), remedy_id="drop-bob")
    second = order("delete from readers where id = 3;", find=FIND.replace("<> 'Ann'", "= 'Cy'"), remedy_id="drop-cy")
    before = state(library)
    library.execute(apply(first))
    library.execute(apply(second))
    library.execute(undo(first))
    assert "auditor_quarantine" in schemas(library)
    library.execute(undo(second))
    assert state(library) == before
    assert "auditor_quarantine" not in schemas(library)


def test_a_second_batch_of_rows_is_mended_and_undone_with_the_first(library: Clone) -> None:
    library.execute(apply(order()))
    library.execute("insert into readers values (4, 'Dee')")
    with_new = state(library)
    library.execute(apply(order()))
    assert len(log(library, order())) == 5
    library.execute(undo(order()))
    assert set(with_new["readers"]) < set(state(library)["readers"])
    assert len(state(library)["readers"]) == 4


def test_triggers_of_the_application_cannot_hide_a_change_from_the_log(library: Clone) -> None:
    library.execute(
        """
        create function shout() returns trigger language plpgsql as $$
        begin
          if tg_op = 'DELETE' and old.id = 3 then return null; end if;
          if tg_op <> 'DELETE' then new.name := upper(new.name); return new; end if;
          return old;
        end $$;
        create trigger a_shout before update or delete on readers for each row execute function shout();
        """
    )
    one = order(
        "delete from readers where id = 3; update readers set name = 'x' where id = 2;",
        find="select 2 as id where exists (select from readers where name = 'Bob')",
    )
    library.execute(apply(one))
    kept = library.query(f'select action, new_row from auditor_quarantine."{one.name}"')
    assert kept == [{"action": "UPDATE", "new_row": "(2,X)"}]


def test_a_restore_that_a_trigger_spoils_is_refused(library: Clone) -> None:
    one = order("delete from readers where id in (select id from found);")
    library.execute(apply(one))
    library.execute(
        "create function shout() returns trigger language plpgsql as"
        " $$ begin new.name := upper(new.name); return new; end $$;"
        " create trigger a_shout before insert on readers for each row execute function shout()"
    )
    after = state(library)
    with pytest.raises(QueryError, match="could not be put back as it was"):
        library.execute(undo(one))
    assert state(library) == after


def test_references_that_a_deletion_emptied_are_put_back_after_their_row(library: Clone) -> None:
    library.execute(
        "create table shelves (id int primary key, above int references shelves on delete set null);"
        " insert into shelves values (1, null), (2, 1), (3, 2), (4, 2)"
    )
    kept = library.query("select (t.*)::text from shelves t order by id")
    one = order(
        "delete from shelves where id in (1, 2); update readers set name = 'Ann';", touches=("shelves", "readers")
    )
    library.execute(apply(one))
    assert library.query("select count(*) as n from shelves where above is null") == [{"n": 2}]
    library.execute(undo(one))
    assert library.query("select (t.*)::text from shelves t order by id") == kept


def test_rows_of_one_table_that_refer_to_each_other_come_back(library: Clone) -> None:
    library.execute(
        "create table shelves (id int primary key, above int references shelves on delete cascade);"
        " insert into shelves values (1, null), (2, 1), (3, 2), (4, 3), (5, 1)"
    )
    kept = library.query("select (t.*)::text from shelves t order by id")
    one = order("delete from shelves where id = 1; update readers set name = 'Ann';", touches=("shelves", "readers"))
    library.execute(apply(one))
    assert library.query("select id from shelves") == []
    library.execute(undo(one))
    assert library.query("select (t.*)::text from shelves t order by id") == kept


def test_a_deferred_constraint_does_not_keep_the_script_from_ending(library: Clone) -> None:
    library.execute("alter table loans alter constraint loans_reader_id_fkey deferrable initially deferred")
    before, one = state(library), order("delete from loans where reader_id <> 1; delete from readers where id <> 1;")
    library.execute(apply(one))
    library.execute(undo(one))
    assert state(library) == before


def test_backslashes_read_as_escapes_are_refused(library: Clone) -> None:
    if library.server.installation.major >= 19:
        pytest.skip("backslashes are always plain on this version")
    library.execute(f'alter database "{library.database}" set standard_conforming_strings = off')
    assert "standard_conforming_strings" in refused(library, apply(order()))


def test_who_does_not_own_the_tables_gets_a_plain_error(library: Clone) -> None:
    library.execute(
        f'grant create on database "{library.database}" to auditor_restorer;'
        " grant select, delete on readers, loans, branches to auditor_restorer"
    )
    guest = replace(library, role="auditor_restorer")
    before = state(library)
    with pytest.raises(QueryError) as caught:
        guest.execute(apply(order()))
    assert caught.value.sqlstate == "42501"
    assert state(library) == before


def test_psql_runs_the_scripts_and_names_what_it_leaves_alone(library: Clone, tmp_path: Path) -> None:
    name = "x'\\\n\x1b[31m %s :name $$ \u202e"
    library.execute("update readers set name = E'x\\'\\\\\\n\\x1b[31m %s :name $$ \u202e' where id = 3")
    before, one = (
        state(library),
        order("insert into refused select * from found where id = 3; delete from readers where id = 2;"),
    )
    assert library.query("select name from readers where id = 3") == [{"name": name}]
    done = by_psql(library, tmp_path, apply(one))
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.splitlines() if "left alone" in line]
    assert len(warnings) == 1
    assert '"id":3' in warnings[0]
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert by_psql(library, tmp_path, undo(one)).returncode == 0
    assert state(library) == before


def by_psql(clone: Clone, folder: Path, script: str) -> "subprocess.CompletedProcess[str]":
    path = folder / "script.sql"
    path.write_text(script, encoding="utf-8")
    psql = [clone.server.installation.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "name=oops"]
    return subprocess.run([*psql, "-d", clone.url, "-f", str(path)], capture_output=True, text=True, check=False)
