"""What `--with` takes, and the source with patches in it."""

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.rehearse.fixes import fixes, listed, patched

ALL = "-- Everything at once\n\n\\set ON_ERROR_STOP on\n\\ir b/two.sql\n\\ir a/one.sql\n"
PATCH = "--- a/db/1.sql\n+++ b/db/1.sql\n@@ -1 +1 @@\n-select 1;\n+select 2;\n"


def folder(place: Path, text: str = ALL) -> Path:
    for name in ("a/one.sql", "b/two.sql"):
        (place / name).parent.mkdir(parents=True)
        (place / name).write_text("select 1;\n")
    (place / "all.sql").write_text(text)
    return place


def test_a_folder_stands_for_what_its_all_sql_runs_in_that_order(tmp_path: Path) -> None:
    assert [one.name for one in fixes([folder(tmp_path)]).scripts] == ["two.sql", "one.sql"]


def test_single_scripts_and_patches_stand_for_themselves(tmp_path: Path) -> None:
    script, patch = folder(tmp_path) / "a/one.sql", tmp_path / "x.patch"
    patch.write_text(PATCH)
    found = fixes([patch, script])
    assert (found.scripts, found.patches) == ((script,), (patch,))


@pytest.mark.parametrize(("name", "said"), [("no", "nothing of that name"), ("notes.txt", "not a folder that remed")])
def test_anything_else_is_refused_and_says_what_is_accepted(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(UsageError, match=said):
        fixes([tmp_path / name])


def test_a_folder_without_its_list_or_with_a_script_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no all\.sql"):
        fixes([tmp_path])
    place = folder(tmp_path)
    (place / "a/one.sql").unlink()
    with pytest.raises(UsageError, match=r"runs a/one\.sql, and there is no such file"):
        fixes([place])


def test_a_list_that_somebody_added_statements_to_is_refused_since_they_would_not_be_run() -> None:
    with pytest.raises(UsageError, match="neither a comment nor"):
        listed(ALL + "delete from users;\n")


def test_a_patch_changes_a_copy_of_the_source_alone(tmp_path: Path) -> None:
    source, patch = tmp_path / "app", tmp_path / "x.patch"
    (source / "db").mkdir(parents=True)
    (source / "db/1.sql").write_text("select 1;\n")
    patch.write_text(PATCH)
    with patched(source, [patch]) as tree:
        assert tree is not None
        assert (tree / "db/1.sql").read_text() == "select 2;\n"
    assert not tree.exists()
    assert (source / "db/1.sql").read_text() == "select 1;\n"


def test_a_patch_that_does_not_fit_says_so(tmp_path: Path) -> None:
    source, patch = tmp_path / "app", tmp_path / "x.patch"
    (source / "db").mkdir(parents=True)
    (source / "db/1.sql").write_text("select 3;\n")
    patch.write_text(PATCH)
    with pytest.raises(UsageError, match="does not fit the source"), patched(source, [patch]):
        pass


def test_without_patches_the_source_itself_is_used_and_a_patch_needs_one(tmp_path: Path) -> None:
    with patched(tmp_path, []) as tree:
        assert tree == tmp_path
    with pytest.raises(UsageError, match="say with --source"), patched(None, [tmp_path / "x.patch"]):
        pass
