import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import PackError, UsageError
from auditor.packs.releases import Release, Releases, load_releases, release_key
from auditor.shipping import shipped

FILE = shipped("checks") / "discourse" / "releases.json"


@pytest.fixture(scope="module")
def discourse() -> Releases:
    return load_releases(FILE)


def test_releases_sort_as_they_came_out() -> None:
    order = [
        *("1.9.9", "2.2.0.beta1", "2.2.0.beta2", "2.2.0.beta10", "2.2.0", "2.2.1", "2.2.10"),
        *("2.4.0.beta3", "2.4.0", "2.10.0", "3.1.0.beta1", "3.1.0", "2025.11.0"),
    ]
    assert sorted(sorted(order), key=release_key) == order


@pytest.mark.parametrize(("one", "other"), [("v2.3.0", "2.3.0"), ("2.3", "2.3.0"), ("2.3.0.BETA1", "v2.3.0.beta1")])
def test_two_ways_to_write_a_release_are_one(one: str, other: str) -> None:
    assert release_key(one) == release_key(other)


@given(st.text())
def test_any_text_can_be_sorted_as_a_release(text: str) -> None:
    assert all(isinstance(part, int) for part in release_key(text))
    assert len(release_key(text)) >= 5


def test_every_release_of_the_pack_is_there_oldest_first(discourse: Releases) -> None:
    names = [one.name for one in discourse.known]
    assert len(names) == len(set(names)) == 220
    assert names == sorted(names, key=release_key)
    assert names[0] == "1.9.0.beta1"


def test_the_post_deployment_migrations_of_a_release_are_known(discourse: Releases) -> None:
    release = discourse.named("2.3.0")
    assert len(release.post) == 12
    assert "20180820080623" in release.post
    assert not release.post & release.pre


def test_differences_add_up_to_what_each_release_has(discourse: Releases) -> None:
    """Followed one version at a time: it is there if the last release to name it, up to here, added it."""
    entries = json.loads(FILE.read_text(encoding="utf-8"))["releases"]
    changes: dict[str, dict[str, list[tuple[int, bool]]]] = {"pre": {}, "post": {}}
    for at, entry in enumerate(entries):
        for folder, seen in changes.items():
            for word, there in (("added", True), ("removed", False)):
                for path in entry.get(f"{folder}_{word}", ()):
                    seen.setdefault(path, []).append((at, there))
    for at, entry in enumerate(entries):
        release = discourse.named(entry["release"])
        for folder, seen in changes.items():
            here = {
                path.split("/")[-1]
                for path, turns in seen.items()
                if (past := [there for when, there in turns if when <= at]) and past[-1]
            }
            assert getattr(release, folder) == here, (release.name, folder)


def test_the_ledger_of_a_release_is_recognised_as_its_own_or_an_equal_one(discourse: Releases) -> None:
    for release in discourse.known:
        reached = discourse.reached(release.pre)
        assert (reached is None) is (not release.pre)
        assert reached is None or reached.pre == release.pre


def test_of_equal_releases_the_first_that_is_no_beta_is_reached() -> None:
    one, same = frozenset({"1"}), frozenset({"1", "2"})
    folders = (
        ("0.9", frozenset[str]()),
        ("1.0", one),
        ("1.1.beta1", same),
        ("1.1", same),
        ("1.2", same),
        ("1.3.beta1", same),
    )
    known = tuple(Release(name, pre, frozenset()) for name, pre in folders)
    assert Releases(known, {}).reached(frozenset({"1", "2", "other"})) == known[3]
    assert Releases(known, {}).reached(frozenset({"1"})) == known[1]
    assert Releases(known[:3], {}).reached(same) == known[2]
    assert Releases(known, {}).reached(frozenset({"2"})) is None
    assert Releases((), {}).reached(frozenset()) is None


@pytest.mark.parametrize("asked", ["2.3.0", "v2.3.0", " v2.3.0 "])
def test_a_release_is_found_with_or_without_its_v(discourse: Releases, asked: str) -> None:
    assert discourse.named(asked).name == "2.3.0"


def test_an_unknown_release_is_told_the_nearest(discourse: Releases) -> None:
    with pytest.raises(UsageError, match=r"no release '2\.3\.00'; known: 2\.3\.0.*220 in all"):
        discourse.named("2.3.00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"releases": [{}], "names": {}}',
        '{"releases": 3, "names": {}}',
        '{"releases": [], "names": 1}',
        "\udcff",
    ],
)
def test_a_file_that_is_no_list_of_releases_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "releases.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PackError, match=r"releases\.json is not a list of releases"):
        load_releases(path)
    with pytest.raises(PackError, match=r"missing.json"):
        load_releases(tmp_path / "missing.json")
