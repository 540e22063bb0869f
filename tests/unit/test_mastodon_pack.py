import re
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

import pytest

from auditor.commands.coming import recognised
from auditor.errors import TargetError
from auditor.forum.catalog import load_catalog
from auditor.model.check import RemedyKind
from auditor.packs.pack import Pack, load_packs
from auditor.packs.pending import pending
from auditor.packs.releases import release_key
from auditor.shipping import shipped

MAIN_LINE = "4.7.0-alpha.2"


@pytest.fixture(scope="module")
def packs() -> Mapping[str, Pack]:
    return load_packs(shipped("checks"))


@pytest.fixture(scope="module")
def mastodon(packs: Mapping[str, Pack]) -> Pack:
    return packs["mastodon"]


def forum() -> dict[str, tuple[str, ...]]:
    return {name: tuple(one["columns"]) for name, one in load_catalog()["tables"].items()}


def test_a_database_of_mastodon_is_told_from_one_of_discourse(packs: Mapping[str, Pack]) -> None:
    instance = dict(packs["mastodon"].recognise)
    assert recognised(packs, (), instance, "a").name == "mastodon"
    assert recognised(packs, (), forum(), "a").name == "discourse"
    with pytest.raises(TargetError, match="not a database of Discourse: it lacks table posts"):
        recognised(packs, ("discourse",), instance, "a")
    with pytest.raises(TargetError, match="not a database of Mastodon: it lacks table accounts"):
        recognised(packs, ("mastodon",), forum(), "a")


def test_every_post_deployment_migration_of_every_release_is_listed_and_stated(mastodon: Pack) -> None:
    known = {version for release in mastodon.releases.known for version in release.post}
    assert known == set(mastodon.migrations) == set(mastodon.operations)
    assert all(
        mastodon.migrations[one].path == f"db/post_migrate/{one}_{mastodon.releases.names[one]}.rb" for one in known
    )


def test_releases_stand_in_the_order_in_which_they_came_and_lose_no_migration(mastodon: Pack) -> None:
    known = mastodon.releases.known
    assert [known[0].name, known[-1].name] == ["4.0.0", MAIN_LINE]
    for one, later in pairwise(known):
        assert release_key(one.name) < release_key(later.name)
        assert one.pre <= later.pre
        assert one.post <= later.post
    assert all(datetime.strptime(one, "%Y%m%d%H%M%S") for one in known[-1].post)  # noqa: DTZ007


def test_what_a_hop_over_two_releases_meets_is_told_in_the_order_of_its_numbers(mastodon: Pack) -> None:
    at = mastodon.releases.named
    coming = pending(mastodon, at("4.4.0").pre | at("4.2.0").post, "4.4.0")
    versions = [one.version for one in coming.migrations]
    assert len(versions) == 15
    assert versions == sorted(versions)
    assert {"20240307180905", "20241205135925", "20250520192024"} <= set(versions)


def test_where_nothing_is_pending_doubles_are_asked_for_all_the_same(mastodon: Pack) -> None:
    whole = mastodon.releases.named("4.6.5")
    coming = pending(mastodon, whole.pre | whole.post, None)
    assert coming.migrations == ()
    assert "nothing is pending: phase 2 of Mastodon 4.6.0 has run" in coming.notes[-1]
    assert len([one for one in mastodon.checks if not one.guards]) > 10


def test_all_doubles_have_a_script_and_all_migrations_say_whether_they_were_tried(mastodon: Pack) -> None:
    doubles = [one for one in mastodon.checks if one.id.endswith("-doubled")]
    assert len(doubles) == 17
    assert all(any(each.kind is RemedyKind.SQL for each in one.remedies) for one in doubles)
    assert all(one.tried.startswith(("v", "main line", "no, ")) for one in mastodon.operations.values())


def test_a_script_that_merges_watches_every_table_that_it_may_turn(mastodon: Pack) -> None:
    text = (mastodon.folder / "procedures" / "fold_rows.sql").read_text(encoding="utf-8")
    turned = re.findall(r"\('(\w+)', '(\w+)', '\w+', '(?:number|numbers|words)'", text)
    merges = {one.id: each for one in mastodon.checks for each in one.remedies if "fold_all('" in each.text}
    watched = {each.text.rpartition("fold_all('")[2].partition("'")[0]: set(each.touches) for each in merges.values()}
    assert len(turned) > 20
    assert {"accounts", "statuses", "conversations", "tags"} <= watched.keys()
    assert [(parent, child) for parent, child in turned if parent in watched and child not in watched[parent]] == []
