"""What a rehearsal saw, in every format: failures in their order, what is gone, and texts of rows that stay texts."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from any_rehearsal import rehearsals
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from sample_report import POLLS, demo
from test_render_html import Page

from auditor.model.outcome import Evidence
from auditor.model.rehearsal import (
    Arrival,
    Astray,
    Diagnostics,
    Failure,
    Gone,
    Held,
    HeldLedger,
    Proof,
    Rehearsal,
    Run,
    Statement,
    TableAccount,
    Touched,
)
from auditor.model.report import Report
from auditor.model.serial import to_json
from auditor.render.formats import render

EASY = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
SCHEMA = json.loads(Path("docs/report.schema.json").read_text())
TAKEN = "discourse/polls-name-taken"


def seen() -> Rehearsal:
    return Rehearsal(
        runner="rails",
        passed=False,
        complete=True,
        failures=(
            Failure(
                POLLS,
                Diagnostics("23505", "duplicate key value violates unique constraint"),
                "duplicate key value violates unique constraint",
                (TAKEN,),
                "polls",
                Evidence(("post_id", "name"), ((5023, "where-we-meet"),), capped=True),
                2,
                "remedy merge",
            ),
            Failure("20190101000000", Diagnostics("22012", "division by zero"), "division by zero"),
        ),
        runs=(
            Run(
                POLLS,
                1.25,
                3,
                (Statement("INSERT INTO polls", 0.5),),
                {"polls": Touched(7, 1, 0)},
                {"polls": Held("AccessExclusiveLock", 0.25)},
                ("polls",),
                2_500_000,
            ),
        ),
        tables=(
            TableAccount("polls", 3, 10, 3, 0),
            TableAccount("users", 5, 4, 4, 0, gone=(Gone("rows", 1),)),
            TableAccount("cards", 5, 5, 5, 0, gone=(Gone("column", 2, "fax", meant=("derived/x",)),)),
            TableAccount("topics", 9, 9, 9, 0),
        ),
        proven={TAKEN: Proof.CONFIRMED},
        parts={"restore": 1.0, "migrate": 2.0},
        unseen=("locks of short statements",),
        log="rehearsal.log",
    )


def report(rehearsal: Rehearsal | None = None) -> Report:
    return replace(demo(), rehearsal=rehearsal or seen())


def test_the_terminal_tells_each_failure_with_its_rows_who_foresaw_it_and_what_was_done() -> None:
    text = render("terminal", report(), width=110)
    first, second = text.index("FAILED 1"), text.index("FAILED 2")
    told = text[first:second]
    assert f"MigratePollsData ({POLLS})" in told
    assert "duplicate key value violates unique constraint" in told
    assert f"2 findings in polls · foreseen by {TAKEN}" in told
    assert re.search(r"5023 +where-we-meet", told)
    assert "on the clone: remedy merge, then on" in told
    assert "foreseen by no check: a gap in the auditor" in text[second:]


def test_an_end_without_an_error_of_the_database_is_no_gap() -> None:
    hung = replace(seen(), failures=(Failure("20190101000000", None, "it did not end within 3 s"),))
    text = render("terminal", report(hung), width=110)
    assert "gap" not in text
    assert "the database told of no error, and only such are foreseen" in text


def test_why_not_all_have_run_is_in_the_headline() -> None:
    left = replace(seen(), failures=(), complete=False, stopped="the disk with /tmp is full")
    assert "stopped on the clone: the disk with /tmp is full" in render("terminal", report(left), width=110)


@pytest.mark.parametrize("form", ["terminal", "html", "markdown"])
def test_what_a_ledger_said_stands_beside_what_arrived(form: str) -> None:
    held = HeldLedger(
        "discourse/polls",
        POLLS,
        (Arrival("polls", 7, 7), Arrival("votes", 120, 118, missing=2)),
        ("post_id", "poll"),
        1,
        (Astray((5023, "lunch"), "votes", 12, 10),),
    )
    text = re.sub(r"<[^>]+>|`|\s+", " ", render(form, report(replace(seen(), ledgers=(held,))), width=110))
    told = re.sub(r" +", " ", text)
    assert "the ledger said 7 polls migrate: 7 arrived" in told
    assert "the ledger said 120 votes migrate: 118 arrived (2 missing)" in told
    assert "votes of post_id 5023, poll lunch: 12 foreseen, 10 arrived" in told.replace(" ,", ",")


def test_the_terminal_accounts_for_the_tables_that_changed_and_for_what_nobody_foresaw() -> None:
    text = render("terminal", report(), width=110)
    assert re.search(r"NOBODY FORESAW IT\n  users: 1 row", text)
    assert re.search(r"polls +3 +10", text)
    assert "column fax with 2 values" in text
    assert "topics" not in text.partition("TABLES")[2].partition("SLOWEST")[0]
    assert "1.25 s  MigratePollsData" in text
    assert "wrote 8 in polls · rewrote polls · locked polls for 0.25 s · 2.5 MB of WAL" in render(
        "terminal", report(), width=160
    )
    assert "1 happened as foreseen, 0 did not happen, 0 not reached" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "failed 2 times on the clone; once that was put right there, the rest ran"),
        ({"complete": False}, "failed 2 times on the clone, and could not go on; 1 of 12 pending migrations had run"),
        ({"passed": True, "failures": ()}, "1 of 12 pending migrations ran to the end on a clone"),
        ({"passed": True, "failures": (), "fixes": ("a.sql",)}, "ran to the end on a clone with the fixes in"),
        ({"interrupted": True}, "interrupted on the clone; 1 of 12 pending migrations had run"),
    ],
)
def test_the_first_line_says_how_it_ended(changes: dict[str, object], said: str) -> None:
    ended = replace(seen(), **changes)  # type: ignore[arg-type]
    assert said in render("terminal", report(ended), width=160).splitlines()[0]


def test_the_page_has_the_failures_the_tables_and_what_each_migration_did() -> None:
    page = Page(render("html", report()))
    for said in (
        "What happened on the clone",
        f"2 findings in polls · foreseen by {TAKEN}",
        "The first 1 of 2 rows.",
        "Gone, and nobody foresaw it",
        "3 of 4 tables are other than before.",
        "column fax with 2 values (foreseen by derived/x)",
        "wrote 8 in polls",
        "Not seen: locks of short statements",
    ):
        assert said in page.text


def test_a_pull_request_is_told_the_same() -> None:
    text = render("markdown", report())
    assert "1. **Failed** in MigratePollsData" in text
    assert "| `polls` | 3 | 10 | 0 |  |" in text
    assert "Nobody foresaw: `users`: 1 row." in text


@EASY
@given(rehearsals)
def test_any_rehearsal_follows_the_schema_and_makes_well_formed_pages(rehearsal: Rehearsal) -> None:
    some = report(rehearsal)
    Draft202012Validator(SCHEMA).validate(to_json(some))
    assert Page(render("html", some)).open == []
    unseen = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ud800-\udfff]"
    for name in ("html", "terminal", "markdown"):
        assert not re.search(unseen, render(name, some).replace("\x1b", "" if name == "terminal" else "\x1b"))


def test_every_field_written_is_described() -> None:
    written = to_json(report())["rehearsal"]
    assert isinstance(written, dict)
    assert set(written) == set(SCHEMA["$defs"]["rehearsal"]["properties"])
    for part, name in (("failures", "failure"), ("runs", "run"), ("tables", "table_account")):
        assert set(written[part][0]) == set(SCHEMA["$defs"][name]["properties"])
    assert set(written["failures"][0]["error"]) == set(SCHEMA["$defs"]["diagnostics"]["properties"])
    assert set(written["tables"][1]["gone"][0]) == set(SCHEMA["$defs"]["gone"]["properties"])
