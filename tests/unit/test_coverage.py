import json
import re
from pathlib import Path

from auditor.commands.coverage import page
from auditor.packs.pack import load_pack
from auditor.shipping import shipped

PACK = """
title = "Shop"
framework = "rails"
releases = "r.json"
migrations = "m.json"
hazards = "h.json"
recognise = {orders = ["id"]}
ledger = {table = "schema_migrations", column = "version"}
"""
RELEASES = {
    "names": {},
    "releases": [
        {"release": "1.0.0", "pre_added": ["1"], "post_added": ["2"]},
        {"release": "1.1.0", "pre_added": ["3"], "post_added": ["4", "5"]},
        {"release": "1.2.0.beta1", "post_added": ["8"]},
        {"release": "2.0.0", "pre_added": ["4", "6"], "post_removed": ["4"], "post_added": ["7"]},
    ],
}


def test_a_page_says_of_every_migration_what_is_asked_and_of_every_hop_which_wait(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    (folder / "operations").mkdir(parents=True)
    (folder / "pack.toml").write_text(PACK, encoding="utf-8")
    (folder / "r.json").write_text(json.dumps(RELEASES), encoding="utf-8")
    known = [
        {"version": "5", "name": "Five"},
        {"version": "7", "name": "Seven", "shipped": "withdrawn", "does": "Goes."},
    ]
    (folder / "m.json").write_text(json.dumps({"migrations": known}), encoding="utf-8")
    hazards = [
        {"version": "5", "effect": "abort", "rows": "doubles", "told": "derived", "tried": True},
        {"version": "5", "effect": "loss", "rows": "all", "told": "not", "tried": False, "because": "nobody can say"},
    ]
    (folder / "h.json").write_text(json.dumps({"hazards": hazards}), encoding="utf-8")
    (folder / "operations" / "5.sql").write_text(
        "-- tried: v1.1\n\n-- nothing: a count\nalter table orders drop column many;\n\n-- stops a: A\nselect 1 as a;\n"
    )
    lines = page(load_pack(folder)).splitlines()
    assert "| aborts | 1 |  | 1 |  |  |  |  | 1 of 1 |" in lines
    assert "| loses data | 1 |  |  |  |  |  | 1 | 0 of 0 |" in lines
    assert "| | 1.1.0 | 2.0.0 |" in lines
    assert "| 1.0.0 | 2 | 3 + 1 |" in lines
    assert "| 1.1.0 |  | 2 |" in lines
    asked = "1 stops, what its statements demand"
    assert f"| Five (5) |  | {asked} | v1.1 | not told: nobody can say; a count |" in lines
    assert "| Seven (7) | withdrawn before a release kept it | Goes. |" in lines


def test_the_page_of_discourse_has_every_migration_once() -> None:
    pack = load_pack(shipped("checks") / "discourse")
    versions = re.findall(r"^\| \w+ \((\d{14})\) \|", page(pack), re.MULTILINE)
    assert sorted(versions) == sorted(pack.migrations)
