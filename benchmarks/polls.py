"""How long everything about polls takes, and how it grows: `python -m benchmarks.polls [--source DIR] [SIZE …]`.

Each line is one thing measured at every size, with its ratio to the size before: as great as that of the sizes where
the time grows with them. The real migration is run on a forum without faults, where there is a Ruby for it.
"""

import argparse
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from auditor.commands import audit, remediate
from auditor.db import snapshot
from auditor.db.clone import Clone
from auditor.db.servers import Server, start
from auditor.judge.ledger import balanced
from auditor.model.report import Report
from auditor.packs.pack import load_packs
from auditor.render.progress import Progress
from auditor.shipping import shipped
from benchmarks.large import fill
from tests.truth.runner import Runner, RunnerError, migration_in, ruby_at_hand

SIZES = (1_000, 10_000, 100_000)
RELEASE = "2.3.0"
AT_ONCE = {"discourse/polls-copied-one-by-one": "copy-at-once"}
LONGEST_REAL = 10_000
MEGABYTE = 1 << 20
WORTH_A_LINE = 0.3

Seconds = dict[str, float]


class Memory:
    """The most that a server's sessions held of their own at any one moment, in bytes."""

    def __init__(self, server: Server) -> None:
        self._parent = (server.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
        self.peak = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look ten times a second."""
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            over.set()
            watch.join()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(0.1):
            self.peak = max(self.peak, sum(self._held()))

    def _held(self) -> Iterator[int]:
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                facts = dict(line.split(":", 1) for line in status.read_text().splitlines())
            except OSError:
                continue
            if facts.get("PPid", "").strip() == self._parent and "RssAnon" in facts:
                yield int(facts["RssAnon"].split()[0]) * 1024


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, once: what is measured here changes what it works on."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def applied() -> tuple[str, ...]:
    """The migrations that a forum between the phases has behind it."""
    return tuple(sorted(load_packs(shipped("checks"))["discourse"].releases.named(RELEASE).pre))


def audited(clone: Clone) -> tuple[Report, Seconds]:
    """The report on a forum, with the time of all of it, of the ledger alone and of each check."""
    begun = time.perf_counter()
    report = audit.run(clone.reader_url, audit.Options(to=RELEASE, timeout=3600), progress=Progress(False))
    taken = {"audit, two sessions": time.perf_counter() - begun}
    taken |= {f"  {one.id.partition('/')[2]}": one.seconds for one in report.checks}
    (account,) = load_packs(shipped("checks"))["discourse"].accounts
    with snapshot.take(clone.reader_url) as moment, moment.session() as session:
        taken["the ledger alone"] = seconds(lambda: balanced(account, session.rows(account.sql, timeout=3600)))
    return report, taken


def mended(clone: Clone, report: Report, choices: Mapping[str, str] | None = None) -> Seconds:
    """The time of each script that is recommended for a report, in its order, and of all the undo scripts."""
    taken: Seconds = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        remediate.fill(report, folder, source=None, choices=dict(choices or {}), allow_loss=False)
        lines = (folder / "all.sql").read_text(encoding="utf-8").splitlines()
        scripts = [folder / line.removeprefix("\\ir ") for line in lines if line.startswith("\\ir ")]
        if choices:
            scripts = [one for one in scripts if one.stem in choices.values()]
        for script in scripts:
            taken[f"  {script.parent.name}: {script.stem}"] = seconds(lambda one=script: run(clone, one))
        whole = sum(taken.values())
        undone = seconds(lambda: [run(clone, one.with_suffix(".undo.sql")) for one in reversed(scripts)])
    what = "all polls copied at once" if choices else "all recommended scripts"
    return {what: whole, **({} if choices else taken), f"{what}, undone": undone}


def run(clone: Clone, script: Path) -> None:
    """Run one script as psql would."""
    clone.execute(script.read_text(encoding="utf-8"))


def measured(polls: int, votes: int, file: Path | None) -> tuple[Seconds, int]:
    """Everything about a forum of that size: seconds by name, and the most memory that the server's sessions held."""
    with start() as server:
        memory = Memory(server)
        dirty, clean = server.create("dirty"), server.create("clean")
        taken = {"built": seconds(lambda: fill(dirty, polls, votes, applied=applied()))}
        with memory.watched():
            report, audits = audited(dirty)
        taken |= audits | mended(dirty, report)
        fill(clean, polls, votes, faults=False, applied=applied())
        taken |= mended(clean, audit.run(clean.reader_url, _one(), progress=Progress(False)), AT_ONCE)
        if file is not None and polls <= LONGEST_REAL:
            with Runner(file) as runner:
                taken["the real migration"] = seconds(lambda: runner.run(clean.url))
        return taken, memory.peak


def _one() -> audit.Options:
    return audit.Options(to=RELEASE, timeout=3600, select=tuple(AT_ONCE))


def real(source: Path | None) -> Path | None:
    """The real migration's file, None where it cannot be run; says why."""
    if source is None:
        print("the real migration is left out: say where the application is with --source")
        return None
    try:
        print(f"the real migration under Ruby and ActiveRecord {ruby_at_hand()}")
        return migration_in(source)
    except RunnerError as error:
        print(f"the real migration is left out: {error}")
        return None


def main() -> None:
    """Measure each size, and print a table that grows by a column with each."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.polls", description=__doc__)
    words.add_argument("sizes", type=int, nargs="*", default=SIZES, metavar="SIZE", help="numbers of legacy polls")
    words.add_argument("--votes", type=int, default=100, help="votes of each")
    words.add_argument("--source", type=Path, help="a checkout of Discourse, for the real migration")
    asked = words.parse_args()
    file = real(asked.source)
    columns_of: dict[int, Seconds] = {}
    for polls in asked.sizes:
        taken, peak = measured(polls, asked.votes, file)
        columns_of[polls] = taken
        client = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{polls:,} polls, {polls * asked.votes:,} votes: sessions at most {peak / MEGABYTE:.0f} MB,", end=" ")
        print(f"this program at most {client:.0f} MB", flush=True)
    print(table(columns_of))


def table(columns_of: Mapping[int, Seconds]) -> str:
    """Seconds by name and size; the ratio to the size before stands behind each."""
    names = dict.fromkeys(name for polls in sorted(columns_of, reverse=True) for name in columns_of[polls])
    width = min(60, shutil.get_terminal_size((100, 40)).columns)
    lines = ["".join([" " * width, *(f"{polls:>18,}" for polls in columns_of)])]
    for name in names:
        if name.startswith(" ") and max(taken.get(name, 0) for taken in columns_of.values()) < WORTH_A_LINE:
            continue
        before, cells = None, []
        for taken in columns_of.values():
            now = taken.get(name)
            ratio = f"({now / before:.1f} ×)" if now is not None and before else ""
            cells.append(f"{'–' if now is None else f'{now:.2f}':>9}{ratio:>9}")
            before = now
        lines.append(f"{name:{width}.{width}}" + "".join(cells))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
