"""What is to be tried: the scripts of a folder that `remediate` wrote, single scripts, and patches."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.errors import UsageError

ALL = "all.sql"
_RUN = "\\ir "
_LEFT_OUT = (".git", "node_modules", "tmp", "log", ".venv")


@dataclass(frozen=True, slots=True)
class Fixes:
    """Scripts in the order in which they are run, and patches of the source."""

    scripts: tuple[Path, ...] = ()
    patches: tuple[Path, ...] = ()


def fixes(paths: Sequence[Path]) -> Fixes:
    """A folder stands for what its all.sql runs; a .sql or .patch file for itself. Raises UsageError."""
    scripts: list[Path] = []
    patches: list[Path] = []
    for path in paths:
        if path.is_dir():
            scripts += _in(path)
        elif path.suffix in (".sql", ".patch") and path.is_file():
            (scripts if path.suffix == ".sql" else patches).append(path)
        else:
            raise UsageError(
                f"--with {path} is not a folder that remediate wrote, nor a .sql or .patch file"
                f"{'' if path.exists() else '; there is nothing of that name'}"
            )
    return Fixes(tuple(scripts), tuple(patches))


def listed(text: str) -> list[str]:
    """The scripts that an all.sql runs, in their order. Raises UsageError for a line that it should not have."""
    found = []
    for line in text.splitlines():
        if line.startswith(_RUN):
            found.append(line.removeprefix(_RUN).strip())
        elif line.strip() and not line.startswith(("--", "\\set ")):
            raise UsageError(f"{ALL} has a line that is neither a comment nor \\ir FILE: {line.strip()!r:.80}")
    return found


def _in(folder: Path) -> Iterator[Path]:
    front = folder / ALL
    try:
        text = front.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(
            f"{folder} has no {ALL}, which lists the scripts to be run; give the folder that remediate wrote,"
            " or single .sql and .patch files of it"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {front}: {error}") from error
    for one in listed(text):
        if not (folder / one).is_file():
            raise UsageError(f"{front} runs {one}, and there is no such file in {folder}")
        yield folder / one


@contextmanager
def patched(source: Path | None, patches: Sequence[Path]) -> Iterator[Path | None]:
    """The source with the patches in it: a copy that goes when the block ends, or itself where there are none.

    Raises UsageError where a patch does not fit.
    """
    if not patches:
        yield source
        return
    if source is None:
        raise UsageError(f"{patches[0]} is a patch of the source; say with --source where that is")
    with TemporaryDirectory(prefix="auditor-source-") as folder:
        tree = Path(folder) / source.resolve().name
        shutil.copytree(source, tree, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        for patch in patches:
            _apply(patch, tree)
        yield tree


def _apply(patch: Path, tree: Path) -> None:
    try:
        done = subprocess.run(
            ["git", "apply", "--whitespace=nowarn", str(patch.resolve())],
            cwd=tree,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)},
        )
    except FileNotFoundError as error:
        raise UsageError("git is needed to try a patch, and is not on PATH") from error
    if done.returncode != 0:
        said = " / ".join(done.stderr.strip().splitlines()[:3])
        raise UsageError(f"{patch} does not fit the source: {said}")
