"""Where the lines of a skip-patch go, and what it refuses to touch."""

import difflib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.migrations.edits import edited
from auditor.migrations.patch import located, skip_patch, unified
from auditor.model.check import Anchor, Edit, Place, Remedy, RemedyKind, Safety

FILE = "plugins/lending/db/post_migrate/20200101000000_move_loans.rb"
AFTER = Edit(
    Place.AFTER,
    '# Loans that moved before stay.\nif moved?(title)\n  puts "Skipped #{title}"\n  next\nend',
    ("loan",),
    "title",
)
EDITS = (
    Edit(Place.ABOVE, "# By the patch.\ndef passing(row)\n  yield\nrescue StandardError\n  skip(row)\nend"),
    Edit(Place.FIRST, "prepare"),
    Edit(Place.BEFORE, "look", ("row",)),
    Edit(Place.AROUND, "passing(row) do", ("row",), closing="true\nend"),
    Edit(Place.AROUND, "passing(loan) do", ("row", "loan"), closing="end"),
    AFTER,
    Edit(Place.BEHIND, "finish", ("row",)),
    Edit(Place.BELOW, "WHERE id > 0", (), "FROM loans"),
)
SOURCE = """\
# frozen_string_literal: true

class MoveLoans < ActiveRecord::Migration[5.2]
  def escape(text)
    title = text
    title
  end

  # Moves them.
  def up
    # From the old place.
    title = "not in the block"

    # One by one.
    rows(<<~SQL).each do |row|
      SELECT * FROM old
    SQL
      # FROM loans
      row.loans.each do |loan|
        title = loan["title"].presence || "untitled"
        next if title == "x"
        row.books.each { |title| break if title }
        execute "INSERT INTO loans VALUES ('#{escape(title)}')"
      end
    end

    execute <<~SQL
      SELECT count(*)
        FROM loans
       GROUP BY id
    SQL
  end

  def down
    rows.each { |loan| puts loan }
  end
end
"""
PATCHED = """\
# frozen_string_literal: true

class MoveLoans < ActiveRecord::Migration[5.2]
  def escape(text)
    title = text
    title
  end

  # By the patch.
  def passing(row)
    yield
  rescue StandardError
    skip(row)
  end

  # Moves them.
  def up
    prepare
    # From the old place.
    title = "not in the block"

    look
    # One by one.
    rows(<<~SQL).each do |row|
      SELECT * FROM old
    SQL
      passing(row) do
      # FROM loans
      row.loans.each do |loan|
        passing(loan) do
        title = loan["title"].presence || "untitled"
        # Loans that moved before stay.
        if moved?(title)
          puts "Skipped #{title}"
          next
        end
        next if title == "x"
        row.books.each { |title| break if title }
        execute "INSERT INTO loans VALUES ('#{escape(title)}')"
        end
      end
      true
      end
    end
    finish

    execute <<~SQL
      SELECT count(*)
        FROM loans
        WHERE id > 0
       GROUP BY id
    SQL
  end

  def down
    rows.each { |loan| puts loan }
  end
end
"""


def remedy(*edits: Edit) -> Remedy:
    anchor = Anchor(FILE, "up", edits)
    return Remedy("skip-moved", RemedyKind.SKIP_PATCH, Safety.LOSSY, "Skip", "Skips.", "", anchor=anchor)


def patched(source: str, *edits: Edit) -> str:
    return edited(source.encode(), Anchor(FILE, "up", edits or EDITS)).decode()


def tree(root: Path, text: str | bytes = SOURCE, file: str = FILE) -> Path:
    path = root / file
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def applied(root: Path, patch: str) -> bytes:
    """What `git apply` makes of the file; its own check comes first."""
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for option in (["--check"], []):
        subprocess.run(["git", "apply", *option, "-"], input=patch.encode(), cwd=root, check=True, capture_output=True)
    return (root / FILE).read_bytes()


def test_every_edit_goes_to_its_place_and_all_else_stays() -> None:
    assert patched(SOURCE) == PATCHED


@pytest.mark.parametrize("edit", EDITS, ids=[one.place for one in EDITS])
def test_an_edit_alone_adds_its_lines_and_takes_none_away(edit: Edit) -> None:
    lines = list(difflib.ndiff(SOURCE.splitlines(), patched(SOURCE, edit).splitlines()))
    assert [one for one in lines if one.startswith("- ")] == []
    added = [one[2:].strip() for one in lines if one.startswith("+ ") and one[2:].strip()]
    assert sorted(added) == sorted(one.strip() for one in f"{edit.lines}\n{edit.closing}".split("\n") if one.strip())


