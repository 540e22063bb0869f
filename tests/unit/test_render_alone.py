from dataclasses import replace

import pytest
from sample_report import demo

from auditor.model.check import Severity
from auditor.model.outcome import Status
from auditor.model.report import CheckResult, Report, Verdict
from auditor.render.words import headline


def alone(verdict: Verdict, *severities: Severity) -> Report:
    """An audit of the database itself, without an application and without anything pending."""
    report = demo()
    checks: tuple[CheckResult, ...] = tuple(replace(report.checks[0], severity=one) for one in severities)
    target = replace(report.target, application=None, to=None, framework=None)
    return replace(report, target=target, migrations=(), checks=checks, verdict=verdict, fail_on=Severity.LOSS)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (alone(Verdict.CLEAR), "nothing wrong with the database"),
        (alone(Verdict.CLEAR, Severity.NOTE), "nothing wrong with the database"),
        (alone(Verdict.CLEAR, Severity.RISK), "nothing blocks, but the database is not sound"),
        (alone(Verdict.UNKNOWN), "could not tell whether the database is sound"),
        (
            replace(alone(Verdict.BLOCKED, Severity.RISK), fail_on=Severity.RISK),
            "the database carries a risk that you asked to stop at",
        ),
    ],
)
def test_where_only_the_database_is_looked_at_it_is_what_the_headline_speaks_of(report: Report, said: str) -> None:
    assert all(one.status is Status.FOUND for one in report.checks)
    assert headline(report) == (report.verdict.value.upper(), said)
