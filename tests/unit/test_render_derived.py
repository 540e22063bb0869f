"""What the reports for people say of findings that come from source."""

from dataclasses import replace

from auditor.model.check import Origin, RemedyKind, Safety
from auditor.model.migration import MigrationStatus, Phase, Reading
from auditor.model.outcome import Evidence
from auditor.model.report import MigrationResult, RemedyResult, Report
from auditor.render.formats import render
from tests.unit.sample_report import demo

BY_HAND = RemedyResult(
    "by-hand", RemedyKind.BY_HAND, Safety.SAFE, "Look at these rows of users", "Somebody looks.", None
)


def migration(version: str, name: str, reading: Reading, *because: str) -> MigrationResult:
    status = MigrationStatus.UNREAD if reading is Reading.UNREAD else MigrationStatus.ABORT
    return MigrationResult(version, name, Phase.PRE, f"db/{version}_{name}.sql", 1, reading, status, (), because)


def derived(*migrations: MigrationResult, reason: str = "users.email will not be there by then") -> Report:
    report = demo()
    found = next(one for one in report.checks if one.evidence.rows)
    check = replace(
        found,
        id="derived/1-users-email-absent",
        origin=Origin("derived", "db/1_a.sql", 1),
        migrations=("1",),
        total=1,
        key=("name",),
        evidence=Evidence(("name", "reason"), (("users.email", reason),), capped=False),
        remedies=(BY_HAND,),
    )
    target = replace(report.target, application=None, framework="sql")
    return replace(report, checks=(check,), migrations=migrations, target=target)


def on_terminal(report: Report, *, width: int = 100) -> str:
    return render("terminal", report, details=False, colour=False, width=width, reports={})


def test_what_is_done_by_hand_is_not_said_to_cost_nothing() -> None:
    shown = on_terminal(derived(migration("1", "a", Reading.EXACT)))
    assert "by-hand  Look at these rows of users" in shown
    assert "loses nothing" not in shown
    page = render("html", derived(migration("1", "a", Reading.EXACT)))
    assert "Loses nothing" not in page
    assert "--choose derived/1-users-email-absent=by-hand" not in page
    assert "The steps are in the README.md" in page


def test_the_terminal_says_how_well_migrations_were_read() -> None:
    some = (migration("1", "a", Reading.EXACT), migration("2", "b", Reading.EXACT), migration("3", "c", Reading.UNREAD))
    assert "3 pending migrations (2 exact, 1 unread) · " in on_terminal(derived(*some))
    assert "12 pending migrations · " in on_terminal(demo())


def test_migrations_of_one_name_are_told_apart_and_their_reasons_given() -> None:
    some = (migration("1", "a", Reading.UNREAD, "line 9: it is odd"), migration("2", "a", Reading.UNREAD))
    shown = on_terminal(derived(*some))
    assert "2 of 2 migrations unread: a (1), a (2)" in shown
    assert "db/1_a.sql: line 9: it is odd" in shown
    assert "<code>1</code> is unread: line 9: it is odd." in render("html", derived(*some))


def test_a_long_cell_is_shown_whole_where_there_is_room() -> None:
    assert "users.email will not be there by then" in on_terminal(derived(migration("1", "a", Reading.EXACT)))
    shown = on_terminal(derived(migration("1", "a", Reading.EXACT)), width=50)
    assert "users.email will not be there by then" not in shown
    assert max(map(len, shown.splitlines())) <= 50


def test_the_id_of_the_first_check_is_shown_whole_to_be_copied() -> None:
    report = derived(migration("1", "a_migration_with_a_name_that_takes_much_room", Reading.EXACT))
    assert "\n  derived/1-users-email-absent\n" in on_terminal(report, width=70)


def test_a_report_without_anything_pending_says_so() -> None:
    report = replace(derived(), checks=(), verdict=type(demo().verdict).CLEAR)
    assert on_terminal(report).startswith(" CLEAR  nothing is pending\n")
