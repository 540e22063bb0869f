from pathlib import Path

import pytest

from auditor.errors import PackError
from auditor.packs.checks import load_check
from auditor.packs.pack import load_pack

CHECK = """
title = "Tables that hold nothing"
why = "Somebody has emptied them."
severity = "note"
key = ["table_name"]

[each]
none = "there is no table"
"""
EACH = {"each.sql": "select relname as table_name, 'select 1' as find from pg_class"}
BOTH = EACH | {"find.sql": "select 1 as table_name"}


def written(folder: Path, text: str, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, content in {"check.toml": text, **files}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_a_question_for_each_object_stands_in_place_of_a_query(tmp_path: Path) -> None:
    text = CHECK + 'thorough = true\nheap = true\nerrors = ["XX002"]\n'
    check = load_check(written(tmp_path / "c", text, EACH), "any")
    assert check.each is not None
    assert (check.find, check.heap, check.needs, check.guards) == ("", True, {}, ())
    assert (check.each.sql, check.each.none) == (EACH["each.sql"], "there is no table")
    assert (check.each.thorough, check.each.errors) == (True, ("XX002",))


WRONG = {
    "a query as well": (CHECK, BOTH, "each.sql and [each] stand in place of find.sql"),
    "a form as well": (CHECK + "[find.count]\ntable = 'users'\n", EACH, "stand in place of find.sql and [find]"),
    "no file": (CHECK, {}, "cannot read each.sql beside it"),
    "no table": (CHECK.partition("[each]")[0], EACH, "none must be a text, found None"),
    "an unknown key": (CHECK + "deep = true\n", EACH, "deep means nothing here; accepted: errors, heap, none"),
    "a word for a truth": (CHECK + 'thorough = "yes"\n', EACH, "thorough must be true or false, found 'yes'"),
}


@pytest.mark.parametrize(("text", "files", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_it_is_told(tmp_path: Path, text: str, files: dict[str, str], said: str) -> None:
    with pytest.raises(PackError) as caught:
        load_check(written(tmp_path / "c", text, files), "any")
    assert said in str(caught.value)


def test_a_pack_for_any_database_has_a_title_and_checks_and_no_more(tmp_path: Path) -> None:
    written(tmp_path / "any" / "tables-empty", CHECK, EACH)
    file = tmp_path / "any" / "pack.toml"
    file.write_text('title = "any database"\nalways = true\n')
    pack = load_pack(tmp_path / "any")
    assert pack.always
    assert [one.id for one in pack.checks] == ["any/tables-empty"]
    assert (pack.releases.known, pack.migrations, pack.touched, pack.accounts) == ((), {}, {}, ())
    file.write_text('title = "any database"\nalways = true\nreleases = "r.json"\n')
    with pytest.raises(PackError, match="releases means nothing here; accepted: always, engine, title"):
        load_pack(tmp_path / "any")
