from pathlib import Path

import pytest

from auditor.commands.beginning import begin
from auditor.errors import OutputError, UsageError
from auditor.packs.pack import load_pack


def test_a_second_check_leaves_its_pack_as_it_is(tmp_path: Path) -> None:
    begin("shop/orders-customer-missing", tmp_path)
    (tmp_path / "shop" / "pack.toml").write_text('title = "Ours"\nalways = true\n')
    made = begin("shop/orders-late", tmp_path)
    assert tmp_path / "shop" / "pack.toml" not in made
    pack = load_pack(tmp_path / "shop")
    assert (pack.title, [one.id for one in pack.checks]) == (
        "Ours",
        ["shop/orders-customer-missing", "shop/orders-late"],
    )


def test_nothing_is_written_over(tmp_path: Path) -> None:
    begin("shop/orders-late", tmp_path)
    changed = tmp_path / "shop" / "orders-late" / "check.toml"
    changed.write_text("mine")
    with pytest.raises(UsageError, match=r"shop/orders-late is there, and nothing is written over"):
        begin("shop/orders-late", tmp_path)
    assert changed.read_text() == "mine"


@pytest.mark.parametrize("asked", ["orders-late", "shop/late", "Shop/orders-late", "../shop/orders-late", "shop/", ""])
def test_what_cannot_be_an_id_is_told_with_one_that_can(tmp_path: Path, asked: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be the id of a check; accepted: pack/thing-fault .* shop/orders-cus"):
        begin(asked, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_pack_of_a_name_that_comes_with_the_auditor_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a pack 'discourse' comes with the auditor, and \S+ is none; accepted: a"):
        begin("discourse/posts-odd", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("a file")
    with pytest.raises(OutputError, match="cannot write the check to"):
        begin("shop/orders-late", tmp_path)
