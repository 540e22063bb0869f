import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from any_report import hostile_texts, reports
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from sample_report import POLLS, bare, demo, full, settled, with_texts

from auditor.model.check import Severity
from auditor.model.migration import Reading
from auditor.model.outcome import Evidence, Status
from auditor.model.report import Report, Verdict
from auditor.render.formats import render

SARIF = Draft202012Validator(json.loads((Path(__file__).parent / "sarif-2.1.0-subset.schema.json").read_text()))
EASY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PATH = f"plugins/poll/db/post_migrate/{POLLS}_migrate_polls_data.rb"


def _suite(report: Report) -> Xml.Element:
    suite = Xml.fromstring(render("junit", report).encode()).find("testsuite")
    assert suite is not None
    return suite


def _case(report: Report, name: str) -> Xml.Element:
    return next(one for one in _suite(report) if one.get("name") == name)


def test_junit_has_a_case_for_each_check_and_each_unread_migration() -> None:
    suite = _suite(full())
    assert len(suite) == len(full().checks) + 11
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "19",
        "failures": "2",
        "errors": "12",
        "skipped": "2",
    }


@pytest.mark.parametrize(
    ("name", "child"),
    [
        ("polls-name-taken", "failure"),
        ("posts-lost", "failure"),
        ("rewrite-long", "system-out"),
        ("votes-untold", "error"),
        ("tags-elsewhere", "skipped"),
        ("old-waived", "skipped"),
        ("20190508141824 DropClaimedById", "error"),
    ],
)
def test_junit_says_by_its_element_how_a_check_ended(name: str, child: str) -> None:
    assert [one.tag for one in _case(full(), name)] == [child]


def test_junit_passes_only_what_was_asked_and_found_nothing() -> None:
    assert [one.get("name") for one in _suite(full()) if len(one) == 0] == ["users-fine"]


def test_junit_fails_at_what_the_run_stops_at() -> None:
    lenient = replace(full(), fail_on=Severity.ABORT)
    assert [one.tag for one in _case(lenient, "posts-lost")] == ["system-out"]


def test_junit_names_the_file_the_rows_and_the_ways_out() -> None:
    case = _case(demo(), "polls-name-taken")
    assert (case.get("classname"), case.get("file"), case.get("line")) == ("discourse", PATH, "3")
    told = case.findtext("failure")
    assert told is not None
    assert "post_id=5023, name=where-we-meet" in told
    assert "keep-new (sql, lossy): loses 17 votes · 9 voters" in told


@pytest.mark.parametrize(
    "report",
    [
        replace(settled(), interrupted=True),
        replace(settled(), verdict=Verdict.UNKNOWN),
        replace(settled(), migrations=(replace(settled().migrations[0], reading=Reading.PARTIAL),)),
    ],
)
def test_junit_of_a_run_that_is_not_whole_is_not_whole(report: Report) -> None:
    assert _suite(report).get("errors") == "1"
    assert _suite(settled()).get("errors") == "0"


def _run(report: Report) -> dict[str, object]:
    log = json.loads(render("sarif", report))
    SARIF.validate(log)
    run: dict[str, object] = log["runs"][0]
    return run


def _results(report: Report) -> list[dict[str, object]]:
    results = _run(report)["results"]
    assert isinstance(results, list)
    return results


def test_sarif_has_a_rule_for_each_check_and_a_result_for_each_row() -> None:
    run = json.loads(render("sarif", demo()))["runs"][0]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["discourse/polls-name-taken"]
    assert [one["partialFingerprints"] for one in run["results"]] == [
        {"auditorFinding/v1": name} for name in demo().checks[0].fingerprints
    ]
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": PATH, "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3},
    }


def test_sarif_levels_follow_the_severity() -> None:
    levels = {str(one["ruleId"]): one["level"] for one in _results(full())}
    assert levels == {
        "discourse/polls-name-taken": "error",
        "discourse/posts-lost": "error",
        "postgres/rewrite-long": "warning",
        "postgres/index-odd": "note",
        "discourse/old-waived": "error",
    }


def test_sarif_counts_the_rows_beyond_the_sample() -> None:
    lost = [one for one in _results(full()) if one["ruleId"] == "discourse/posts-lost"]
    assert len(lost) == 3
    assert lost[2]["occurrenceCount"] == 1198
    assert lost[2]["partialFingerprints"] == {"auditorCheck/v1": "discourse/posts-lost"}


