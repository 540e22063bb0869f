"""What is written for checks that come from source, whatever the names in it are."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_asked_serial import KEEP, reported

from auditor.commands.remediate import fill
from auditor.errors import ReportError
from auditor.model.check import Insertion, Remedy, RemedyKind, Safety
from auditor.model.report import Report
from auditor.prescribe.folder import Folder

HOSTILE = "x\n</details><script>alert(1)</script>\n```\n# Big\n[a](javascript:b)\u202e"
HAND = Remedy("by-hand", RemedyKind.BY_HAND, Safety.SAFE, "Look", "Somebody looks.", f"Do this:\n{HOSTILE}")
COPY = Remedy("copy-aside", RemedyKind.SQL, Safety.SAFE, "Keep", "Keeps a copy.", "select * from found", keeps=True)
SKIP = Remedy(
    "skip-taken",
    RemedyKind.SKIP_PATCH,
    Safety.LOSSY,
    "Skip",
    "Skips.",
    "on conflict do nothing",
    insert=Insertion("db/1_a.sql", 1, "users"),
)


def ours(*remedies: Remedy, application: str = "sql", heap: bool = False) -> Report:
    report = reported(*remedies, find="select 1 as post_id, 'a' as name", heap=heap)
    target = replace(report.target, application=application, framework=application, identity="ran 1")
    return replace(report, target=target)


def files(report: Report, out: Path, *, source: Path | None = None, allow_loss: bool = True) -> dict[str, str]:
    return {one.path: one.text for one in made(report, out, source=source, allow_loss=allow_loss).files}


def made(report: Report, out: Path, *, source: Path | None = None, allow_loss: bool = True) -> Folder:
    return fill(report, out, source=source, choices={}, allow_loss=allow_loss)


BASE = "discourse-polls-name-taken"


def test_scripts_look_for_names_where_the_audit_did_and_watch_tables_with_their_schemas(tmp_path: Path) -> None:
    written = files(ours(KEEP), tmp_path)
    for name in ("keep-first.sql", "keep-first.undo.sql"):
        assert 'set local search_path = "public", "a""b";' in written[f"{BASE}/{name}"]
    assert """unnest(array['"public"."users"']::text[])""" in written[f"{BASE}/keep-first.sql"]
    assert "enable_indexscan" not in written[f"{BASE}/keep-first.sql"]


def test_where_an_index_may_hide_rows_the_script_uses_none(tmp_path: Path) -> None:
    assert "set local enable_indexscan = off;" in files(ours(KEEP, heap=True), tmp_path)[f"{BASE}/keep-first.sql"]


def test_they_refuse_by_the_queries_that_the_report_has(tmp_path: Path) -> None:
    script = files(ours(KEEP), tmp_path)[f"{BASE}/keep-first.sql"]
    late, other = script.index("select 1 as version"), script.index("select 'x'")
    assert late < other
    assert "has run since the audit" in script[late:other]
    assert "is distinct from 'ran 1'" in script


def test_steps_by_hand_are_no_markdown(tmp_path: Path) -> None:
    page = files(ours(HAND, KEEP), tmp_path)["README.md"]
    lines = page[page.index("By hand") :].splitlines()
    shown = [line for line in lines if "Do this" in line or "script" in line or "Big" in line or "```" in line]
    assert [line.strip() for line in shown] == [
        "Do this:",
        "</details><script>alert(1)</script>",
        "```",
        "# Big",
        shown[-1].strip(),
    ]
    assert all(line.startswith("      ") for line in shown)
    assert "\u202e" not in page


def test_a_copy_is_a_script_that_changes_no_row_and_is_run_without_leave(tmp_path: Path) -> None:
    written = files(ours(COPY), tmp_path, allow_loss=False)
    script, undo = written[f"{BASE}/copy-aside.sql"], written[f"{BASE}/copy-aside.undo.sql"]
    assert 'create table auditor_kept."discourse_polls_name_taken__copy_aside" as\nselect * from found' in script
    assert "auditor_quarantine" not in script + undo
    assert f"\\ir {BASE}/copy-aside.sql" in written["all.sql"]
    assert "drop table auditor_kept." in undo


def test_an_insert_that_is_not_where_it_was_leaves_all_but_the_patch(tmp_path: Path) -> None:
    source = tmp_path / "app"
    (source / "db").mkdir(parents=True)
    (source / "db/1_a.sql").write_text("select 1;\n")
    folder = made(ours(KEEP, SKIP), tmp_path / "fixes", source=source)
    path, why = next(iter(folder.unpatched.items()))
    assert path.endswith("-db-1-a-sql-1-skip-taken.patch")
    assert "no statement INSERT INTO users at line 1" in why
    assert f"{BASE}/keep-first.sql" in {one.path for one in folder.files}
    assert "There is no patch in this folder" in folder.files[0].text


def test_a_patch_of_an_insert_comes_with_no_lines_for_a_container(tmp_path: Path) -> None:
    source = tmp_path / "app"
    (source / "db").mkdir(parents=True)
    (source / "db/1_a.sql").write_text("insert into users values (1);\n")
    written = files(ours(SKIP), tmp_path / "fixes", source=source)
    patches = [one for one in written if one.startswith("patches/")]
    assert len(patches) == 1
    assert "+insert into users values (1) ON CONFLICT DO NOTHING;" in written[patches[0]]
    assert "container.yml" not in written
    assert "Discourse" not in written["README.md"]
    assert f"git apply {patches[0]}" in written["README.md"]


REVISION = 'revision = "b2"\ndown_revision = "a1"\n\ndef upgrade():\n    pass\n'


def test_for_alembic_what_is_to_be_run_is_a_revision_of_the_chain_as_well(tmp_path: Path) -> None:
    source = tmp_path / "app"
    (source / "db").mkdir(parents=True)
    (source / "db/1_a.sql").write_text(REVISION)
    report = ours(KEEP, application="alembic")
    check = report.checks[0]
    moved = replace(check, origin=replace(check.origin, path="db/b2.py"), migrations=("b2",))
    (source / "db/1_a.sql").rename(source / "db/b2.py")
    report = replace(report, checks=(moved,))
    written = files(report, tmp_path / "fixes", source=source)
    assert 'down_revision = "a1"' in written["patches/b2-make-way.patch"].replace("'", '"')
    assert "git apply patches/b2-make-way.patch" in written["README.md"]
    locked = files(report, tmp_path / "locked", source=source, allow_loss=False)
    assert not [one for one in locked if one.startswith("patches/")]


def test_a_report_of_an_application_nobody_knows_and_without_source_is_refused(tmp_path: Path) -> None:
    report = ours(KEEP)
    checks = tuple(replace(one, origin=replace(one.origin, kind="pack"), asked=None) for one in report.checks)
    with pytest.raises(ReportError, match="the report is about 'sql'"):
        made(replace(report, checks=checks), tmp_path)
