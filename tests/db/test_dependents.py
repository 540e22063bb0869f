"""What hangs on a table or a column and stops its end or its change: foreseen as the server does it."""

from pathlib import Path

from auditor.commands import audit
from auditor.commands.audit import Options
from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.model.check import Severity
from auditor.model.outcome import Status
from auditor.render.progress import Progress

TRIGGER = "create trigger g_{t} before update{of} on {t} for each row{when} execute function noted()"
OF, WHEN = TRIGGER.replace("{when}", ""), TRIGGER.replace("{of}", "").replace("{when}", " when (new.a > 1)")
POLICY = "create policy p on {t} using (a > 1)"
OTHERS = "create table u_{t} (id int); create policy p on u_{t} using (exists (select from {t} where {t}.a = u_{t}.id))"
RULE = "create rule r as on delete to {t} do instead update {t} set a = old.a"
BODY = "create function f_{t}() returns bigint begin atomic select count(a) from {t}; end"
LISTED = "create publication p_{t} for table {t} (id, a)"
CHOSEN = "create publication p_{t} for table {t} where (a > 1) with (publish = 'insert')"
ROWS = "create table u_{t} (id int, r {t})"
DROP, TYPE, TABLE = "alter table {t} drop a", "alter table {t} alter a type bigint", "drop table {t}"

CASES = (
    *((made, end) for made in (POLICY, OTHERS, RULE, BODY, LISTED, CHOSEN, ROWS) for end in (DROP, TYPE, TABLE)),
    *((OF.replace("{of}", " of a"), end) for end in (DROP, TYPE, TABLE)),
    *((WHEN, end) for end in (DROP, TYPE, TABLE)),
    (WHEN + "; alter table {t} disable trigger g_{t}", DROP),
    (OF.replace("{of}", ""), DROP),
    ("create publication p_{t} for table {t}", DROP),
    ("create statistics s_{t} on id, a from {t}", DROP),
    ("create function f_{t}({t}) returns int language sql as 'select 1'", DROP),
    ("create function f_{t}({t}) returns int language sql as 'select 1'", TABLE),
    ("create function f_{t}() returns bigint language sql as 'select count(a) from {t}'", TABLE),
    ("create view v_{t} as select id from {t}", DROP),
    ("create view v_{t} as select id from {t}; create view w_{t} as select * from v_{t}", "drop view v_{t}"),
    (BODY, "drop function f_{t}(); " + DROP),
    (BODY, "create or replace " + BODY.removeprefix("create ").replace("(a)", "(id)") + "; " + DROP),
    (LISTED, "drop publication p_{t}; " + DROP),
    (LISTED, "alter publication p_{t} set table {t}; " + DROP),
    (OF.replace("{of}", " of a"), "drop trigger g_{t} on {t}; " + DROP),
    ("", OF.replace("{of}", " of a") + "; " + DROP),
    (POLICY, "drop policy p on {t}; " + DROP),
    (RULE, "drop rule r on {t}; " + DROP),
    (POLICY, "alter table {t} rename a to b; alter table {t} drop b"),
    (OTHERS, "drop table u_{t}; " + TABLE),
    (ROWS, "alter table u_{t} drop r; " + TABLE),
)
PARTED = "create table parted (a int) partition by list (a); create table ranged (a int) partition by range (a)"


def test_what_hangs_on_a_table_stops_what_the_server_refuses_and_nothing_else(database: Clone, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0000_begin.sql").write_text("select 1;\n")
    database.execute(
        "create table schema_migrations (version text primary key); insert into schema_migrations values ('0000');"
        "create function noted() returns trigger language plpgsql as 'begin return new; end'; " + PARTED
    )
    pending = {"alter table parted drop a": 90, "alter table ranged alter a type bigint": 91}
    for number, (made, end) in enumerate(CASES, 1):
        database.execute(f"create table t{number} (id int primary key, a int); {made.replace('{t}', f't{number}')}")
        pending[end.replace("{t}", f"t{number}")] = number
    for statement, number in pending.items():
        (folder / f"{number:04}_step.sql").write_text(statement + ";\n")
    options = Options(sources=(tmp_path,), ignore=("postgres/*",))
    report = audit.run(database.reader_url, options, progress=Progress(False))
    stopping = [one for one in report.checks if one.status is Status.FOUND and one.severity is Severity.ABORT]
    said = {int(version): one.sqlstate for one in stopping for version in one.migrations}
    happened = {number: refusal(database, statement) for statement, number in pending.items()}
    assert said == {number: state for number, state in happened.items() if state is not None}
    assert {"2BP01", "0A000", "42P16"} == set(said.values())


def refusal(clone: Clone, statement: str) -> str | None:
    try:
        clone.execute(f"begin; {statement}; rollback")
    except QueryError as error:
        return error.sqlstate
    return None


def test_an_extension_that_the_server_does_not_have_stops_the_migration_and_one_in_a_backup_is_not_known(
    each_database: Clone, tmp_path: Path
) -> None:
    pending = (
        "create extension not_there",
        'create extension if not exists "odd-name"',
        "create extension if not exists plpgsql",
        "create extension plpgsql",
        "create extension pg_trgm",
        "drop extension if exists plpgsql; create extension plpgsql",
    )
    folder = tmp_path / "migrations"
    folder.mkdir()
    each_database.execute("create table schema_migrations (version text primary key)")
    for number, statement in enumerate(pending):
        (folder / f"{number:04}_step.sql").write_text(f"create table made_{number} (id int); {statement};\n")

    def stopping(url: str) -> dict[int, str | None]:
        options = Options(sources=(tmp_path,), ignore=("postgres/*",))
        report = audit.run(url, options, progress=Progress(False))
        return {int(version): one.sqlstate for one in report.checks for version in one.migrations if one.total}

    happened = {number: refusal(each_database, statement) for number, statement in enumerate(pending)}
    assert stopping(each_database.url) == {number: state for number, state in happened.items() if state is not None}
    assert stopping(each_database.reader_url) == {3: "42710"}  # as a backup is read, on a server that stands in
