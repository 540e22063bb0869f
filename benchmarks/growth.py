"""How the time of an audit grows: `python -m benchmarks.growth [--scales 0.01 0.1] [--write PAGE]`.

Against rows, checks of one table, findings and databases, and on a copy just restored. Whole processes, two sessions,
medians of one run; seconds on the clock, and in brackets those of the processors, of the program's and of the server's.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.db.clone import Clone
from auditor.db.servers import installations, start
from benchmarks import floors
from benchmarks.contestants import PACK, Contestant, ours
from benchmarks.made import fill
from benchmarks.observed import Postmaster, Spent, run, taken
from benchmarks.suite import SETTINGS
from benchmarks.written import MEGABYTE, between

SCALES = (0.01, 0.03, 0.1)
CHECKS = (1, 7, 30, 100)
FINDINGS = (0, 1_000, 100_000, 1_000_000)
DATABASES = (1, 4, 16)
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Track:
    """Where it is run: a server's processes and a folder for files."""

    postmaster: Postmaster
    folder: Path
    rounds: int

    def audited(self, clone: Clone, *, pack: Path = PACK, whole: bool = True, more: Sequence[str] = ()) -> list[Spent]:
        """All rounds of one audit, after one that only warms."""
        one = next(one for one in ours(clone, self.folder, pack=pack) if one.whole is whole)
        return [self._run(replace(one, words=(*one.words, *more))) for _ in range(self.rounds + 1)][1:]

    def floor(self, clone: Clone, statements: str) -> list[Spent]:
        """All rounds of some statements, after one that only warms."""
        return [taken(lambda: clone.execute(statements), self.postmaster) for _ in range(self.rounds + 1)][1:]

    def _run(self, one: Contestant) -> Spent:
        output = self.folder / "output"
        spent, code = run(one.words, self.postmaster, extra=one.extra, output=output)
        if code not in one.codes | {1}:
            raise SystemExit(f"the audit ended with {code}:\n{output.read_text(errors='replace')[-4000:]}")
        return spent