def test_ruby_itself_reads_the_result(tmp_path: Path) -> None:
    ruby = shutil.which("ruby")
    if ruby is None:
        pytest.skip("no ruby on this machine")
    path = tmp_path / "patched.rb"
    path.write_text(patched(SOURCE))
    done = subprocess.run([ruby, "-c", str(path)], capture_output=True, text=True, check=False)
    assert done.stdout == "Syntax OK\n"


def test_braces_tabs_and_a_comment_behind_are_fine() -> None:
    source = "class A\n\tdef up\n\t\trows.each { |row|\n\t\t\tgo(row) # far\n\t\t} # done\n\tend\nend\n"
    edits = (EDITS[3], EDITS[6])
    assert patched(source, *edits) == (
        "class A\n\tdef up\n\t\trows.each { |row|\n\t\t\tpassing(row) do\n\t\t\tgo(row) # far\n"
        "\t\t\ttrue\n\t\t\tend\n\t\t} # done\n\t\tfinish\n\tend\nend\n"
    )


def test_a_chain_over_several_lines_is_one_statement() -> None:
    source = "class A\n  def up\n    DB\n      .rows\n      .each do |row|\n        go(row)\n      end\n  end\nend\n"
    result = patched(source, EDITS[2], EDITS[6]).splitlines()
    assert result[2:5] == ["    look", "    DB", "      .rows"]
    assert result[7:9] == ["      end", "    finish"]


