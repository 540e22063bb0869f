"""Guards in a remediation folder: offered, explained, and never among the scripts to run."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.check import Check, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.prescribe.folder import Ground, folder
from tests.prescribed import report_of, result_of

TEXT = """create or replace function <<guard>>() returns trigger language plpgsql as $$
begin
  insert into <<log>> (table_name, action) values (tg_name, 'x');
  return new;
end
$$;
create trigger <<name>> after insert on loans for each row execute function <<guard>>();"""
STOP = Remedy("stop", RemedyKind.GUARD, Safety.SAFE, "Stop it", "Stops it.", TEXT)
MEND = replace(STOP, id="mend", touches=("loans",))
SCRIPT = Remedy("delete", RemedyKind.SQL, Safety.SAFE, "Delete", "Deletes.", "delete from loans;", touches=("loans",))


def check(*remedies: Remedy) -> Check:
    return Check(
        id="library/loans-open",
        title="Loans that can be doubled",
        why="Nothing stops it.",
        severities=(SeverityRange(Severity.NOTE),),
        guards=("20200101000000",),
        needs={},
        key=("id",),
        private=frozenset(),
        find="select 1 as id order by id",
        origin=Origin("pack", "checks/library/loans-open"),
        remedies=remedies,
    )


def written(
    *remedies: Remedy, choose: str | None = None, title: str = "Stop it", database: str = "forum"
) -> dict[str, str]:
    one = check(*(replace(each, title=title) for each in remedies))
    report = report_of(replace(result_of(one, [{"id": 1}]), title=title), database=database)
    choices = {one.id: choose} if choose else {}
    files = folder(report, [one], choices=choices, allow_loss=False, source=None, ground=Ground()).files
    return {file.path: file.text for file in files}


def test_a_guard_comes_with_its_removal_and_with_undo_if_it_changes_rows() -> None:
    assert list(written(MEND, STOP)) == [
        "README.md",
        "library-loans-open/mend.install.sql",
        "library-loans-open/mend.remove.sql",
        "library-loans-open/mend.undo.sql",
        "library-loans-open/stop.install.sql",
        "library-loans-open/stop.remove.sql",
    ]


@pytest.mark.parametrize("choose", [None, "mend"])
def test_a_guard_is_never_among_the_scripts_to_run(choose: str | None) -> None:
    assert not [path for path in written(MEND, STOP, choose=choose) if path.startswith("all.")]
    assert "install" not in written(SCRIPT, MEND, choose=choose).get("all.sql", "")


def test_the_page_says_how_a_guard_is_put_up_and_taken_away() -> None:
    page = written(MEND, STOP)["README.md"]
    for ending in ("mend.install.sql", "mend.remove.sql", "mend.undo.sql", "stop.install.sql", "stop.remove.sql"):
        assert f"-f library-loans-open/{ending}`" in page
    assert "stop.undo.sql" not in page
    assert "If you want one, take `mend`" in page
    assert "Run this" not in page
    assert "By hand" not in page
    assert "If you want one, take `stop`" in written(MEND, STOP, choose="stop")["README.md"]


def test_names_stand_in_the_script_and_only_a_guard_that_changes_rows_has_a_log() -> None:
    files = written(MEND, STOP)
    mend, stop = files["library-loans-open/mend.install.sql"], files["library-loans-open/stop.install.sql"]
    assert "create trigger auditor_library_loans_open__mend after insert" in mend
    assert "execute function public.auditor_library_loans_open__mend()" in mend
    assert 'create table if not exists auditor_quarantine."library_loans_open__mend"' in mend
    assert "create table" not in stop
    assert "<<" not in mend + stop


@given(st.text(max_size=30), st.text(max_size=30))
def test_hostile_text_stays_in_comments(title: str, database: str) -> None:
    def code_of(files: dict[str, str]) -> dict[str, str]:
        return {
            path: text[text.index("\nbegin transaction") :] for path, text in files.items() if path.endswith(".sql")
        }

    assert code_of(written(MEND, STOP, title=title, database=database)) == code_of(written(MEND, STOP))
    for path, text in written(MEND, STOP, title=title, database=database).items():
        if path.endswith(".sql"):
            head = text[: text.index("\nbegin transaction")]
            assert all(line.startswith("--") or not line for line in head.split("\n")), path