def main(words: Sequence[str] | None = None) -> int:
    """Measure one after another, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=str(__doc__).partition("\n\n")[0])
    parser.add_argument("--scales", type=float, nargs="+", default=SCALES, help="sizes for the first table")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--pg-bin", type=Path)
    parser.add_argument("--write", type=Path, help="a Markdown page with the marks begin growth and end growth")
    asked = parser.parse_args(words)
    installation = next(iter(installations(asked.pg_bin)), None)
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench") as name, start(installation, settings=SETTINGS) as server:
        track = Track(Postmaster(server), Path(name), asked.rounds)
        for part in (
            _rows(track, server.create, server.drop, asked.scales),
            _on_one(track, server.create("forum")),
            _restored(track, server.create("restored")),
            _databases(track, server.create),
        ):
            for line in (*part, ""):
                print(line, flush=True)
                lines.append(line)
    if asked.write:
        between(asked.write, "growth", "\n".join(lines).rstrip())
    return 0


def _rows(
    track: Track, create: Callable[[str], Clone], drop: Callable[[str], None], scales: Sequence[float]
) -> Iterator[str]:
    yield "| heaps | count(last column) | 27 checks | 30 checks | CPU, 27 : count(last) | CPU of 30, a GB |"
    yield "|---|---|---|---|---|---|"
    for scale in scales:
        clone = create("growing")
        fill(clone.execute, scale)
        listed = ", ".join(f"'{one}'" for one in floors.TABLES)
        (size,) = clone.query(
            f"select sum(pg_relation_size(oid))::bigint as b from pg_class where relname in ({listed})"
        )
        least = track.floor(clone, floors.floors(clone)[floors.DEFORM])
        some, every = (track.audited(clone, whole=whole) for whole in (False, True))
        heap = int(size["b"] or 0) / 1e9
        ratio, rate = _busy(some) / _busy(least), _busy(every) / heap
        yield f"| {heap:.2f} GB | {_told(least)} | {_told(some)} | {_told(every)} | {ratio:.1f} | {rate:.2f} s |"
        drop("growing")


def _on_one(track: Track, clone: Clone) -> Iterator[str]:
    """Both on the one table of posts, so that a floor of it alone is what they are held against."""
    fill(clone.execute, 0.1)
    least = track.floor(clone, f"{floors.ALONE} select count(baked_version) from posts")
    yield f"| checks of posts, 500,000 rows | seconds | CPU : count(last column), {_told(least)} |"
    yield "|---|---|---|"
    for count in CHECKS:
        pack = _pack(track.folder, {f"odd-{at}": _rows_of("posts", f"post_type = {900 + at}") for at in range(count)})
        runs = track.audited(clone, pack=pack)
        yield f"| {count} | {_told(runs)} | {_busy(runs) / _busy(least):.1f} |"
    yield ""
    yield "| findings | seconds | the program's own MB | with `--format csv`, seconds | MB |"
    yield "|---|---|---|---|---|"
    for count in FINDINGS:
        tables = {f"many-{one}": _rows_of(one, f"id <= {count // 2}") for one in ("posts", "notifications")}
        pack, exported = _pack(track.folder, tables), track.folder / "exported"
        plain = track.audited(clone, pack=pack)
        files = track.audited(clone, pack=pack, more=("--format", f"csv:{exported}"))
        yield f"| {count:,} | {_told(plain)} | {_peak(plain)} | {_told(files)} | {_peak(files)} |"


def _restored(track: Track, clone: Clone) -> Iterator[str]:
    """A copy just restored has neither a visibility map nor statistics."""
    fill(clone.execute, 0.1, vacuumed=False)
    before = track.audited(clone)
    vacuum = [taken(lambda: clone.execute("vacuum (analyze)"), track.postmaster)]
    after = track.audited(clone)
    yield "| a copy just restored, 0.57 GB | seconds | CPU : as it is |"
    yield "|---|---|---|"
    for name, runs in (("30 checks as it is", before), ("`VACUUM (ANALYZE)`", vacuum), ("30 checks after it", after)):
        yield f"| {name} | {_told(runs)} | {_busy(runs) / _busy(before):.2f} |"


def _databases(track: Track, create: Callable[[str], Clone]) -> Iterator[str]:
    clones = [create(f"small_{at}") for at in range(max(DATABASES))]
    for one in clones:
        fill(one.execute, 0.001)
    yield "| databases of 8 MB, one run each | seconds, all of them | a database |"
    yield "|---|---|---|"
    for count in DATABASES:
        seconds = sum(statistics.median(run.seconds for run in track.audited(one)) for one in clones[:count])
        yield f"| {count} | {seconds:.2f} | {seconds / count:.2f} |"


def _pack(folder: Path, checks: Mapping[str, str]) -> Path:
    """A pack like the forum's, with these checks."""
    pack = folder / "grown"
    shutil.rmtree(pack, ignore_errors=True)
    pack.mkdir()
    for name in ("pack.toml", "releases.json", "migrations.json"):
        shutil.copy(PACK / name, pack / name)
    for name, find in checks.items():
        (pack / name).mkdir()
        said = f'title = "{name}"\nwhy = "To be measured."\nseverity = "note"\nguards = ["20240201000000"]\n'
        (pack / name / "check.toml").write_text(said + find)
    return pack


def _rows_of(table: str, where: str) -> str:
    return f'[find.rows]\ntable = "{table}"\nwhere = "{where}"\n'


def _busy(runs: Sequence[Spent]) -> float:
    return statistics.median(one.processor + one.server for one in runs)


def _told(runs: Sequence[Spent]) -> str:
    return f"{statistics.median(one.seconds for one in runs):.2f} ({_busy(runs):.2f})"


def _peak(runs: Sequence[Spent]) -> str:
    return f"{max(one.peak for one in runs) / MEGABYTE:.0f}"


if __name__ == "__main__":
    sys.exit(main())