def test_an_assignment_over_several_lines_is_passed_whole() -> None:
    source = SOURCE.replace('loan["title"].presence || "untitled"', 'loan["title"].presence ||\n          "untitled"')
    assert '          "untitled"\n        # Loans that moved' in patched(source, AFTER)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("end\nend\n", "end\n"), "cannot be read|not Ruby"),
        (("def up", "def up("), "not Ruby that can be read: line"),
        (("class MoveLoans < ActiveRecord::Migration[5.2]", "module MoveLoans"), "no class with a method `up`"),
        (("def up", "def change"), "no class with a method `up`"),
        (("def down", "def up"), "2 methods `up`, where there should be one"),
        (
            ("do |row|", "do |line|"),
            "no block over `row` in `up`, where there should be one; the migration has changed",
        ),
        (("do |row|", "do |row, at|"), "no block over `row`"),
        (("|title|", "|loan|"), "2 blocks over `loan`"),
        (('        title = loan["title"]', '        name = loan["title"]'), "no assignment to `title`"),
        (('next if title == "x"', "title = title.strip"), "2 assignments to `title`"),
        (('"untitled"\n', '"untitled"; other\n'), "shares its line"),
        (('        title = loan["title"]', '        x = 1; title = loan["title"]'), "shares its line"),
        (('"untitled"\n', '"untitled" if loan\n'), "shares its line"),
        (('loan["title"].presence || "untitled"', "<<~TEXT\n          x\n        TEXT"), "shares its line"),
        (('next if title == "x"', 'break if title == "x"'), "has `break` in it"),
        (('next if title == "x"', 'return if title == "x"'), "has `return` in it"),
        (('next if title == "x"', "redo if title"), "has `redo` in it"),
        (('next if title == "x"', "rescue IOError"), "has `rescue` in it"),
        (("        FROM loans\n", "        FROM others\n"), "no line `FROM loans` in the texts of `up`"),
        (("SELECT * FROM old", "FROM loans"), "2 lines `FROM loans`"),
    ],
)
def test_a_file_that_is_not_as_expected_is_refused_with_its_reason(change: tuple[str, str], said: str) -> None:
    assert change[0] in SOURCE
    with pytest.raises(SourceError, match=said):
        patched(SOURCE.replace(*change))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("class A\n  def up\n    rows.each { |row| go(row) }\n  end\nend\n", "shares its line"),
        ("class A\n  def up\n    rows.each do |row|\n      go(row) end\n  end\nend\n", "shares its line"),
        ("class A\n  def up\n    rows.each do |row|\n    end\n  end\nend\n", "nothing is done from line 3 on"),
    ],
)
def test_a_block_that_cannot_be_taken_round_is_refused(source: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        patched(source, EDITS[3])


def test_an_empty_method_is_refused() -> None:
    with pytest.raises(SourceError, match="nothing is done from line 2 on"):
        patched("class A\n  def up\n  end\nend\n", EDITS[1])


def test_leaving_an_inner_block_or_loop_is_no_reason_to_refuse() -> None:
    inner = "go { break }\n      while true do break end\n      -> { return 1 }\n      next"
    source = f"class A\n  def up\n    rows.each do |row|\n      {inner}\n    end\n  end\nend\n"
    assert "passing(row) do\n      go { break }" in patched(source, EDITS[3])


@pytest.mark.parametrize("edit", EDITS, ids=[one.place for one in EDITS])
def test_a_file_that_has_the_lines_already_is_said_to_be_patched(edit: Edit) -> None:
    with pytest.raises(SourceError, match="already patched"):
        patched(patched(SOURCE), edit)


def test_a_file_with_an_older_form_of_the_patch_is_said_to_be_patched() -> None:
    older = Edit(Place.ABOVE, "def passing(row, more)\n  yield more\nend")
    with pytest.raises(SourceError, match="already patched: it has a method `passing`; take the old patch out first"):
        patched(patched(SOURCE, older))


def test_lines_that_would_break_the_file_are_refused() -> None:
    with pytest.raises(SourceError, match="would not be Ruby any more"):
        patched(SOURCE, replace(AFTER, lines="if moved?(title)\n  next\n"))


def test_git_applies_the_patch_and_takes_it_back(tmp_path: Path) -> None:
    patch = skip_patch(tree(tmp_path), remedy(*EDITS))
    assert patch.startswith(f"--- a/{FILE}\n+++ b/{FILE}\n@@ ")
    assert applied(tmp_path, patch).decode() == PATCHED
    subprocess.run(["git", "apply", "-R", "-"], input=patch.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / FILE).read_text() == SOURCE


def test_windows_line_ends_survive(tmp_path: Path) -> None:
    source = SOURCE.replace("\n", "\r\n").encode()
    result = applied(tmp_path, skip_patch(tree(tmp_path, source), remedy(*EDITS)))
    assert result == PATCHED.replace("\n", "\r\n").encode()


def test_a_last_line_without_an_end_survives(tmp_path: Path) -> None:
    source = "class A\n  def up\n    rows.each do |loan|\n      title = loan\n    end\n  end\nend"
    patch = skip_patch(tree(tmp_path, source), remedy(AFTER))
    assert "\\ No newline at end of file\n" in patch
    result = applied(tmp_path, patch)
    assert result.endswith(b"  end\nend")
    assert b"        next\n      end\n" in result


def test_text_beyond_ascii_and_odd_separators_survive(tmp_path: Path) -> None:
    odd = "é 漢 \u2028 \x0c \x85"
    source = SOURCE.replace("not in the block", odd)
    result = applied(tmp_path, skip_patch(tree(tmp_path, source), remedy(*EDITS))).decode()
    assert result == PATCHED.replace("not in the block", odd)


@pytest.mark.parametrize("folder", ["plugins/lending/db/migrate", "db/migrate", "db/post_migrate"])
def test_a_migration_moved_to_another_folder_is_found(tmp_path: Path, folder: str) -> None:
    moved = f"{folder}/{FILE.rpartition('/')[2]}"
    root = tree(tmp_path, file=moved)
    assert located(root, Anchor(FILE, "up", EDITS)) == moved
    assert f"+++ b/{moved}\n" in skip_patch(root, remedy(*EDITS))


def test_a_core_migration_is_looked_for_in_both_folders(tmp_path: Path) -> None:
    root = tree(tmp_path, file="db/migrate/1_a.rb")
    assert located(root, Anchor("db/post_migrate/1_a.rb", "up", EDITS)) == "db/migrate/1_a.rb"


def test_a_source_without_the_file_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"has no 20200101000000_move_loans\.rb; looked for plugins/lending/db/post_migrate/"
    ):
        skip_patch(tmp_path, remedy(*EDITS))
    with pytest.raises(SourceError, match="is not a folder"):
        skip_patch(tmp_path / "nowhere", remedy(*EDITS))


def test_a_file_that_is_not_utf8_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        skip_patch(tree(tmp_path, b"\xff\xfe"), remedy(*EDITS))


def test_a_remedy_without_a_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no place"):
        skip_patch(tmp_path, replace(remedy(), anchor=None))


def test_equal_texts_have_no_difference() -> None:
    assert unified("a.rb", SOURCE, SOURCE) == ""
