"""The lines for a container, run as the container would run them."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from auditor.migrations.patch import unified
from auditor.prescribe.container import snippet

CORE = "db/post_migrate/20200101000000_move_loans.rb"
PLUGIN = "plugins/lending/db/post_migrate/20200102000000_move_books.rb"
OLD, NEW = "def up\n  a\nend\n", "def up\n  b # $home ${version}\nend\n"
SUDO = '#!/bin/sh\n[ "$1 $2 $3 $4" = "-H -E -u discourse" ] || exit 9\nshift 4\nexec "$@"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The application in a repository, with a plugin in one of its own, and a sudo that only looks at its words."""
    root = tmp_path / "app"
    for file in (CORE, PLUGIN):
        path = root / file
        path.parent.mkdir(parents=True)
        path.write_text(OLD)
    for repository in (root, root / "plugins/lending"):
        subprocess.run(["git", "init", "-q", str(repository)], check=True)
    sudo = tmp_path / "bin/sudo"
    sudo.parent.mkdir()
    sudo.write_text(SUDO)
    sudo.chmod(0o755)
    return root


def commands(text: str, home: Path, *, inline: bool) -> list[str]:
    """What the hook runs, its paths moved below the folder of the test."""
    part = text[text.index("# hooks:") :] if inline else text[: text.index("# hooks:")]
    found = re.findall(r"^(?:# )? {10}- (.*)$", part, re.MULTILINE)
    return [one.replace("/shared/audit", str(home.parent)).replace("/tmp/20", f"{home.parent}/20") for one in found]


def rebuilt(lines: list[str], home: Path) -> bool:
    """Whether every line succeeded, one after another."""
    around = {**os.environ, "PATH": f"{home.parent}/bin:{os.environ['PATH']}"}
    for one in lines:
        done = subprocess.run(["sh", "-c", one], cwd=home, env=around, capture_output=True, check=False)
        if done.returncode != 0:
            return False
    return True


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("file", [CORE, PLUGIN])
def test_a_patch_is_applied_once_however_often_it_is_rebuilt(home: Path, file: str, inline: bool) -> None:
    patch = unified(file, OLD, NEW)
    (home.parent / "2020-skip.patch").write_text(patch)
    lines = commands(snippet({"patches/2020-skip.patch": patch}), home, inline=inline)
    assert len(lines) == 1 + inline
    for _ in range(3):
        assert rebuilt(lines, home)
        assert (home / file).read_text() == NEW


@pytest.mark.parametrize("inline", [False, True])
def test_a_patch_that_does_not_fit_ends_the_rebuild_and_changes_nothing(home: Path, inline: bool) -> None:
    patch = unified(CORE, OLD, NEW)
    (home.parent / "2020-skip.patch").write_text(patch)
    (home / CORE).write_text(OLD.replace("a", "c"))
    lines = commands(snippet({"patches/2020-skip.patch": patch}), home, inline=inline)
    assert not rebuilt(lines, home)
    assert (home / CORE).read_text() == OLD.replace("a", "c")


def test_a_patch_for_a_file_that_is_not_there_ends_the_rebuild(home: Path) -> None:
    patch = unified(CORE, OLD, NEW)
    (home.parent / "2020-skip.patch").write_text(patch)
    (home / CORE).unlink()
    assert not rebuilt(commands(snippet({"patches/2020-skip.patch": patch}), home, inline=False), home)


def test_a_patch_that_was_not_copied_ends_the_rebuild(home: Path) -> None:
    patch = unified(CORE, OLD, NEW)
    assert not rebuilt(commands(snippet({"patches/2020-skip.patch": patch}), home, inline=False), home)


def test_several_patches_are_applied_each(home: Path) -> None:
    patches = {
        "patches/2020-core.patch": unified(CORE, OLD, NEW),
        "patches/2020-plugin.patch": unified(PLUGIN, OLD, NEW),
    }
    assert rebuilt(commands(snippet(patches), home, inline=True), home)
    assert [(home / one).read_text() for one in (CORE, PLUGIN)] == [NEW, NEW]


def test_nothing_in_a_command_would_be_expanded_by_the_launcher() -> None:
    text = snippet({"patches/2020-skip.patch": unified(CORE, OLD, NEW)})
    assert [line for line in text.splitlines() if "$" in line and "- " in line.replace("# ", "")[10:]] == []
