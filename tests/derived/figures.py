"""How much of an application's migrations is read from their source alone: `python -m tests.derived.figures ROOT`.

Nobody is asked anything, so that a branch on rows counts as partial; with `--empty` every query has no rows.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from auditor.migrations.rails.project import RailsProject
from auditor.model.migration import Reading
from auditor.model.outcome import Cell
from auditor.model.schema import Name, Table
from auditor.model.source import MigrationFile, Script, Unanswered

MOST_REASONS = 20
WIDTH = 100


class Nobody:
    """A world that knows no table; `empty` where it says that every query has no rows."""

    def __init__(self, *, empty: bool = False) -> None:
        self._empty = empty

    def table(self, name: Name) -> Table | None:
        raise Unanswered("no database is asked")

    def index(self, name: Name) -> Name | None:
        raise Unanswered("no database is asked")

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        if self._empty:
            return []
        raise Unanswered("no database is asked")


def table(read: Sequence[tuple[MigrationFile, Script]]) -> str:
    """A line for each folder: how many files, and how many of each reading."""
    folders: dict[str, Counter[Reading]] = defaultdict(Counter)
    for file, script in read:
        folders[str(PurePosixPath(file.path).parent)][script.reading] += 1
    shown = (Reading.EXACT, Reading.GUARDED, Reading.PARTIAL, Reading.UNREAD)
    lines = ["| folder | files | " + " | ".join(shown) + " | read |", "|" + "---|" * (len(shown) + 3)]
    for folder, count in sorted(folders.items()):
        every = count.total()
        sure = (count[Reading.EXACT] + count[Reading.GUARDED]) / every
        cells = " | ".join(str(count[one]) for one in shown)
        lines.append(f"| {folder} | {every} | {cells} | {sure:.1%} |")
    return "\n".join(lines)


def reasons(read: Sequence[tuple[MigrationFile, Script]]) -> str:
    """The commonest reasons why files are not read, with one file each."""
    found: Counter[str] = Counter()
    where: dict[str, str] = {}
    for file, script in read:
        if script.reading in (Reading.PARTIAL, Reading.UNREAD):
            for because in {one.partition(": ")[2][:WIDTH] for one in script.because}:
                found[because] += 1
                where.setdefault(because, PurePosixPath(file.path).name)
    return "\n".join(f"{count:4} {because} ({where[because]})" for because, count in found.most_common(MOST_REASONS))


def main(root: str, *options: str) -> None:
    """Prints the figures of a tree."""
    project = RailsProject.at(Path(root))
    if project is None:
        sys.exit(f"{root} has no migrations of Rails")
    world = Nobody(empty="--empty" in options)
    read = [(file, project.read(file, world)) for file in project.files]
    print(table(read))
    print(f"\nWhy files are partial or unread:\n{reasons(read)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
