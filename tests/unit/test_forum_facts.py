import json
import re
from pathlib import Path
from typing import Any

import pytest

from auditor.forum.people import versions
from auditor.packs.releases import load_releases
from auditor.shipping import shipped

FOLDER = shipped("checks") / "discourse"
RELEASES = load_releases(FOLDER / "releases.json")
MIGRATIONS: list[dict[str, Any]] = json.loads((FOLDER / "migrations.json").read_text(encoding="utf-8"))["migrations"]
KNOWN = {one["version"] for one in MIGRATIONS}


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_every_post_migration_of_the_release_is_described() -> None:
    post = RELEASES.named("2.3.0").post
    assert len(post) == 12
    assert post <= KNOWN


def test_every_post_migration_of_every_release_is_described() -> None:
    assert len(RELEASES.known) == 220
    assert frozenset[str]().union(*(one.post for one in RELEASES.known)) <= KNOWN


def test_the_polls_are_moved_by_the_plugin() -> None:
    found = next(one for one in MIGRATIONS if one["version"] == "20180820080623")
    assert (found["name"], found["component"]) == ("MigratePollsData", "poll")
    assert found["path"] == "plugins/poll/db/post_migrate/20180820080623_migrate_polls_data.rb"
    changes = json.loads((FOLDER / "releases.json").read_text(encoding="utf-8"))["releases"]
    assert "poll/20180820080623" in {version for one in changes for version in one.get("post_added", [])}


def test_versions_are_texts_in_order() -> None:
    listed = [one["version"] for one in MIGRATIONS]
    assert listed == sorted(listed)
    assert all(re.fullmatch(r"\d{14}", version) for version in listed)


def test_a_path_is_that_of_the_component_and_the_version() -> None:
    for one in MIGRATIONS:
        folder = "" if one["component"] == "core" else f"plugins/{one['component']}/"
        assert re.fullmatch(rf"{folder}db/post_migrate/{one['version']}_\w+\.rb", one["path"])


def test_what_a_migration_does_is_a_sentence_or_unknown() -> None:
    said = [one["does"] for one in MIGRATIONS if one["does"] is not None]
    assert len(said) == len(MIGRATIONS) - 4
    assert all(re.fullmatch(r"[A-Z].*\.", sentence) and len(sentence) < 500 for sentence in said)


def test_what_a_migration_drops_is_named() -> None:
    does = {one["version"]: one["does"] for one in MIGRATIONS}
    assert does["20190123171817"] == "Drops the table queued_posts."
    assert does["20190208144706"] == "Drops the tables facebook_user_infos and twitter_user_infos."
    assert does["20190508141824"] == "Drops the column reviewables.claimed_by_id."
    assert does["20181112013117"] == "Does nothing."


@pytest.mark.parametrize("name", ["releases.json", "migrations.json"])
def test_a_fact_has_a_line_to_itself(name: str) -> None:
    value = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    entries = value.get("releases") or value["migrations"]
    assert [json.loads(line.strip().rstrip(",")) for line in lines(FOLDER / name)[-len(entries) - 2 : -2]] == entries


def test_the_ledger_between_the_phases_has_all_ordinary_migrations_and_no_other() -> None:
    release = RELEASES.named("2.3.0")
    assert frozenset(versions("between")) == release.pre
    assert frozenset(versions("after")) == release.pre | release.post
    assert frozenset(versions("before")) == RELEASES.named("2.1.8").pre
    assert len(versions("between")) == 930
