import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from auditor.db.clone import Clone
from auditor.errors import QueryError
from tests.cli.conftest import Ground
from tests.migrations import POLLS, POLLS_PATH

Run = Callable[..., Result]
CHECK = "discourse/polls-name-taken"
FOLDER = "discourse-polls-name-taken"


@pytest.fixture
def report(run: Run, copy: Clone) -> Path:
    assert run("audit", copy.reader_url, "--to", "2.3.0", "--format", "json:report.json").exit_code == 1
    return Path("report.json")


def rows(clone: Clone) -> dict[str, list[object]]:
    tables = ("polls", "poll_options", "poll_votes", "post_custom_fields")
    return {one: [row["t"] for row in clone.query(f"select t::text as t from {one} t order by 1")] for one in tables}


@pytest.mark.parametrize("remedy", ["merge", "keep-legacy", "keep-new"])
def test_a_remedy_run_as_written_clears_the_check_and_undo_restores_every_row(
    run: Run, copy: Clone, report: Path, remedy: str
) -> None:
    before = rows(copy)
    written = run("remediate", report, "--out", "fixes", "--choose", f"{CHECK}={remedy}", "--allow-loss")
    assert written.exit_code == 0, written.output
    script = Path("fixes", FOLDER, f"{remedy}.sql").read_text()
    copy.execute(script)
    assert rows(copy) != before
    after = json.loads(run("audit", copy.reader_url, "--to", "2.3.0", "--format", "json").stdout)
    assert after["verdict"] == "unknown"
    assert next(one["status"] for one in after["checks"] if one["id"] == CHECK) == "clear"
    copy.execute(Path("fixes", FOLDER, f"{remedy}.undo.sql").read_text())
    assert rows(copy) == before


def test_a_script_refuses_another_database(run: Run, report: Path, copy: Clone) -> None:
    run("remediate", report, "--out", "fixes")
    copy.execute("update topics set created_at = created_at + interval '1 s' where id = (select min(id) from topics)")
    before = rows(copy)
    with pytest.raises(QueryError, match="is not the one audited"):
        copy.execute(Path("fixes", FOLDER, "merge.sql").read_text())
    assert rows(copy) == before


def test_a_folder_that_holds_something_is_left_alone(run: Run, report: Path) -> None:
    Path("fixes").mkdir()
    Path("fixes/merge.sql").write_text("-- mine")
    result = run("remediate", report, "--out", "fixes")
    assert result.exit_code == 2
    assert "nothing is overwritten" in result.stderr
    assert Path("fixes/merge.sql").read_text() == "-- mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--choose", "merge"), "is not CHECK=REMEDY"),
        (("--choose", f"{CHECK}=merg"), "merg"),
        (("--choose", "discourse/polls-name-token=merge"), "discourse/polls-name-taken"),
        (("--choose", f"{CHECK}=keep-new"), "--allow-loss"),
        (("--source", "nowhere"), "nowhere"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_told(run: Run, report: Path, words: tuple[str, ...], said: str) -> None:
    result = run("remediate", report, "--out", "fixes", *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not Path("fixes").exists()


def test_a_patch_is_made_from_the_users_own_source(run: Run, report: Path) -> None:
    source = Path("app", POLLS_PATH)
    source.parent.mkdir(parents=True)
    source.write_text(POLLS)
    assert run("remediate", report, "--out", "fixes", "--source", "app").exit_code == 0
    patch = Path("fixes/patches/20180820080623-skip-and-set-aside.patch").read_text()
    assert f"+++ b/{POLLS_PATH}" in patch
    assert "/shared/audit/20180820080623-skip-and-set-aside.patch" in Path("fixes/container.yml").read_text()
    assert source.read_text() == POLLS


def test_of_a_source_that_is_patched_already_all_but_the_patch_is_written_and_the_reason_said(
    run: Run, report: Path
) -> None:
    source = Path("app", POLLS_PATH)
    source.parent.mkdir(parents=True)
    source.write_text(POLLS)
    run("remediate", report, "--out", "first", "--source", "app")
    patch = Path("first/patches/20180820080623-skip-and-set-aside.patch").resolve()
    subprocess.run(["git", "apply", str(patch)], cwd="app", check=True, env={**os.environ, "GIT_DIR": "none"})
    assert source.read_text() != POLLS
    result = run("remediate", report, "--out", "fixes", "--source", "app")
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith(
        f"no patches/20180820080623-skip-and-set-aside.patch: {POLLS_PATH} is already patched"
    )
    files = {str(one.relative_to("fixes")) for one in Path("fixes").rglob("*") if one.is_file()}
    others = {str(one.relative_to("first")) for one in Path("first").rglob("*") if one.is_file()}
    assert others - files == {"container.yml", "patches/20180820080623-skip-and-set-aside.patch"}
    assert "is already patched" in Path("fixes/README.md").read_text()


@pytest.mark.parametrize(
    ("content", "said"), [("{}", "report"), ("not json", "JSON"), ('{"a": 1}', "not a report of auditor")]
)
def test_a_file_that_is_no_report_is_told(run: Run, content: str, said: str) -> None:
    Path("r.json").write_text(content)
    result = run("remediate", "r.json", "--out", "fixes")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_report_with_nothing_found_writes_nothing(run: Run, ground: Ground) -> None:
    run(
        "audit",
        ground.clone.reader_url,
        "--to",
        "2.3.0",
        "--select",
        "*/polls-name-doubled",
        "--format",
        "json:none.json",
    )
    result = run("remediate", "none.json", "--out", "fixes")
    assert (result.exit_code, Path("fixes").exists()) == (0, False)
    assert "nothing was written" in result.stdout
