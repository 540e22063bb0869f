from dataclasses import replace

import pytest

from auditor.judge.severity import Rising, severity_at, worst_at
from auditor.model.check import Check, Holding, Origin, Severity, SeverityRange

CHANGING = (
    SeverityRange(Severity.ABORT, since="2.2.0.beta5", before="2.4.0.beta3"),
    SeverityRange(Severity.LOSS, since="2.4.0.beta3"),
)
CHECK = Check("p/c", "title", "why", CHANGING, (), {}, ("id",), frozenset(), "select 1", Origin("pack", "x"))


@pytest.mark.parametrize(
    ("release", "severity"),
    [
        ("2.1.0", None),
        ("2.2.0.beta4", None),
        ("2.2.0.beta5", Severity.ABORT),
        ("2.2.0", Severity.ABORT),
        ("v2.3.0", Severity.ABORT),
        ("2.4.0.beta2", Severity.ABORT),
        ("2.4.0.beta3", Severity.LOSS),
        ("2.4.0.beta10", Severity.LOSS),
        ("3.1.0", Severity.LOSS),
    ],
)
def test_the_severity_is_that_of_the_release_aimed_at(release: str, severity: Severity | None) -> None:
    assert severity_at(CHECK, release) is severity


def test_without_a_release_the_worst_holds() -> None:
    assert severity_at(CHECK, None) is Severity.ABORT
    assert severity_at(replace(CHECK, severities=CHANGING[::-1]), None) is Severity.ABORT


@pytest.mark.parametrize("release", [None, "1.0", "99.0"])
def test_a_severity_without_a_range_always_holds(release: str | None) -> None:
    assert severity_at(replace(CHECK, severities=(SeverityRange(Severity.NOTE),)), release) is Severity.NOTE


QUOTED = (SeverityRange(Severity.ABORT, since="2.4.0.beta3", holding=Holding("name", "'")), *CHANGING)


@pytest.mark.parametrize(
    ("release", "name", "severity"),
    [
        ("2.3.0", "it's", Severity.ABORT),
        ("2.3.0", "its", Severity.ABORT),
        ("2.4.0.beta3", "it's", Severity.ABORT),
        ("2.4.0.beta3", "its", Severity.LOSS),
        ("2.4.0.beta3", None, Severity.LOSS),
    ],
)
def test_some_rows_are_worse_than_others(release: str, name: str | None, severity: Severity) -> None:
    check = replace(CHECK, severities=QUOTED)
    least = severity_at(check, release)
    assert least is not None
    rising = Rising(check, release, ("id", "name"), least)
    rising.see([(1, "plain"), (2, name)])
    rising.see([(3, "plain")])
    assert rising.severity is severity
    assert worst_at(check, release) is Severity.ABORT


def test_severities_are_ranked_worst_first() -> None:
    assert [one.rank for one in (Severity.ABORT, Severity.LOSS, Severity.RISK, Severity.NOTE)] == [0, 1, 2, 3]
