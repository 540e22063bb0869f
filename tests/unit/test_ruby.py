"""Where a skip-patch goes, and what it refuses to touch."""

import shutil
import subprocess
from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.migrations.patch import located, skip_patch, unified
from auditor.migrations.ruby import inserted
from auditor.model.check import Anchor, Remedy, RemedyKind, Safety

FILE = "plugins/lending/db/post_migrate/20200101000000_move_loans.rb"
ANCHOR = Anchor(FILE, method="up", block="loan", after="title")
ADDITION = '# Loans that moved before stay.\nif moved?(title)\n  puts "Skipped #{title}"\n  next\nend\n'
SOURCE = """\
# frozen_string_literal: true

class MoveLoans < ActiveRecord::Migration[5.2]
  def escape(text)
    title = text
    title
  end

  def up
    title = "not in the block"
    rows.each do |row|
      row.loans.each do |loan|
        title = loan["title"].presence || "untitled"
        kind = loan["kind"]
        execute "INSERT INTO loans VALUES ('#{escape(title)}', '#{kind}')"
      end
    end
  end

  def down
    rows.each { |loan| puts loan }
  end
end
"""


def remedy(anchor: Anchor | None = ANCHOR) -> Remedy:
    return Remedy("skip-moved", RemedyKind.SKIP_PATCH, Safety.LOSSY, "Skip", "Skips.", ADDITION, anchor=anchor)


def patched(source: str) -> str:
    return inserted(source.encode(), ANCHOR, ADDITION).decode()


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


def test_the_lines_go_below_the_assignment_in_the_block_at_its_indentation() -> None:
    lines = patched(SOURCE).splitlines()
    at = lines.index('        title = loan["title"].presence || "untitled"')
    assert lines[at + 1 : at + 7] == [
        "        # Loans that moved before stay.",
        "        if moved?(title)",
        '          puts "Skipped #{title}"',
        "          next",
        "        end",
        '        kind = loan["kind"]',
    ]
    assert len(lines) == len(SOURCE.splitlines()) + 5


def test_everything_else_stays_byte_for_byte() -> None:
    added = {"# Loans that moved before stay.", "if moved?(title)", 'puts "Skipped #{title}"', "next"}
    kept = [line for line in patched(SOURCE).splitlines() if line.strip() not in added]
    kept.pop(kept.index("        end"))
    assert kept == SOURCE.splitlines()


def test_braces_tabs_and_a_comment_behind_the_assignment_are_fine() -> None:
    source = SOURCE.replace("each do |loan|", "each { |loan|").replace(
        "      end\n    end\n  end", "      }\n    end\n  end", 1
    )
    source = source.replace('        title = loan["title"]', '\t\ttitle = loan["title"]').replace(
        '"untitled"\n', '"untitled" # or not\n'
    )
    assert '"untitled" # or not\n\t\t# Loans that moved before stay.\n\t\tif moved?' in patched(source)


def test_an_assignment_over_several_lines_is_passed_whole() -> None:
    source = SOURCE.replace('loan["title"].presence || "untitled"', 'loan["title"].presence ||\n          "untitled"')
    assert '          "untitled"\n        # Loans that moved' in patched(source)


