import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from auditor.db.clone import Clone
from auditor.db.dump import write_backup
from auditor.db.servers import Server
from auditor.packs.releases import load_releases
from auditor.shipping import shipped
from tests.cli.conftest import Ground

Run = Callable[..., Result]
CHECK = "discourse/polls-name-taken"


def told(run: Run, *words: object, code: int) -> dict[str, Any]:
    result = run("audit", *words, "--format", "json")
    assert result.exit_code == code, result.output
    report = json.loads(result.stdout)
    assert isinstance(report, dict)
    return report


def found(report: dict[str, Any]) -> dict[str, Any]:
    check = next(one for one in report["checks"] if one["id"] == CHECK)
    assert isinstance(check, dict)
    return check


def test_a_forum_between_the_phases_is_blocked_by_its_remade_polls(run: Run, ground: Ground) -> None:
    report = told(run, ground.clone.reader_url, "--to", "2.3.0", code=1)
    check = found(report)
    assert report["verdict"] == "blocked"
    assert (check["status"], check["severity"], check["total"]) == ("found", "abort", 2)
    key = [check["evidence"]["columns"].index(name) for name in check["key"]]
    assert {tuple(row[at] for at in key) for row in check["evidence"]["rows"]} == set(ground.forum.remade)
    assert len(check["fingerprints"]) == 2
    assert {one["id"] for one in check["remedies"]} == {"merge", "keep-legacy", "keep-new", "skip-and-set-aside"}
    assert all(one["held"] for one in report["locks"])


def test_every_pending_migration_is_listed_and_is_known_to_the_pack(run: Run, ground: Ground) -> None:
    report = told(run, ground.clone.reader_url, "--to", "2.3.0", code=1)
    status = {one["version"]: (one["status"], one["reading"]) for one in report["migrations"]}
    assert len(status) == 12
    assert status.pop("20180820080623") == ("abort", "partial")
    assert set(status.values()) == {("clear", "pack")}


def test_a_later_release_skips_the_poll_and_loses_it_unless_a_quote_is_in_its_name(run: Run, copy: Clone) -> None:
    release = load_releases(shipped("checks") / "discourse" / "releases.json").named("2.4.0")
    done = {str(row["version"]) for row in copy.query("select version from schema_migrations")}
    copy.copy("schema_migrations", ("version",), [(version,) for version in sorted(release.pre - done)])
    report = told(run, copy.reader_url, "--to", "2.4.0", code=1)
    assert found(report)["severity"] == "abort"
    copy.execute("update polls set post_id = null where name like '%''%'")
    report = told(run, copy.reader_url, "--to", "2.4.0", code=1)
    assert found(report)["severity"] == "loss"


@pytest.mark.parametrize("name", ["forum.tar.gz", "forum.tar", "forum.sql.gz", "forum.sql", "forum.dump"])
def test_a_backup_gives_the_same_findings_as_the_live_database(
    run: Run, ground: Ground, tmp_path: Path, name: str
) -> None:
    words = ("--to", "2.3.0", "--select", "discourse/polls-name-*")
    live = found(told(run, ground.clone.reader_url, *words, code=1))
    write_backup(ground.clone, tmp_path / name)
    report = told(run, tmp_path / name, *words, code=1)
    check = found(report)
    assert check["fingerprints"] == live["fingerprints"]
    assert check["evidence"] == live["evidence"]
    assert [one["loses"] for one in check["remedies"]] == [one["loses"] for one in live["remedies"]]
    assert (report["target"]["kind"], report["target"]["source"]) == ("backup", name)


def test_an_owner_is_told_which_lock_is_missing(run: Run, server: Server, copy: Clone) -> None:
    copy.execute(
        "create role forum_owner login; grant all on all tables in schema public to forum_owner;"
        "grant usage on schema public to forum_owner"
    )
    report = told(run, server.url(copy.database, "forum_owner"), "--to", "2.3.0", code=1)
    copy.execute("drop owned by forum_owner; drop role forum_owner")
    role = next(one for one in report["locks"] if one["name"] == "role")
    assert not role["held"]
    assert "pg_read_all_data" in role["note"]


def test_the_release_is_recognised_without_to(run: Run, ground: Ground) -> None:
    report = told(run, ground.clone.reader_url, code=1)
    assert report["target"]["to"] == "2.3.0"
    assert any("--to names another" in note for note in report["notes"])


