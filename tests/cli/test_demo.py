import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_the_demo_leaves_everything_to_look_at_and_can_be_run_again(run: Run) -> None:
    for _ in range(2):
        result = run("demo")
        assert result.exit_code == 0, result.output
    out = Path("auditor-demo")
    report = json.loads((out / "report.json").read_text())
    assert report["verdict"] == "blocked"
    assert report["summary"]["abort"] == 1
    assert "<!doctype html>" in (out / "report.html").read_text().lower()
    assert (out / "fixes" / "README.md").exists()
    assert {one.stem for one in (out / "fixes" / "discourse-polls-name-taken").iterdir()} >= {"merge", "merge.undo"}
    (backup,) = out.glob("*.tar.gz")
    again = run("audit", backup, "--to", "2.3.0", "--format", "json")
    assert again.exit_code == 1
    live, restored = (
        {one["id"]: one["fingerprints"] for one in of["checks"]} for of in (report, json.loads(again.stdout))
    )
    assert live == restored
    assert len(live["discourse/polls-name-taken"]) == 2
    for words in ("BLOCKED", "more may go wrong: MigratePollsData", "report.html", "fixes/README.md", backup.name):
        assert words in result.stdout


def test_a_folder_that_no_demo_wrote_is_left_alone(run: Run) -> None:
    Path("mine").mkdir()
    Path("mine/diary.txt").write_text("dear diary")
    result = run("demo", "--out", "mine")
    assert result.exit_code == 2
    assert "already holds something that no demo wrote" in result.stderr
    assert [one.name for one in Path("mine").iterdir()] == ["diary.txt"]
