"""Every check folder, tried on its own cases: what it finds, that the upgrade breaks, that each remedy mends it."""

import csv
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.polyfill import for_server
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.model.check import Check, Remedy, RemedyKind, Severity
from auditor.packs.checks import load_check
from auditor.prescribe import guard
from auditor.prescribe.order import Order
from auditor.prescribe.script import apply, undo
from tests.prescribed import report_of, result_of

ROOT = Path(__file__).parent.parent / "checks"
FOLDERS = sorted(one.parent for one in ROOT.glob("*/*/check.toml"))
CASES = ("schema.sql", "good.sql", "bad.sql", "bad.csv")
INTEGRITY = "23"

numbers = count(1)


@dataclass(frozen=True)
class Case:
    folder: Path
    check: Check

    def text(self, name: str) -> str:
        return (self.folder / "cases" / name).read_text(encoding="utf-8")


def loaded(folder: Path) -> Case:
    return Case(folder, load_check(folder, folder.parent.name))


CHECKS = [pytest.param(one, id=f"{one.parent.name}/{one.name}") for one in FOLDERS]
REMEDIES = [
    pytest.param(folder, remedy.id, id=f"{folder.parent.name}/{folder.name}:{remedy.id}")
    for folder in FOLDERS
    for remedy in loaded(folder).check.remedies
    if remedy.kind is RemedyKind.SQL
]
GUARDS = [
    pytest.param(folder, remedy.id, id=f"{folder.parent.name}/{folder.name}:{remedy.id}")
    for folder in FOLDERS
    for remedy in loaded(folder).check.remedies
    if remedy.kind is RemedyKind.GUARD
]


def prepared(server: Server, case: Case, *rows: str) -> Clone:
    clone = server.create(f"check_{next(numbers)}")
    for name in ("schema.sql", *rows):
        clone.execute(case.text(name))
    return clone


def found(case: Case, clone: Clone) -> list[dict[str, str]]:
    rows = clone.query(for_server(case.check.find.strip().rstrip(";"), clone.server.installation.major))
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def upgraded(case: Case, clone: Clone) -> str | None:
    """The state in which the upgrade stops on a copy of the database, None where it passes."""
    copy = clone.server.create(f"check_{next(numbers)}", clone.database)
    try:
        copy.execute(case.check.upgrade or "")
    except QueryError as error:
        return error.sqlstate or "unknown"
    finally:
        clone.server.drop(copy.database)
    return None