def test_sarif_suppresses_what_was_waived_and_notifies_of_what_is_unknown() -> None:
    waived = next(one for one in _results(full()) if one["ruleId"] == "discourse/old-waived")
    assert waived["suppressions"] == [{"kind": "external", "justification": "accepted by Ann"}]
    invocation = json.loads(render("sarif", full()))["runs"][0]["invocations"][0]
    told = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert len(told) == 12
    assert told[0] == "A sample of unknown: timeout after 30 s"
    assert told[-1] == "20190508141824 DropClaimedById is unread"


def test_sarif_of_an_interrupted_run_was_no_success() -> None:
    assert (
        json.loads(render("sarif", replace(demo(), interrupted=True)))["runs"][0]["invocations"][0][
            "executionSuccessful"
        ]
        is False
    )


def test_sarif_relates_the_other_migrations_of_a_check() -> None:
    other = replace(demo().migrations[1], path="db/b c.rb")
    check = replace(demo().checks[0], migrations=(POLLS, other.version))
    result = _results(replace(demo(), migrations=(demo().migrations[0], other), checks=(check,)))[0]
    assert '"uri": "db/b%20c.rb"' in json.dumps(result["relatedLocations"])


def test_sarif_text_has_no_link_and_no_placeholder() -> None:
    rows = (("[click](http://x) {0}",),)
    check = bare("x/y", Status.FOUND, Severity.LOSS, total=1, evidence=Evidence(("name",), rows, capped=False))
    message = _results(replace(demo(), checks=(check,)))[0]["message"]
    assert message == {"text": "A sample of found: name=\\[click\\](http://x) {{0}}"}


def test_github_gives_the_verdict_then_each_finding_at_its_line() -> None:
    lines = render("github", full()).splitlines()
    assert lines[0] == "::error title=auditor::BLOCKED: phase 2 of Discourse 2.3.0 will abort"
    assert lines[1].startswith(f"::error file={PATH},line=3,title=discourse/polls-name-taken::An old poll")
    assert "%0Akeep-new (lossy): loses 17 votes · 9 voters" in lines[1]
    assert [line.split(" ")[0] for line in lines] == [
        "::error",
        "::error",
        "::error",
        "::warning",
        "::notice",
        "::warning",
        "::warning",
    ]
    assert lines[-1].startswith("::warning title=11 migrations unread::20180917024729 RemoveSuperfluousColumns, ")


@pytest.mark.parametrize(
    ("sample", "level"),
    [(demo, "error"), (settled, "notice"), (lambda: replace(settled(), interrupted=True), "warning")],
)
def test_github_shows_the_verdict_by_its_level(sample: Callable[[], Report], level: str) -> None:
    assert render("github", sample()).startswith(f"::{level} title=auditor::")


def test_github_escapes_what_would_end_a_property_or_a_command() -> None:
    migration = replace(demo().migrations[0], path="a,b:c%d\n.rb", name="x")
    check = replace(demo().checks[0], title="100%\r\n::error::gone", remedies=())
    line = render("github", replace(demo(), migrations=(migration,), checks=(check,))).splitlines()[1]
    assert line == (
        "::error file=a%2Cb%3Ac%25d\\n.rb,line=3,title=discourse/polls-name-taken::"
        "100%25\\r\\n::error::gone: 2 rows in x"
    )


@EASY
@given(reports)
def test_any_report_gives_valid_sarif_and_well_formed_junit(report: Report) -> None:
    _run(report)
    assert _suite(report).get("tests") == str(len(_suite(report)))


@EASY
@given(hostile_texts.filter(bool))
def test_hostile_texts_change_nothing_in_the_structure(text: str) -> None:
    harmless, hostile = with_texts(full(), lambda _: "word"), with_texts(full(), lambda _: text)
    assert _shape(json.loads(render("sarif", hostile))) == _shape(json.loads(render("sarif", harmless)))
    assert [(one.tag, list(one.attrib)) for one in _suite(hostile).iter()] == [
        (one.tag, list(one.attrib)) for one in _suite(harmless).iter()
    ]
    commands = render("github", hostile)
    assert len(commands.split("\n")) == len(render("github", harmless).split("\n"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", commands)
    for line in commands.splitlines():
        assert re.fullmatch(r"::(error|warning|notice) (file=[^,:]+,line=\d+,)?title=[^,:]*::.*", line)


def _shape(value: object) -> object:
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items()}
    return [_shape(one) for one in value] if isinstance(value, list) else type(value).__name__