def test_a_deselected_check_leaves_its_migration_unknown(run: Run, ground: Ground) -> None:
    report = told(run, ground.clone.reader_url, "--to", "2.3.0", "--ignore", CHECK, code=3)
    assert CHECK not in [one["id"] for one in report["checks"]]
    assert next(one for one in report["migrations"] if one["version"] == "20180820080623")["status"] == "unknown"
    told(run, ground.clone.reader_url, "--to", "2.3.0", "--ignore", CHECK, "--allow-unknown", code=0)


def test_findings_of_a_baseline_are_waived_and_new_ones_are_not(run: Run, copy: Clone, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert run("audit", copy.reader_url, "--to", "2.3.0", "--format", f"json:{baseline}").exit_code == 1
    again = told(run, copy.reader_url, "--to", "2.3.0", "--baseline", baseline, code=3)
    assert found(again)["status"] == "waived"
    copy.execute(
        "insert into polls (post_id, name, created_at, updated_at)"
        " select post_id, 'poll', now(), now() from post_custom_fields f"
        " where name = 'polls' and value::json -> 'poll' ->> 'name' = 'poll'"
        " and not exists (select from polls p where p.post_id = f.post_id) order by post_id limit 1"
    )
    later = found(told(run, copy.reader_url, "--to", "2.3.0", "--baseline", baseline, code=1))
    assert (later["status"], later["total"], later["reason"]) == ("found", 3, "1 not in the baseline")


def test_fail_on_abort_lets_a_loss_pass(run: Run, ground: Ground) -> None:
    assert told(run, ground.clone.reader_url, "--to", "2.3.0", "--fail-on", "abort", code=1)["verdict"] == "blocked"


@pytest.mark.parametrize("form", ["terminal", "json", "html", "markdown", "junit", "sarif", "github"])
def test_formats_and_paths_never_change_the_exit_code(run: Run, ground: Ground, tmp_path: Path, form: str) -> None:
    words = ("audit", ground.clone.reader_url, "--to", "2.3.0", "--select", "discourse/polls-name-*")
    printed = run(*words, "--format", form)
    written = run(*words, "--format", f"{form}:{tmp_path / 'out'}")
    assert (printed.exit_code, written.exit_code) == (1, 1)
    assert written.stdout == ""
    assert len((tmp_path / "out").read_text()) > 200


def test_the_terminal_summary_fits_one_screen_and_ends_with_the_next_command(
    run: Run, ground: Ground, tmp_path: Path
) -> None:
    report = tmp_path / "r.json"
    words = ("--to", "2.3.0", "--format", "terminal", "--format", f"json:{report}")
    text = run("audit", ground.clone.reader_url, *words).stdout
    assert len(text.splitlines()) <= 30
    assert "BLOCKED" in text.splitlines()[0]
    assert f"auditor remediate {report}" in text
    assert "12 pending migrations" in text.splitlines()[1]
    assert "covered in part, so more may go wrong: MigratePollsData" in text


def test_options_come_from_a_file_then_variables_then_the_command_line(
    run: Run, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("auditor.toml").write_text('to = "2.3.0"\nsamples = 1\nformat = ["json"]\n')

    def samples(*words: str) -> int:
        report = json.loads(run("audit", ground.clone.reader_url, *words).stdout)
        return len(found(report)["evidence"]["rows"])

    assert samples() == 1
    monkeypatch.setenv("AUDITOR_SAMPLES", "0")
    assert samples() == 0
    assert samples("--samples", "2") == 2


def test_a_target_can_come_from_the_environment(run: Run, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_TARGET", ground.clone.reader_url)
    assert run("audit", "--to", "2.3.0").exit_code == 1


def test_all_keys_go_to_a_folder(run: Run, ground: Ground, tmp_path: Path) -> None:
    words = ("--to", "2.3.0", "--format", f"csv:{tmp_path / 'keys'}", "--format", "json", "--samples", "1")
    report = json.loads(run("audit", ground.clone.reader_url, *words).stdout)
    assert found(report)["evidence"]["capped"] is True
    assert len((tmp_path / "keys" / "discourse__polls-name-taken.csv").read_text().splitlines()) == 3


def test_the_forum_is_a_sound_database_whatever_its_polls_are(run: Run, ground: Ground) -> None:
    thorough = ("--select", "postgres/*", "--ignore", "postgres/indexes-corrupt")
    report = told(run, ground.clone.reader_url, "--pack", "postgres", *thorough, code=0)
    assert {one["status"] for one in report["checks"]} == {"clear", "not-applicable"}
    assert (report["migrations"], report["target"]["application"]) == ([], None)
