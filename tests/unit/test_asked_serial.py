"""What a report keeps of a derived check, so that scripts can be written from the report alone."""

import json
from dataclasses import replace

import pytest
from any_report import hostile_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sample_report import full, polls_check
from test_serial import SCHEMA

from auditor.errors import ReportError
from auditor.model.check import Insertion, Origin, Remedy, RemedyKind, Safety
from auditor.model.report import Asked, RemedyResult, Report
from auditor.model.serial import from_json, from_text, to_json

VALIDATOR = Draft202012Validator(SCHEMA)
KEEP = Remedy(
    "keep-first",
    RemedyKind.SQL,
    Safety.LOSSY,
    "Keep the first",
    "Deletes the others.",
    "delete from users using found;",
    loses="select count(*) as rows from found",
    touches=('"public"."users"',),
)

ways = st.builds(
    Remedy,
    id=hostile_texts,
    kind=st.sampled_from(RemedyKind),
    safety=st.sampled_from(Safety),
    title=hostile_texts,
    does=hostile_texts,
    text=hostile_texts,
    loses=st.none() | hostile_texts,
    touches=st.lists(hostile_texts, max_size=2).map(tuple),
    keeps=st.booleans(),
    insert=st.none() | st.builds(Insertion, hostile_texts, st.integers(1, 10**6), hostile_texts),
)


def reported(*remedies: Remedy, find: str = "select 1", heap: bool = False) -> Report:
    offered = tuple(RemedyResult(one.id, one.kind, one.safety, one.title, one.does, None) for one in remedies)
    origin = Origin("derived", "db/1_a.sql", 3)
    check = replace(polls_check(), origin=origin, remedies=offered, asked=Asked(find, heap, remedies))
    report = full()
    target = replace(report.target, identity_sql="select 'x'", ledger="select 1 as version", path=("public", 'a"b'))
    return replace(report, checks=(check,), target=target)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ways, max_size=3, unique_by=lambda one: one.id), hostile_texts, st.booleans())
def test_whatever_was_asked_comes_back_the_same(remedies: list[Remedy], find: str, heap: bool) -> None:
    report = reported(*remedies, find=find, heap=heap)
    written = to_json(report)
    VALIDATOR.validate(written)
    assert from_json(written) == report


def test_a_report_of_an_earlier_release_has_nothing_of_it() -> None:
    report = reported(KEEP)
    written = json.loads(json.dumps(to_json(report)))
    del written["checks"][0]["asked"]
    for name in ("identity_sql", "ledger", "path"):
        del written["target"][name]
    old = from_text(json.dumps(written))
    assert old.checks[0] == replace(report.checks[0], asked=None)
    assert (old.target.identity_sql, old.target.ledger, old.target.path) == (None, None, ())


def test_every_field_that_is_kept_is_described() -> None:
    written = json.loads(json.dumps(to_json(reported(replace(KEEP, insert=Insertion("a.sql", 1, "users"))))))
    asked, described = written["checks"][0]["asked"], SCHEMA["$defs"]["asked"]["properties"]
    assert set(asked) == set(described)
    assert set(asked["remedies"][0]) == set(described["remedies"]["items"]["properties"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"find": None}, r"checks\[0\].asked.find should be a text"),
        ({"heap": "no"}, r"checks\[0\].asked.heap should be a boolean"),
        ({"remedies": [{"id": "other"}]}, r"checks\[0\].asked.remedies\[0\].id should be a remedy of the check"),
        ({"remedies": [{"id": "keep-first"}]}, r"remedies\[0\].text is missing"),
    ],
)
def test_what_is_no_question_is_told_with_its_place(change: dict[str, object], said: str) -> None:
    written = json.loads(json.dumps(to_json(reported(KEEP))))
    written["checks"][0]["asked"] |= change
    with pytest.raises(ReportError, match=said):
        from_text(json.dumps(written))
