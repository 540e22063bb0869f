"""The order in which checks are mended, what mending one may bring up in another, and the files that run it all."""

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import PackError
from auditor.model.check import Check, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange, Stirred
from auditor.model.outcome import Status
from auditor.model.report import CheckResult
from auditor.packs.checks import load_check
from auditor.packs.pack import load_packs
from auditor.prescribe import course
from auditor.prescribe.folder import Ground, folder
from auditor.shipping import shipped
from tests.prescribed import report_of, result_of


def check(name: str, *, after: tuple[str, ...] = (), stirred: tuple[str, ...] = ()) -> Check:
    mend = Remedy("mend", RemedyKind.SQL, Safety.SAFE, "Mend", "Mends.", f"delete from {name};", None, (name,))
    return Check(
        id=f"library/{name}",
        title=name,
        why="It breaks.",
        severities=(SeverityRange(Severity.ABORT),),
        guards=(),
        needs={},
        key=("shelf",),
        private=frozenset(),
        find=f"select shelf from {name} order by shelf",
        origin=Origin("pack", name),
        remedies=(mend,),
        after=tuple(f"library/{one}" for one in after),
        stirred=Stirred("shelf", tuple(f"library/{one}" for one in stirred)) if stirred else None,
    )


def found(one: Check) -> CheckResult:
    return result_of(one, [{"shelf": 1}])


def clear(one: Check) -> CheckResult:
    return replace(result_of(one, []), status=Status.CLEAR)


def files_of(*results: CheckResult, checks: tuple[Check, ...]) -> dict[str, str]:
    files = folder(report_of(*results), checks, choices={}, allow_loss=False, source=None, ground=Ground()).files
    return {one.path: one.text for one in files}


def names(checks: list[Check]) -> list[str]:
    return [one.id.removeprefix("library/") for one in checks]


def test_a_check_comes_after_those_it_names_and_otherwise_by_its_id() -> None:
    asked = [check("a", after=("c",)), check("b"), check("c", stirred=("d",)), check("d")]
    assert names(course.in_order(asked)) == ["d", "c", "a", "b"]
    assert names(course.in_order(asked[::-1])) == ["d", "c", "a", "b"]


def test_checks_that_are_not_mended_hold_nobody_up() -> None:
    assert names(course.in_order([check("a", after=("zebra", "b")), check("b")])) == ["b", "a"]


def test_a_circle_is_cut() -> None:
    assert sorted(names(course.in_order([check("a", after=("b",)), check("b", after=("a",))]))) == ["a", "b"]


def test_what_mending_brings_up_may_bring_up_more() -> None:
    checks = [check("a"), check("b", stirred=("a",)), check("c", stirred=("b",)), check("d", after=("a",))]
    assert course.brought_up(["library/a"], checks) == {"library/b", "library/c"}
    assert course.brought_up(["library/d"], checks) == set()
    assert course.brought_up(["library/a", "library/b"], checks) == {"library/c"}


def test_all_scripts_are_run_in_order_and_taken_back_in_the_other() -> None:
    one, two = check("a", after=("b",)), check("b")
    files = files_of(found(one), found(two), checks=(one, two))
    lines = [line for line in files["all.sql"].splitlines() if line.startswith("\\")]
    assert lines == ["\\set ON_ERROR_STOP on", "\\ir library-b/mend.sql", "\\ir library-a/mend.sql"]
    back = [line for line in files["all.undo.sql"].splitlines() if line.startswith("\\")]
    assert back == ["\\set ON_ERROR_STOP on", "\\ir library-a/mend.undo.sql", "\\ir library-b/mend.undo.sql"]
    assert {line.removeprefix("\\ir ") for line in [*lines[1:], *back[1:]]} <= files.keys()
    assert "`all.sql`" in files["README.md"]


def test_what_may_come_up_is_mended_too_though_nothing_of_it_was_found() -> None:
    one, two, other = check("a"), check("b", stirred=("a",)), check("c")
    files = files_of(found(one), clear(two), clear(other), checks=(one, two, other))
    assert "\\ir library-a/mend.sql\n\\ir library-b/mend.sql\n" in files["all.sql"]
    assert "library-c/mend.sql" not in files
    assert "set local auditor.rows_at_most = '0';" in files["library-b/mend.sql"]
    assert "may bring rows to light" in files["README.md"]
    assert "library-b/mend.sql" not in files_of(clear(one), clear(two), found(other), checks=(one, two, other))


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.NOT_APPLICABLE, Status.WAIVED])
def test_what_could_not_be_asked_is_not_mended_because_it_may_come_up(status: Status) -> None:
    one, two = check("a"), check("b", stirred=("a",))
    assert "library-b/mend.sql" not in files_of(found(one), replace(clear(two), status=status), checks=(one, two))


def test_only_rows_that_earlier_scripts_changed_may_be_more_than_were_audited() -> None:
    one, two = check("a"), check("b", stirred=("a",))
    files = files_of(found(one), found(two), checks=(one, two))
    assert 'auditor_quarantine."library_a__mend"' in files["library-b/mend.sql"]
    assert "stirred := " not in files["library-a/mend.sql"]
    assert "library_b__mend\"') is not null" not in files["library-a/mend.sql"]


def test_the_checks_of_the_pack_name_only_each_other_and_go_round_in_no_circle() -> None:
    checks = load_packs(shipped("checks"))["discourse"].checks
    order = [one.id for one in course.in_order(checks)]
    for one in checks:
        assert all(order.index(other) < order.index(one.id) for other in course.earlier(one)), one.id


def test_a_check_that_names_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name, text in {
        "after": 'after = ["nobody"]\n',
        "stirred": '[stirred]\nby = "shelf"\nchecks = ["nobody"]\n',
    }.items():
        home = tmp_path / name
        home.mkdir()
        (home / "find.sql").write_text("select 1 as shelf order by 1")
        front = 'title = "t"\nwhy = "w"\nseverity = "note"\nkey = ["shelf"]\n'
        (home / "check.toml").write_text(front + text)
        with pytest.raises(PackError, match="nobody"):
            load_check(home, "library")
