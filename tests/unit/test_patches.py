"""Skip-patches of a pack: what a section may say, and what is refused."""

import re
from pathlib import Path

import pytest

from auditor.errors import PackError
from auditor.model.check import Edit, Place, RemedyKind, Safety
from auditor.packs.checks import load_check
from auditor.packs.patches import load_patch

TOML = """
file = "db/post_migrate/1_move_loans.rb"
method = "up"
safety = "lossy"
title = "Skip"
does = "Skips what stops."
loses = "select count(*) as loans from found"
"""
RUBY = """\
#@ above
# Helpers.
def skipped(loan)
  puts loan
end

#@ first
prepare

#@ before |row|
look

#@ around |row| |loan, at| with title
passing(loan) do
#@ body
true
end

#@ behind |row|
finish

#@ after title in |row|
next if title

#@ below FROM loans l -- x
WHERE l.id > 0
"""


def pack(root: Path, toml: str = TOML, ruby: str | bytes = RUBY) -> Path:
    folder = root / "library" / "patches"
    folder.mkdir(parents=True)
    (folder / "skip.toml").write_text(toml)
    (folder / "skip.rb").write_bytes(ruby if isinstance(ruby, bytes) else ruby.encode())
    return folder.parent


def test_a_patch_is_a_remedy_with_an_edit_for_each_section(tmp_path: Path) -> None:
    remedy = load_patch(pack(tmp_path), "skip", "here")
    assert (remedy.id, remedy.kind, remedy.safety) == ("skip", RemedyKind.SKIP_PATCH, Safety.LOSSY)
    assert (remedy.does, remedy.loses) == ("Skips what stops.", "select count(*) as loans from found")
    assert remedy.text == RUBY
    assert remedy.anchor is not None
    assert (remedy.anchor.file, remedy.anchor.method) == ("db/post_migrate/1_move_loans.rb", "up")
    assert remedy.anchor.edits == (
        Edit(Place.ABOVE, "# Helpers.\ndef skipped(loan)\n  puts loan\nend"),
        Edit(Place.FIRST, "prepare"),
        Edit(Place.BEFORE, "look", ("row",)),
        Edit(Place.AROUND, "passing(loan) do", ("row", "loan, at"), "title", "true\nend"),
        Edit(Place.BEHIND, "finish", ("row",)),
        Edit(Place.AFTER, "next if title", ("row",), "title"),
        Edit(Place.BELOW, "WHERE l.id > 0", (), "FROM loans l -- x"),
    )


@pytest.mark.parametrize(
    ("ruby", "said"),
    [
        ("next\n", "begins with a line `#@ PLACE`; places: above, first, before"),
        ("", "begins with a line"),
        ("#@ beside |loan|\nnext\n", "`#@ beside |loan|` is no place; accepted: above, first"),
        ("#@ around loan\nx do\n#@ body\nend\n", "`#@ around loan` is no place"),
        ("#@ after in |loan|\nnext\n", "is no place"),
        ("#@ above the method\nnext\n", "is no place"),
        ("#@ around |loan|\nx do\nend\n", "`#@ body` between two of them"),
        ("#@ first\nx do\n#@ body\nend\n", "`#@ body` between two of them"),
        ("#@ first\n\n", "needs lines"),
        (b"\xff", "cannot read skip.rb"),
    ],
)
def test_a_section_that_cannot_be_meant_is_told(tmp_path: Path, ruby: str | bytes, said: str) -> None:
    with pytest.raises(PackError, match=re.escape(said)):
        load_patch(pack(tmp_path, ruby=ruby), "skip", "here")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (TOML + 'colour = "red"\n', "colour means nothing here"),
        (TOML.replace('method = "up"\n', ""), "method must be a text"),
        (TOML.replace('"lossy"', '"fine"'), "accepted: safe, lossy"),
    ],
)
def test_what_is_said_of_a_patch_is_looked_at(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(PackError, match=said):
        load_patch(pack(tmp_path, toml), "skip", "here")


def test_an_unknown_patch_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no patch 'skipp'; known: skip"):
        load_patch(pack(tmp_path), "skipp", "here")


def test_checks_share_a_patch_behind_their_own_remedies(tmp_path: Path) -> None:
    shop = pack(tmp_path)
    for name in ("loans-a", "loans-b"):
        (shop / name).mkdir()
        (shop / name / "find.sql").write_text("select 1 as id")
        (shop / name / "check.toml").write_text(
            'title = "x"\nwhy = "y"\nseverity = "loss"\nkey = ["id"]\npatches = ["skip"]\n'
        )
    one, other = (load_check(shop / name, "library") for name in ("loans-a", "loans-b"))
    assert one.remedies == other.remedies == (load_patch(shop, "skip", "here"),)
