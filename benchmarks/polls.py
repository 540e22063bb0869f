"""How long everything about polls takes, and how it grows: `python -m benchmarks.polls [--source DIR] [SIZE …]`.

Each line is one thing measured at every size, with its ratio to the size before: as great as that of the sizes where
the time grows with them. Seconds are those that the processors spend, for the server and for us, so that what else runs
on the machine stays out of them. The real migration is run on a forum without faults, where there is a Ruby for it.
"""

import argparse
import os
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
from auditor.db.session import ReadSession
from auditor.judge.ledger import balanced
from auditor.model.outcome import Status
from auditor.model.report import Report
from auditor.packs.pack import load_packs
from auditor.render.progress import Progress
from auditor.shipping import shipped
from benchmarks.large import fill
from tests.truth.runner import Runner, RunnerError, migration_in, ruby_at_hand

SIZES = (1_000, 10_000, 100_000)
RELEASE = "2.3.0"
AT_ONCE = {"discourse/polls-copied-one-by-one": "copy-at-once"}
POLLS = ("discourse/poll*", "discourse/has-polls*")
LONGEST_REAL = 10_000
LONGEST_EACH = 10_000
OURS = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
TICKS = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1 << 20
WORTH_A_LINE = 0.3

Seconds = dict[str, float]


class Work:
    """What a server's sessions do and hold."""

    def __init__(self, server: Server) -> None:
        self._parent = (server.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
        self.peak = 0

    def seconds(self, work: Callable[[], object]) -> float:
        """How long the processors have to do with `work`, once: what is measured here changes what it works on."""
        begun = self._spent()
        work()
        return self._spent() - begun

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look ten times a second for the most that the sessions hold of their own at any one moment, in bytes."""
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            over.set()
            watch.join()

    def _spent(self) -> float:
        ours = sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, OURS))
        while True:  # a session that ends meanwhile would be counted twice, or not at all
            server = self._stat(self._parent)
            live = sum(sum(map(int, fields[11:13])) for fields in map(self._stat, self._sessions()) if fields)
            if self._stat(self._parent)[13:15] == server[13:15]:
                return ours + (sum(map(int, server[11:15])) + live) / TICKS

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(0.1):
            self.peak = max(self.peak, sum(map(self._held, self._sessions())))

    def _sessions(self) -> list[str]:
        names = (one.parent.name for one in Path("/proc").glob("[0-9]*/stat"))
        return [one for one in names if self._stat(one)[1:2] == [self._parent]]

    def _stat(self, process: str) -> list[str]:
        """What the kernel says of a process, after its name; nothing of one that has ended."""
        try:
            return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return []

    def _held(self, process: str) -> int:
        try:
            facts = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
        except OSError:
            return 0
        return int(facts.get("RssAnon", "0").split()[0]) * 1024


def applied() -> tuple[str, ...]:
    """The migrations that a forum between the phases has behind it."""
    return tuple(sorted(load_packs(shipped("checks"))["discourse"].releases.named(RELEASE).pre))


def audited(clone: Clone, work: Work, *, each: bool) -> tuple[Report, Seconds]:
    """The report on a forum, with the time of all of it, of the ledger alone and, if wished, of each question."""
    reports: list[Report] = []
    asked = audit.Options(to=RELEASE, timeout=3600, select=POLLS)
    begun = time.perf_counter()
    audit_seconds = work.seconds(lambda: reports.append(audit.run(clone.reader_url, asked, progress=Progress(False))))
    taken = {"audit, by the clock": time.perf_counter() - begun}
    pack = load_packs(shipped("checks"))["discourse"]
    (account,) = pack.accounts
    told = {one.id for one in reports[0].checks if one.status is not Status.NOT_APPLICABLE}
    with snapshot.take(clone.reader_url) as moment, moment.session() as session:
        for check in pack.checks if each else ():
            if check.id in told:
                question = check.find
                taken[f"  {check.id.partition('/')[2]}"] = work.seconds(lambda sql=question: answered(session, sql))
        taken["the ledger alone"] = work.seconds(lambda: balanced(account, session.rows(account.sql, timeout=3600)))
    return reports[0], {"audit, two sessions": audit_seconds, **taken}


def answered(session: ReadSession, question: str) -> None:
    """Ask, and throw the answer away."""
    with session.ask(question, timeout=3600) as answer:
        for _ in answer.batches:
            pass


def mended(clone: Clone, report: Report, work: Work, choices: Mapping[str, str] | None = None) -> Seconds:
    """The time of each script that is recommended for a report, in its order, and of all the undo scripts."""
    taken: Seconds = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        remediate.fill(report, folder, source=None, choices=dict(choices or {}), allow_loss=False)
        lines = (folder / "all.sql").read_text(encoding="utf-8").splitlines()
        scripts = [folder / line.removeprefix("\\ir ") for line in lines if line.startswith("\\ir ")]
        if choices:
            scripts = [one for one in scripts if one.stem in choices.values()]
        begun = time.perf_counter()
        for script in scripts:
            taken[f"  {script.parent.name}: {script.stem}"] = work.seconds(lambda one=script: run(clone, one))
        whole, clock = sum(taken.values()), time.perf_counter() - begun
        undone = work.seconds(lambda: [run(clone, one.with_suffix(".undo.sql")) for one in reversed(scripts)])
    what = "all polls copied at once" if choices else "all recommended scripts"
    told = {what: whole, f"{what}, by the clock": clock, f"{what}, undone": undone}
    return {**told, **({} if choices else taken)}


def run(clone: Clone, script: Path) -> None:
    """Run one script as psql would."""
    clone.execute(script.read_text(encoding="utf-8"))


def measured(polls: int, votes: int, file: Path | None) -> tuple[Seconds, int]:
    """Everything about a forum of that size: seconds by name, and the most memory that the server's sessions held."""
    with start() as server:
        work = Work(server)
        dirty, clean = server.create("dirty"), server.create("clean")
        taken = {"built": work.seconds(lambda: fill(dirty, polls, votes, applied=applied()))}
        with work.watched():
            report, audits = audited(dirty, work, each=polls <= LONGEST_EACH)
            taken |= audits | mended(dirty, report, work)
            fill(clean, polls, votes, faults=False, applied=applied())
            report = audit.run(clean.reader_url, _one(), progress=Progress(False))
            taken |= mended(clean, report, work, AT_ONCE)
        if file is not None and polls <= LONGEST_REAL:
            taken["the real migration"] = work.seconds(lambda: migrated(clean, file))
        return taken, work.peak


def migrated(clone: Clone, file: Path) -> None:
    """Run the real migration, in a process that has ended by then."""
    with Runner(file) as runner:
        runner.run(clone.url)


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
        print(f"this program at most {client:.0f} MB")
        print(table(columns_of), flush=True)


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
