import re
from dataclasses import replace

import pytest
from any_report import reports
from hypothesis import HealthCheck, given, settings
from rich.text import Text
from sample_report import bare, demo, full, polls_check, settled

from auditor.model.check import Severity
from auditor.model.outcome import Evidence, Status
from auditor.model.report import Lock, Report, Verdict
from auditor.render.formats import render


@pytest.mark.parametrize(("width", "height"), [(80, 24), (100, 30)])
def test_the_summary_of_the_demo_fits_one_screen(width: int, height: int) -> None:
    report = replace(demo(), locks=(Lock("reader role", held=False, note="the login may write"),))
    lines = render("terminal", report, width=width, reports={"json": "auditor-demo/report.json"}).splitlines()
    assert len(lines) < height
    assert max(map(len, lines)) <= width


def test_the_verdict_is_the_first_line_and_the_command_among_the_last() -> None:
    lines = render("terminal", demo(), reports={"json": "report.json"}).splitlines()
    assert lines[0] == " BLOCKED  phase 2 of Discourse 2.3.0 will abort"
    assert "  auditor remediate report.json --out fixes/" in lines[-2:]


def test_the_summary_says_what_blocks_which_rows_and_what_each_way_out_costs() -> None:
    text = render("terminal", demo(), width=80)
    assert "An old poll waits for a name that a new poll has taken" in text
    assert "2 rows · MigratePollsData (20180820080623) · discourse/polls-name-taken" in text
    assert re.search(r"5023 +where-we-meet +640", text)
    assert re.search(r"merge +sql, safe +loses nothing", text)
    assert re.search(r"keep-new +sql, lossy +loses 17 votes · 9 voters", text)
    assert "11 of 12 migrations unread: RemoveSuperfluousColumns" in text
    assert re.search(r"… \d+ more$", text, re.MULTILINE)


def test_no_row_is_lost_from_sight_without_a_word() -> None:
    rows = tuple((number, "x" * 60) for number in range(20))
    check = replace(polls_check(), total=5000, evidence=Evidence(("post_id", "name"), rows, capped=True))
    text = render("terminal", replace(demo(), checks=(check,)), width=80)
    assert "… 4,997 more rows" in text
    assert "not shown for want of width" not in text
    wide = Evidence(tuple(f"column_{n}" for n in range(12)), (tuple("y" * 20 for _ in range(12)),), capped=False)
    text = render("terminal", replace(demo(), checks=(replace(check, evidence=wide, key=("column_11",)),)), width=80)
    assert "column_11" in text.split("not shown for want of width")[0]
    assert "not shown for want of width: column_" in text


@pytest.mark.parametrize("details", [False, True])
@pytest.mark.parametrize("report", [demo(), full(), replace(demo(), verdict=Verdict.CLEAR, checks=())])
def test_no_word_of_ease_while_something_is_unknown(report: Report, details: bool) -> None:
    shown = replace(report, checks=tuple(replace(one, title="t", why="w") for one in report.checks))
    assert not re.search(r"\b(clear|green)\b", render("terminal", shown, details=details), re.IGNORECASE)


def test_a_settled_report_is_clear_and_asks_for_nothing() -> None:
    text = render("terminal", settled())
    assert text.startswith(" CLEAR  nothing found that stops")
    assert "NEXT" not in text
    assert "NOT KNOWN" not in text


def test_details_show_every_row_every_name_and_every_lock() -> None:
    text = render("terminal", full(), details=True, width=120)
    for told in (
        "DropClaimedById",
        "timeout after 30 s",
        "no table tags",
        "accepted by Ann",
        "Merge the old votes into the new poll",
        "plugins/poll/db/post_migrate",
        "Ledger discourse/polls",
        "refuses every write",
        "MISSING reader role",
        "restored from forum",
    ):
        assert told in " ".join(text.split())


def test_many_checks_are_one_line_each_and_the_rest_is_counted() -> None:
    checks = tuple(bare(f"x/y{n}", Status.FOUND, Severity.LOSS, total=n) for n in range(1, 21))
    text = render("terminal", replace(demo(), checks=checks), width=80)
    assert len(text.splitlines()) < 30
    assert "… 13 more checks found something" in text


def test_missing_locks_and_untold_checks_are_named() -> None:
    text = render("terminal", full(), width=120)
    assert "discourse/votes-untold: timeout after 30 s" in text
    assert "lock missing: reader role: the login may write" in text
    assert "read-only transaction" not in text


def test_colours_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    plain = render("terminal", full(), details=True)
    assert "\x1b" not in plain
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = render("terminal", full(), details=True, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == plain.split()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_no_row_reaches_the_terminal_as_a_control_character_or_past_the_width(report: Report) -> None:
    text = render("terminal", report, width=80)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029]", text)
    summary = text.split("\nNEXT\n")[0]
    assert all(Text(line).cell_len <= 80 for line in summary.splitlines())
    details = render("terminal", report, width=80, details=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029]", details)
