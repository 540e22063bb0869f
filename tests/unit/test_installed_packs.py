import sys
from pathlib import Path

import pytest

from auditor.errors import PackError
from auditor.packs import engine
from auditor.packs.installed import with_installed
from auditor.packs.pack import load_pack

ANY = 'title = "Sheds"\nalways = true\n'


def distribution(folder: Path, name: str, entry: str, pack: str | None, text: str = ANY) -> Path:
    """An installed distribution with a pack whose packages cannot be imported; without one where `pack` is None."""
    about = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[auditor.packs]\n{entry}\n")
    if pack is not None:
        place = folder / pack
        place.mkdir(parents=True)
        for one in (place, *place.relative_to(folder).parents):
            (folder / one / "__init__.py").write_text("raise SystemExit('imported')")
        (place / "pack.toml").write_text(text)
    return folder


def test_an_installed_pack_is_known_by_its_name_and_nothing_of_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(distribution(tmp_path, "their-sheds", "sheds = their.packs.sheds", "their/packs/sheds"))
    found = with_installed({})["sheds"]
    assert (found.name, found.title, found.folder) == ("sheds", "Sheds", tmp_path / "their" / "packs" / "sheds")
    assert not [one for one in sys.modules if one.split(".")[0] == "their"]


def test_two_packs_of_one_name_are_told_with_both_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(distribution(tmp_path / "a", "sheds-a", "sheds = a.sheds", "a/sheds"))
    shipped = load_pack(tmp_path / "a" / "a" / "sheds")
    with pytest.raises(PackError, match=r"two packs 'sheds': \S+/a/a/sheds, and .* distribution sheds-a 1\.0; uninst"):
        with_installed({"sheds": shipped})
    monkeypatch.syspath_prepend(distribution(tmp_path / "b", "sheds-b", "sheds = b.sheds", "b/sheds"))
    with pytest.raises(PackError, match=r"two packs 'sheds': \S+/a/a/sheds, and \S+/b/b/sheds of the distribution sh"):
        with_installed({})


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("sheds = nowhere.sheds", r"their-sheds 1\.0 has the entry point sheds = 'nowhere\.sheds' .* no pack\.toml"),
        ("sheds = their.sheds:pack", r"there is no pack\.toml there; accepted: the dotted name of a package"),
        ("barns = their.sheds", r"calls its pack 'barns' and has it in the folder \S+/their/sheds; accepted: the fol"),
    ],
)
def test_an_entry_point_that_leads_to_no_pack_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, told: str
) -> None:
    monkeypatch.syspath_prepend(distribution(tmp_path, "their-sheds", entry, "their/sheds"))
    with pytest.raises(PackError, match=told):
        with_installed({})


def test_a_pack_for_another_auditor_is_told_with_its_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ANY + 'engine = ">=99"\n'
    monkeypatch.syspath_prepend(distribution(tmp_path, "their-sheds", "sheds = their.sheds", "their/sheds", text))
    with pytest.raises(
        PackError, match=r"their-sheds 1\.0, in \S+: sheds/pack\.toml: .* written for auditor >=99, and"
    ):
        with_installed({})


@pytest.mark.parametrize("asked", [">=0.1", ">=0.1, <1", "==0.2.0", "!=0.1", "> 0.1.9", "<=0.2"])
def test_a_pack_says_which_versions_of_the_auditor_it_takes(asked: str) -> None:
    engine.require({"engine": asked}, "here", "0.2")
    engine.require({}, "here", "0.2")


@pytest.mark.parametrize("asked", [">=0.2.1", ">=0.1, <0.2", "==0.1", "!=0.2.0", ">0.2", "<=0.1.9", ">=0.10"])
def test_a_pack_for_other_versions_of_the_auditor_is_refused(asked: str) -> None:
    with pytest.raises(PackError, match=r"here: the pack is written for auditor .*, and this is 0\.2; install such an"):
        engine.require({"engine": asked}, "here", "0.2")


@pytest.mark.parametrize("asked", ["0.1", "~=0.1", ">=", ">=0.1,", "latest", ">=0.1b1"])
def test_versions_that_cannot_be_meant_are_told(asked: str) -> None:
    with pytest.raises(PackError, match=r"here: engine is '.*'; accepted: versions of the auditor"):
        engine.require({"engine": asked}, "here", "0.2")