def test_ruby_itself_reads_the_result(tmp_path: Path) -> None:
    ruby = shutil.which("ruby")
    if ruby is None:
        pytest.skip("no ruby on this machine")
    path = tmp_path / "patched.rb"
    path.write_text(patched(SOURCE))
    done = subprocess.run([ruby, "-c", str(path)], capture_output=True, text=True, check=False)
    assert done.stdout == "Syntax OK\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (SOURCE.replace("end\nend\n", "end\n"), "cannot be read|not Ruby"),
        ("class Broken\n  def up(\nend\n", "not Ruby that can be read: line"),
        ("def up\n  loans.each { |loan| title = loan }\nend\n", "no class with a method `up`"),
        (SOURCE.replace("def up", "def change"), "no class with a method `up`"),
        (SOURCE.replace("|loan|", "|book|"), "no block over `loan` in `up`"),
        (SOURCE.replace("        title =", "        name ="), "no assignment to `title`"),
        (SOURCE.replace('        kind = loan["kind"]', "        title = title.strip"), "2 assignments to `title`"),
        (SOURCE.replace('"untitled"\n', '"untitled"; other\n'), "shares its line"),
        (SOURCE.replace('        title = loan["title"]', '        x = 1; title = loan["title"]'), "shares its line"),
        (SOURCE.replace('"untitled"\n', '"untitled" if loan\n'), "shares its line"),
        (
            SOURCE.replace('loan["title"].presence || "untitled"', "<<~TEXT\n          x\n        TEXT"),
            "shares its line",
        ),
    ],
)
def test_a_file_that_is_not_as_expected_is_refused_with_its_reason(source: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        patched(source)


def test_a_file_that_has_the_lines_already_is_said_to_be_patched() -> None:
    with pytest.raises(SourceError, match="already patched"):
        patched(patched(SOURCE))


def test_lines_that_would_break_the_file_are_refused() -> None:
    with pytest.raises(SourceError, match="would not be Ruby any more"):
        inserted(SOURCE.encode(), ANCHOR, "if moved?(title)\n  next\n")


def test_git_applies_the_patch_and_takes_it_back(tmp_path: Path) -> None:
    patch = skip_patch(tree(tmp_path), remedy())
    assert patch.startswith(f"--- a/{FILE}\n+++ b/{FILE}\n@@ ")
    assert applied(tmp_path, patch).decode() == patched(SOURCE)
    subprocess.run(["git", "apply", "-R", "-"], input=patch.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / FILE).read_text() == SOURCE


def test_windows_line_ends_survive(tmp_path: Path) -> None:
    source = SOURCE.replace("\n", "\r\n").encode()
    result = applied(tmp_path, skip_patch(tree(tmp_path, source), remedy()))
    assert result == patched(SOURCE).replace("\n", "\r\n").encode()


def test_a_last_line_without_an_end_survives(tmp_path: Path) -> None:
    source = "class A\n  def up\n    rows.each do |loan|\n      title = loan\n    end\n  end\nend"
    patch = skip_patch(tree(tmp_path, source), remedy())
    assert "\\ No newline at end of file\n" in patch
    result = applied(tmp_path, patch)
    assert result.endswith(b"  end\nend")
    assert b"      next\n" in result.replace(b"        next", b"      next")


def test_text_beyond_ascii_and_odd_separators_survive(tmp_path: Path) -> None:
    source = SOURCE.replace("not in the block", "é 漢 \u2028 \x0c \x85")
    assert applied(tmp_path, skip_patch(tree(tmp_path, source), remedy())).decode() == patched(source)


def test_a_migration_moved_to_the_ordinary_folder_is_found(tmp_path: Path) -> None:
    moved = FILE.replace("post_migrate", "migrate")
    root = tree(tmp_path, file=moved)
    assert located(root, ANCHOR) == moved
    assert f"+++ b/{moved}\n" in skip_patch(root, remedy())


def test_a_core_migration_is_looked_for_in_both_folders(tmp_path: Path) -> None:
    root = tree(tmp_path, file="db/migrate/1_a.rb")
    assert located(root, Anchor("db/post_migrate/1_a.rb", "up", "loan", "title")) == "db/migrate/1_a.rb"


def test_a_source_without_the_file_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"has no 20200101000000_move_loans\.rb; looked for plugins/lending/db/post_migrate/"
    ):
        skip_patch(tmp_path, remedy())
    with pytest.raises(SourceError, match="is not a folder"):
        skip_patch(tmp_path / "nowhere", remedy())


def test_a_file_that_is_not_utf8_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        skip_patch(tree(tmp_path, b"\xff\xfe"), remedy())


def test_a_remedy_without_a_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no place"):
        skip_patch(tmp_path, remedy(None))


def test_equal_texts_have_no_difference() -> None:
    assert unified("a.rb", SOURCE, SOURCE) == ""


def test_the_lines_of_every_shipped_skip_patch_are_ruby_of_their_own() -> None:
    from auditor.packs.checks import load_check
    from auditor.shipping import shipped

    remedies = [
        one
        for folder in sorted(shipped("checks").glob("*/*/check.toml"))
        for one in load_check(folder.parent, folder.parent.parent.name).remedies
        if one.kind is RemedyKind.SKIP_PATCH
    ]
    assert remedies
    for one in remedies:
        assert one.anchor is not None
        head = f"class A\n  def {one.anchor.method}\n    x.each do |{one.anchor.block}|\n"
        source = f"{head}      {one.anchor.after} = 1\n    end\n  end\nend\n"
        assert one.text.strip().splitlines()[0] in inserted(source.encode(), one.anchor, one.text).decode()
