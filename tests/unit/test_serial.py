import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from any_report import reports
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from sample_report import bare, demo, full, settled

from auditor.errors import ReportError
from auditor.model.check import Severity
from auditor.model.outcome import Evidence, Status
from auditor.model.report import Report
from auditor.model.serial import from_json, from_text, to_json

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_itself_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("sample", [demo, full, settled])
def test_a_report_follows_the_schema_and_comes_back_the_same(sample: Callable[[], Report]) -> None:
    report = sample()
    VALIDATOR.validate(to_json(report))
    assert from_text(json.dumps(to_json(report))) == report


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports)
def test_any_report_follows_the_schema_and_comes_back_the_same(report: Report) -> None:
    written = to_json(report)
    VALIDATOR.validate(written)
    assert from_json(written) == report


def test_every_field_written_is_described() -> None:
    written = to_json(full())
    for name, schema in (
        (None, SCHEMA),
        ("target", SCHEMA["$defs"]["target"]),
        ("migrations", SCHEMA["$defs"]["migration"]),
        ("checks", SCHEMA["$defs"]["check"]),
        ("locks", SCHEMA["$defs"]["lock"]),
    ):
        part = written if name is None else written[name]
        one = part[0] if isinstance(part, list) else part
        assert isinstance(one, dict)
        assert set(one) == set(schema["properties"])


def test_the_contract_names_are_all_there() -> None:
    written = json.loads(json.dumps(to_json(full())))
    assert list(written["summary"]) == ["abort", "loss", "risk", "note", "clear", "unknown", "not-applicable", "waived"]
    assert written["summary"] == dict.fromkeys(written["summary"], 1)
    assert written["tool"] == {"name": "auditor", "version": "0.1.0"}
    assert written["checks"][0]["evidence"]["rows"][0][:2] == [4711, "poll"]
    assert written["checks"][0]["remedies"][1]["loses"] == "17 votes · 9 voters"


def test_numbers_that_json_has_not_are_written_as_texts() -> None:
    evidence = Evidence(("a", "b"), ((float("nan"), float("inf")),), capped=False)
    report = replace(demo(), checks=(bare("x/y", Status.FOUND, Severity.LOSS, evidence=evidence),))
    written = to_json(report)
    assert json.loads(json.dumps(written, allow_nan=False))["checks"][0]["evidence"]["rows"] == [["nan", "inf"]]


def test_a_field_of_a_later_release_is_passed_over_and_one_of_ours_may_be_missing() -> None:
    written = to_json(demo())
    written["colour"] = {"deep": [1, 2]}
    for name in ("locks", "notes", "fail_on", "interrupted"):
        del written[name]
    target = written["target"]
    assert isinstance(target, dict)
    for name in ("identity", "replica", "source"):
        del target[name]
    VALIDATOR.validate(written)
    assert from_json(written).fail_on is Severity.LOSS
    assert from_json(written).target.identity is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("# a report", "starts with '# a report'"),
        (b"\x1f\x8b\x08\x00", "not JSON"),
        ('{"a": NaN}', "NaN is not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "the report should be an object; found an array"),
        ("7", "the report should be an object; found a number (7)"),
        ("{}", "not a report of auditor"),
        ('{"version": "2.1.0", "runs": []}', "this is SARIF"),
        ('{"tool": {"name": "trivy"}}', "found tool 'trivy'"),
        ('{"tool": {"name": "auditor"}, "schema_version": "2"}', "schema_version '2'; this release reads '1'"),
        ('{"tool": {"name": "auditor"}}', "schema_version None"),
    ],
)
def test_what_is_no_report_is_refused_by_name(text: str | bytes, told: str) -> None:
    with pytest.raises(ReportError) as refused:
        from_text(text)
    assert told in str(refused.value)


WRONG: list[tuple[list[str | int], object, str]] = [
    (["verdict"], "green", "verdict should be one of clear, blocked, unknown; found a text ('green')"),
    (["seconds"], "1", "seconds should be a number of seconds"),
    (["seconds"], -1, "seconds should be a number of seconds"),
    (["seconds"], True, "found a boolean (True)"),
    (["target"], None, "target should be an object; found null"),
    (["target", "read_only"], 1, "target.read_only should be a boolean"),
    (["target", "size_bytes"], -5, "target.size_bytes should be an integer of at least 0"),
    (["target", "size_bytes"], 1.5, "target.size_bytes should be an integer"),
    (["migrations"], {}, "migrations should be an array; found an object"),
    (["migrations", 3, "line"], 0, "migrations[3].line should be an integer of at least 1"),
    (["migrations", 0, "reading"], None, "migrations[0].reading should be one of exact, guarded, partial"),
    (["checks", 0, "total"], True, "checks[0].total should be an integer"),
    (["checks", 0, "key", 1], 7, "checks[0].key[1] should be a text; found a number (7)"),
    (["checks", 0, "origin", "kind"], "web", "checks[0].origin.kind should be one of pack, derived"),
    (["checks", 0, "evidence", "rows", 1], [1], "checks[0].evidence.rows[1] should have 7 values"),
    (["checks", 0, "evidence", "rows", 1, 0], [], "rows[1].cells[0] should be a text, a number"),
    (["checks", 0, "remedies", 2, "safety"], "maybe", "remedies[2].safety should be one of safe, lossy"),
    (["ledgers", 0, "entities", 0, "reasons"], {"a": "b"}, "reasons.a should be an integer"),
    (["fail_on"], "never", "fail_on should be one of abort, loss, risk, note"),
    (["interrupted"], "no", "interrupted should be a boolean"),
]


@pytest.mark.parametrize(("path", "value", "told"), WRONG)
def test_a_wrong_value_is_refused_with_its_place(path: list[str | int], value: object, told: str) -> None:
    written = json.loads(json.dumps(to_json(full())))
    place = written
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ReportError) as refused:
        from_json(written)
    assert told in str(refused.value)


def test_the_summary_is_counted_anew() -> None:
    written = to_json(full())
    del written["summary"]
    assert from_json(written) == full()


@pytest.mark.parametrize("name", sorted(set(SCHEMA["required"]) - {"summary", "tool"}))
def test_a_missing_field_is_named(name: str) -> None:
    written = to_json(full())
    del written[name]
    with pytest.raises(ReportError, match=name):
        from_json(written)


@pytest.mark.parametrize("name", SCHEMA["$defs"]["check"]["required"])
def test_a_missing_field_of_a_check_is_named_unless_null_means_the_same(name: str) -> None:
    written = json.loads(json.dumps(to_json(full())))
    del written["checks"][0][name]
    if name == "reason":
        assert from_json(written) == full()
        return
    with pytest.raises(ReportError, match=rf"checks\[0\]\.{name} is missing"):
        from_json(written)
