"""Everything against everything: `python -m benchmarks.suite [--scale 0.1] [--tools DIR]`, which is `make bench`.

Makes a forum with faults and one without, and runs floors, audits and the other tools that are in DIR in turn, again
and again. Each must find what arithmetic says. What is printed are medians of one run, with their spread.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from auditor.db.clone import Clone
from auditor.db.servers import installations, start
from benchmarks import floors
from benchmarks.contestants import Absent, Contestant, ours
from benchmarks.expected import JSON, expected
from benchmarks.made import Sizes, fill
from benchmarks.measured import Measured, Result
from benchmarks.observed import Postmaster, Spent, asked, run, taken
from benchmarks.rivals.dbt import dbt
from benchmarks.rivals.expectations import expectations
from benchmarks.rivals.soda import soda
from benchmarks.written import onto, table

SETTINGS = {"shared_buffers": "2GB", "work_mem": "64MB", "shared_preload_libraries": "pg_stat_statements"}
ROUNDS = 5
TWIN = " (no faults)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A contestant with the database that it is sent to, and what it must find there."""

    contestant: Contestant
    clone: Clone
    due: Mapping[str, int]

    @property
    def name(self) -> str:
        return self.contestant.name + (TWIN if not any(self.due.values()) else "")


@dataclass(frozen=True, slots=True)
class Course:
    """Where it is run: the server's processes, and a folder for files."""

    postmaster: Postmaster
    folder: Path

    def run(self, entry: Entry) -> Spent:
        """One run. Ends everything where the program fails: what it took is then worth nothing."""
        one, output = entry.contestant, self.folder / "output"
        spent, code = run(one.words, self.postmaster, extra=one.extra, output=output)
        if code not in one.codes:
            raise SystemExit(f"{entry.name} ended with {code}:\n{output.read_text(errors='replace')[-4000:]}")
        return spent

    def counted(self, entry: Entry) -> Measured:
        """A run that only counts: what it makes the server do, and whether it finds what it must."""
        done = asked(entry.clone, self.postmaster, floors.TABLES, lambda: self.run(entry))
        return Measured(entry.name, [], done, _wrong(entry))


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked. 1 where a count is wrong."""
    options = _options().parse_args(words)
    installation = next(iter(installations(options.pg_bin)), None)
    with tempfile.TemporaryDirectory(prefix="bench") as name, start(installation, settings=SETTINGS) as server:
        folder = Path(name)
        course = Course(Postmaster(server), folder)
        sizes = Sizes.of(options.scale)
        dirty = _made(lambda: server.create("forum"), options.scale, faults=True)
        entries, absent = _entries(dirty, expected(sizes), folder, options.tools.resolve())
        if not options.no_twin:
            clean = _made(lambda: server.create("twin"), options.scale, faults=False)
            none = dict.fromkeys(expected(sizes), 0)
            entries += [Entry(one, clean, none) for one in ours(clean, folder) if "2 sessions" in one.name]
        entries = [one for one in entries if options.only in one.name]
        result = Result.of(dirty, options.scale, *_rounds(course, dirty, entries, options.rounds), absent)
    print(table(result), flush=True)
    if options.write:
        onto(options.write, result)
    return 1 if any(one.wrong for one in result.programs) else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suite", description=str(__doc__).partition("\n\n")[0])
    parser.add_argument("--scale", type=float, default=0.1, help="1 has five million posts and takes 6.5 GB")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--tools", type=Path, default=Path(".bench-tools"), help="environments named dbt, soda and gx")
    parser.add_argument("--only", default="", help="a part of the names of those that are run")
    parser.add_argument("--no-twin", action="store_true", help="without the database that has no faults")
    parser.add_argument("--pg-bin", type=Path, help="the programs of the PostgreSQL to measure with")
    parser.add_argument("--write", type=Path, help="a Markdown page in which to write the tables of this scale anew")
    return parser


def _made(create: Callable[[], Clone], scale: float, *, faults: bool) -> Clone:
    begun, clone = time.monotonic(), create()
    fill(clone.execute, scale, faults=faults)
    clone.execute("create extension pg_stat_statements")
    _say(f"made {clone.database} at scale {scale:g} in {time.monotonic() - begun:.1f} s")
    return clone


def _entries(clone: Clone, due: Mapping[str, int], folder: Path, tools: Path) -> tuple[list[Entry], tuple[Absent, ...]]:
    entrants = [*ours(clone, folder), *_others(clone, folder, tools)]
    there = [Entry(one, clone, due) for one in entrants if isinstance(one, Contestant)]
    return there, tuple(one for one in entrants if isinstance(one, Absent))


def _others(clone: Clone, folder: Path, tools: Path) -> Iterator[Contestant | Absent]:
    for made in (dbt, soda, expectations):
        yield from made(clone, folder, tools)


def _rounds(
    course: Course, clone: Clone, entries: Sequence[Entry], rounds: int
) -> tuple[tuple[Measured, ...], tuple[Measured, ...]]:
    """Each once to warm it and to count, then all in turn. Ctrl-C leaves the rounds that are whole."""
    statements = floors.floors(clone)
    least = tuple(Measured(name, []) for name in statements)
    for statement in statements.values():
        clone.execute(statement)
    seen = []
    for entry in entries:
        seen.append(course.counted(entry))
        _say(f"{entry.name}: {seen[-1].wrong or 'finds what it must'}")
    for turn in range(rounds):
        try:
            for floor in least:
                floor.spent.append(taken(partial(clone.execute, statements[floor.name]), course.postmaster))
            for entry, measured in zip(entries, seen, strict=True):
                measured.spent.append(course.run(entry))
        except KeyboardInterrupt:
            if not turn:
                raise
            for one in (*least, *seen):
                del one.spent[turn:]
            break
        _say(f"round {turn + 1} of {rounds}")
    return least, tuple(seen)


def _wrong(entry: Entry) -> str | None:
    """Where its counts differ from what it must find."""
    found = entry.contestant.counts()
    due = {check: count for check, count in entry.due.items() if entry.contestant.whole or not check.startswith(JSON)}
    differ = [f"{one} {found.get(one, 'not told')} for {due[one]}" for one in due if found.get(one) != due[one]]
    return "; ".join(differ) or None


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
