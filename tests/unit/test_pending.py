import json
from pathlib import Path

import pytest

from auditor.errors import TargetError, UsageError
from auditor.model.migration import Migration, Phase, Reading
from auditor.packs.pack import Pack, load_pack
from auditor.packs.pending import pending
from auditor.shipping import shipped

POLLS = "20180820080623"


@pytest.fixture(scope="module")
def discourse() -> Pack:
    return load_pack(shipped("checks") / "discourse")


def ledger(pack: Pack, release: str, *, post: int = 0) -> frozenset[str]:
    """What the database has after phase 1, and so many migrations of phase 2, of a release."""
    found = pack.releases.named(release)
    return found.pre | frozenset(sorted(found.post)[:post])


def test_between_the_phases_all_post_deployment_migrations_are_pending_in_order(discourse: Pack) -> None:
    coming = pending(discourse, ledger(discourse, "2.3.0"), "v2.3.0")
    versions = [one.version for one in coming.migrations]
    assert coming.release == "2.3.0"
    assert versions == sorted(discourse.releases.named("2.3.0").post)
    assert len(versions) == 12
    assert coming.notes == ()


def test_every_pending_migration_has_a_name_and_only_covered_ones_are_not_unread(discourse: Pack) -> None:
    coming = pending(discourse, ledger(discourse, "2.3.0"), "2.3.0")
    readings = {one.version: one.reading for one in coming.migrations}
    assert readings[POLLS] is discourse.coverage[POLLS]
    assert {reading for version, reading in readings.items() if version not in discourse.coverage} == {Reading.UNREAD}
    assert all(one.name and one.name != "Unknown" and one.phase is Phase.POST for one in coming.migrations)


def test_half_way_through_phase_2_the_rest_is_pending(discourse: Pack) -> None:
    coming = pending(discourse, ledger(discourse, "2.3.0", post=5), "2.3.0")
    assert [one.version for one in coming.migrations] == sorted(discourse.releases.named("2.3.0").post)[5:]


def test_before_phase_1_there_is_no_answer_but_what_is_missing(discourse: Pack) -> None:
    with pytest.raises(TargetError, match=r"phase 1 of Discourse 2\.3\.0 has not run here: \d+ of its \d+") as caught:
        pending(discourse, ledger(discourse, "2.1.0"), "2.3.0")
    assert "What is here matches 2.1.0" in str(caught.value)
    assert "SKIP_POST_DEPLOYMENT_MIGRATIONS=1" in str(caught.value)


def test_one_missing_ordinary_migration_is_enough(discourse: Pack) -> None:
    done = ledger(discourse, "2.3.0")
    last = max(done)
    with pytest.raises(TargetError, match=f"1 of its {len(done)} .*{last}"):
        pending(discourse, done - {last}, "2.3.0")


def test_past_phase_2_nothing_is_pending_and_that_is_not_clear(discourse: Pack) -> None:
    with pytest.raises(TargetError, match=r"nothing is pending: phase 2 .* has already run here \(all 12"):
        pending(discourse, ledger(discourse, "2.3.0", post=12), "2.3.0")
    with pytest.raises(TargetError, match="nothing is pending"):
        pending(discourse, ledger(discourse, "2.3.0", post=12), None)


@pytest.mark.parametrize("asked", ["2.3", "99.0", "", "latest"])
def test_an_unknown_release_is_wrong_use_and_lists_the_known(discourse: Pack, asked: str) -> None:
    with pytest.raises(UsageError, match=r"no release .*; known: "):
        pending(discourse, ledger(discourse, "2.3.0"), asked)


@pytest.mark.parametrize("release", ["2.3.0", "2.2.0.beta5", "2.4.0.beta3"])
def test_without_a_release_the_one_that_the_ledger_shows_is_aimed_at_and_told(discourse: Pack, release: str) -> None:
    coming = pending(discourse, ledger(discourse, release), None)
    assert discourse.releases.named(coming.release).pre == discourse.releases.named(release).pre
    assert f"aimed at Discourse {coming.release}" in coming.notes[0]
    assert "--to" in coming.notes[0]


@pytest.mark.parametrize("done", [frozenset(), frozenset({"1"})])
def test_a_ledger_of_no_known_release_asks_for_one(discourse: Pack, done: frozenset[str]) -> None:
    with pytest.raises(TargetError, match=r"cannot tell from schema_migrations .*1\.9\.0\.beta1 to .*--to"):
        pending(discourse, done, None)


def test_a_release_whose_migrations_are_not_known_is_never_taken_for_one_without_any(discourse: Pack) -> None:
    empty = next(one for one in discourse.releases.known if not one.pre)
    with pytest.raises(UsageError, match=f"which migrations Discourse {empty.name} has is not known"):
        pending(discourse, ledger(discourse, "2.3.0"), empty.name)


def test_versions_that_a_plugin_of_the_forum_added_change_nothing(discourse: Pack) -> None:
    done = ledger(discourse, "2.3.0")
    assert pending(discourse, done | {"20990101000000", "x"}, "2.3.0") == pending(discourse, done, "2.3.0")


def test_a_migration_that_only_the_releases_know_is_unread_under_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "pack.toml").write_text("""
        title = "App"
        releases = "r.json"
        migrations = "m.json"
        recognise.t = []
        ledger = {table = "ledger", column = "version"}
    """)
    names = {"1": "create_t", "2": "drop_old_names", "plugin/3": "move_it"}
    releases = [{"release": "v1.0", "pre_added": ["1"], "post_added": ["2", "plugin/3", "4"]}]
    (folder / "r.json").write_text(json.dumps({"names": names, "releases": releases}))
    (folder / "m.json").write_text("[]")
    coming = pending(load_pack(folder), frozenset({"1"}), "1.0")
    assert coming.migrations == tuple(
        Migration(version, name, Phase.POST, None, 1, Reading.UNREAD)
        for version, name in (("2", "DropOldNames"), ("3", "MoveIt"), ("4", "Unknown"))
    )