def contents(clone: Clone) -> dict[str, list[str]]:
    """Every row of every table, as PostgreSQL writes it, and every trigger and function."""
    tables = clone.query(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    held = {
        str(one["name"]): sorted(
            str(row["line"]) for row in clone.query(f"select (t.*)::text as line from {one['name']} t")
        )
        for one in tables
    }
    made = clone.query(
        "select tgname || tgrelid::regclass as line from pg_trigger where not tgisinternal"
        " union all select oid::regprocedure::text from pg_proc where pronamespace not in"
        " (select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema') or nspname like 'pg_t%')"
    )
    return {**held, "triggers and functions": sorted(str(one["line"]) for one in made)}


def aborting(case: Case, clone: Clone) -> dict[str, list[dict[str, str]]]:
    """What the checks of the pack find that say abort, for the migrations of this one."""
    others = [
        loaded(one)
        for one in FOLDERS
        if one.parent == case.folder.parent
        and any(said.severity is Severity.ABORT for said in loaded(one).check.severities)
        and set(loaded(one).check.guards) & set(case.check.guards)
    ]
    return {one.check.id: found(one, clone) for one in others}


def timeless(held: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same without the times of this run."""
    return {name: [re.sub(r'"20[2-9]\d-[^"]*"', "now", line) for line in lines] for name, lines in held.items()}


def order(case: Case, clone: Clone, remedy: Remedy, *, allow_loss: bool = True) -> Order:
    result = result_of(case.check, found(case, clone))
    return Order(report_of(result), result, case.check, remedy, "some rows", allow_loss, None)


@pytest.mark.parametrize("folder", CHECKS)
def test_a_check_brings_all_its_cases(folder: Path) -> None:
    case = loaded(folder)
    assert [name for name in CASES if not (folder / "cases" / name).is_file()] == []
    if any(one.severity is Severity.ABORT for one in case.check.severities):
        assert case.check.upgrade is not None, "a check that says abort brings the statement that aborts"
    kept = {one.stem for one in (folder / "remedies").glob("*")} if (folder / "remedies").is_dir() else set()
    assert kept == {one.id for one in case.check.remedies if one.kind is not RemedyKind.SKIP_PATCH}


@pytest.mark.parametrize("folder", CHECKS)
def test_rows_that_do_not_break_are_not_found_and_let_the_upgrade_through(folder: Path, each_server: Server) -> None:
    case = loaded(folder)
    clone = prepared(each_server, case, "good.sql")
    assert found(case, clone) == []
    assert upgraded(case, clone) is None
    each_server.drop(clone.database)


@pytest.mark.parametrize("folder", CHECKS)
def test_rows_that_break_are_found_exactly_and_stop_the_upgrade(folder: Path, each_server: Server) -> None:
    case = loaded(folder)
    clone = prepared(each_server, case, "bad.sql")
    with (folder / "cases" / "bad.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert expected, "bad.csv has no rows"
    assert found(case, clone) == expected
    if case.check.upgrade is not None:
        assert (upgraded(case, clone) or "passed").startswith(INTEGRITY)
    each_server.drop(clone.database)


@pytest.mark.parametrize(("folder", "remedy_id"), REMEDIES)
def test_a_remedy_mends_and_can_be_taken_back(folder: Path, remedy_id: str, each_server: Server) -> None:
    case = loaded(folder)
    remedy = case.check.remedy(remedy_id)
    assert remedy is not None
    clone = prepared(each_server, case, "bad.sql")
    before = contents(clone)
    written = order(case, clone, remedy)
    clone.execute(apply(written))
    assert found(case, clone) == []
    assert upgraded(case, clone) is None
    mended = contents(clone)
    assert mended != before
    clone.execute(apply(written))
    assert contents(clone) == mended, "a second run changed something"
    clone.execute(undo(written))
    assert contents(clone) == before, "undo did not restore what was there"
    clone.execute(undo(written))
    assert contents(clone) == before, "a second undo changed something"
    each_server.drop(clone.database)


@pytest.mark.parametrize(("folder", "remedy_id"), REMEDIES)
def test_a_remedy_leaves_good_rows_and_the_database_as_they_were(
    folder: Path, remedy_id: str, each_server: Server
) -> None:
    case = loaded(folder)
    remedy = case.check.remedy(remedy_id)
    assert remedy is not None
    clone = prepared(each_server, case, "good.sql")
    before = contents(clone)
    clone.execute(apply(replace(order(case, clone, remedy), loses=None)))
    assert contents(clone) == before
    each_server.drop(clone.database)


@pytest.mark.parametrize(("folder", "remedy_id"), REMEDIES)
def test_a_remedy_watches_every_table_it_writes(folder: Path, remedy_id: str, each_server: Server) -> None:
    case = loaded(folder)
    remedy = case.check.remedy(remedy_id)
    assert remedy is not None
    clone = prepared(each_server, case, "bad.sql")
    before = contents(clone)
    written = order(case, clone, remedy)
    clone.execute(apply(written))
    after = contents(clone)
    changed = {name for name in before if after[name] != before[name]} - {"triggers and functions"}
    logged = clone.query(f'select distinct table_name as name from auditor_quarantine."{written.name}"')
    assert changed == {str(one["name"]) for one in logged}
    assert changed <= {f"public.{name}" for name in remedy.touches}
    each_server.drop(clone.database)


@pytest.mark.parametrize(("folder", "remedy_id"), GUARDS)
def test_a_guard_keeps_what_the_application_does_from_breaking_the_upgrade(
    folder: Path, remedy_id: str, each_server: Server
) -> None:
    case = loaded(folder)
    remedy = case.check.remedy(remedy_id)
    assert remedy is not None
    clone = prepared(each_server, case, "bad.sql")
    before = aborting(case, clone)
    clone.execute(case.text("offend.sql"))
    assert aborting(case, clone) != before, "offend.sql breaks nothing, so that there is nothing to guard against"
    each_server.drop(clone.database)
    clone = prepared(each_server, case, "bad.sql")
    clone.execute(guard.install(order(case, clone, remedy)))
    with suppress(QueryError):
        clone.execute(case.text("offend.sql"))
    assert aborting(case, clone) == before
    each_server.drop(clone.database)


@pytest.mark.parametrize(("folder", "remedy_id"), GUARDS)
def test_a_guard_can_be_put_up_twice_and_leaves_no_trace(folder: Path, remedy_id: str, each_server: Server) -> None:
    case = loaded(folder)
    remedy = case.check.remedy(remedy_id)
    assert remedy is not None
    clone = prepared(each_server, case, "bad.sql")
    before = contents(clone)
    written = order(case, clone, remedy)
    clone.execute(guard.install(written))
    up = contents(clone)
    assert up != before
    clone.execute(guard.install(written))
    assert contents(clone) == up, "a second run changed something"
    clone.execute(guard.remove(written))
    assert contents(clone) == before, "something of it stayed"
    clone.execute(guard.remove(written))
    assert contents(clone) == before, "a second removal changed something"
    each_server.drop(clone.database)


@pytest.mark.parametrize(("folder", "remedy_id"), GUARDS)
def test_a_guard_that_changes_rows_watches_them_and_can_be_taken_back(
    folder: Path, remedy_id: str, each_server: Server
) -> None:
    case = loaded(folder)
    remedy = case.check.remedy(remedy_id)
    assert remedy is not None
    clone = prepared(each_server, case, "bad.sql")
    written = order(case, clone, remedy)
    if remedy.touches:
        clone.execute(case.text("offend.sql"))
        unguarded = contents(clone)
        each_server.drop(clone.database)
        clone = prepared(each_server, case, "bad.sql")
    else:
        unguarded = contents(clone)
    clone.execute(guard.install(written))
    with suppress(QueryError):
        clone.execute(case.text("offend.sql"))
    clone.execute(guard.remove(written))
    if remedy.touches:
        clone.execute(guard.undo(written))
    assert timeless(contents(clone)) == timeless(unguarded)
    each_server.drop(clone.database)


def test_there_are_checks_to_try() -> None:
    assert FOLDERS
