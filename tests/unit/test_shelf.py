from dataclasses import replace
from pathlib import Path

import pytest
from sample_report import polls_check

from auditor.errors import UsageError
from auditor.packs.pack import load_pack
from auditor.packs.shelf import chosen, pack_of
from tests.check_folder import check_folder

PACK = """
title = "Shop"
framework = "rails"
releases = "r.json"
migrations = "m.json"
recognise = {people = ["id"]}
ledger = {table = "schema_migrations", column = "version"}
"""


def shop(folder: Path) -> Path:
    (folder / "shop").mkdir()
    (folder / "shop" / "pack.toml").write_text(PACK, encoding="utf-8")
    return folder / "shop"


def test_a_pack_may_be_named_or_be_a_folder(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    known = {"forum": load_pack(folder)}
    packs, names = chosen(known, ["forum", str(folder)])
    assert (sorted(packs), names) == (["forum", "shop"], ("forum", "shop"))
    assert packs["shop"].folder == folder


def test_a_folder_called_as_a_known_pack_takes_its_place_where_it_is_given_as_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shop(tmp_path)
    monkeypatch.chdir(tmp_path)
    known = {"shop": replace(load_pack(folder), title="The one that is known")}
    assert chosen(known, ["shop"])[0]["shop"].title == "The one that is known"
    assert chosen(known, ["./shop"])[0]["shop"].title == "Shop"


def test_what_is_neither_a_name_nor_a_folder_with_a_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a folder without a pack\.toml; accepted: forum, or a pack"):
        chosen({"forum": load_pack(shop(tmp_path))}, [str(tmp_path)])
    with pytest.raises(UsageError, match=r"no pack 'forun'; known: forum; or a folder with a pack\.toml"):
        chosen({"forum": load_pack(tmp_path / "shop")}, ["forun"])


def test_a_report_leads_back_to_the_folder_of_its_pack(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    check_folder(folder)
    (own,) = load_pack(folder).checks
    found = pack_of([polls_check(), replace(polls_check(), origin=own.origin)])
    assert found is not None
    assert found.checks == (own,)
    assert pack_of([polls_check()]) is None
