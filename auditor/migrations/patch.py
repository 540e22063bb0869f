"""A patch of a pending migration, made from the user's own file."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from auditor.errors import SourceError
from auditor.migrations.edits import edited
from auditor.model.check import Anchor, Remedy

NO_NEWLINE = "\\ No newline at end of file\n"
FOLDERS = ("db/post_migrate", "db/migrate")


def skip_patch(source: Path, remedy: Remedy) -> str:
    """A unified diff that `git apply` takes at the root of `source`. Raises SourceError, PatchedError."""
    anchor = remedy.anchor
    if anchor is None:
        raise SourceError(f"{remedy.id} says no place in the source")
    path = located(source, anchor)
    try:
        before = (source / path).read_bytes()
        old = before.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {source / path}: {error}") from error
    new = edited(before, replace(anchor, file=path)).decode("utf-8")
    return unified(path, old, new)


def located(source: Path, anchor: Anchor) -> str:
    """The path of the anchor's file in `source`, also where it was moved to the other folder. Raises SourceError."""
    asked = PurePosixPath(anchor.file)
    if (source / asked).is_file():
        return str(asked)
    if not source.is_dir():
        raise SourceError(f"{source} is not a folder; it should be the root of the application's source")
    root = PurePosixPath(*asked.parts[: -len(PurePosixPath(FOLDERS[0]).parts) - 1])
    looked = [
        asked,
        *(root / folder / asked.name for folder in FOLDERS),
        *(PurePosixPath(one) / asked.name for one in FOLDERS),
    ]
    for other in looked:
        if (source / other).is_file():
            return str(other)
    names = ", ".join(dict.fromkeys(str(one) for one in looked))
    raise SourceError(
        f"{source} has no {asked.name}; looked for {names}. It should be the root of the application's source"
    )


def unified(path: str, old: str, new: str) -> str:
    """The difference as `git apply` reads it, also where lines end in CR LF or the last one does not end."""
    name = path.replace("\n", "")
    lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}")
    return "".join(_ended(lines))


def _lines(text: str) -> list[str]:
    """Lines as git counts them: only a line feed ends one."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else line + "\n" + NO_NEWLINE
