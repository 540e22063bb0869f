"""What a program costs: its own time, processor and memory, and what it makes a server do."""

import os
import resource
import select
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.db.clone import Clone
from auditor.db.servers import Server

TICKS = os.sysconf("SC_CLK_TCK")
LOOKS = 0.03
GLANCES = 0.005
SETTLED = 5.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run took: seconds on the clock, of the program's processor time and of the server's, peak bytes."""

    seconds: float
    processor: float
    server: float
    peak: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What one run made a server do: statements on tables of ours, sequential scans, and how often it read all rows.

    These `passes` are weighed by the size of the tables; rows whose index entries were enough do not count. `held` is
    the most that the server's processes had of their own at a time, beyond what they had before, in bytes.
    """

    statements: int
    scans: int
    passes: float
    held: int


class Postmaster:
    """The processes of a server, as the machine sees them."""

    def __init__(self, server: Server) -> None:
        self._pid = int((server.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])

    def processor(self) -> float:
        """The seconds of processor time taken so far, those of sessions that are over among them."""
        own = _stat(self._pid)
        children = [_stat(pid) for pid in self._children()]
        return (sum(own[11:15]) + sum(sum(one[11:13]) for one in children)) / TICKS

    def held(self) -> int:
        """The bytes that its processes have of their own."""
        return sum(_bytes(pid, "RssAnon:") for pid in self._children())

    @contextmanager
    def watched(self) -> Iterator[list[int]]:
        """Looks again and again; the list has what was seen."""
        seen = [self.held()]
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOKS):
                seen.append(self.held())

        watch = threading.Thread(target=look, daemon=True)
        watch.start()
        try:
            yield seen
        finally:
            over.set()
            watch.join()

    def _children(self) -> list[int]:
        return [int(one) for one in Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()]


def run(words: Sequence[str], postmaster: Postmaster, *, extra: Mapping[str, str], output: Path) -> tuple[Spent, int]:
    """Run a program to its end, and say what it took and its exit code. What it writes goes to `output`."""
    before, begun = postmaster.processor(), time.perf_counter()
    with output.open("wb") as file:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env={**os.environ, **extra}, cwd=output.parent
        )
        seen = _peak_until_end(process.pid)
        seconds = time.perf_counter() - begun
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    processor = used.ru_utime + used.ru_stime
    # The system's own word counts what this program had when it made the other; only more than that is the other's.
    told = used.ru_maxrss * 1024
    peak = told if told > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 else seen
    return Spent(seconds, processor, postmaster.processor() - before, peak), process.returncode


def taken(work: Callable[[], object], postmaster: Postmaster) -> Spent:
    """What `work` takes of the server's time; of ours, nothing is counted."""
    before, begun = postmaster.processor(), time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    return Spent(seconds, 0.0, postmaster.processor() - before, 0)


def asked(clone: Clone, postmaster: Postmaster, tables: Sequence[str], work: Callable[[], object]) -> Asked:
    """What `work` makes the server do."""
    clone.query("select pg_stat_reset() is null, pg_stat_statements_reset() is null")
    with postmaster.watched() as held:
        work()
    _settle(clone)
    listed = ", ".join(f"'{one}'" for one in tables)
    (scanned,) = clone.query(f"""
        select coalesce(sum(t.seq_scan), 0)::bigint as scans,
               sum(c.relpages * (t.seq_tup_read + coalesce(t.idx_tup_fetch, 0))
                   / greatest(c.reltuples, 1))::float8 as read,
               sum(c.relpages)::float8 as pages
        from pg_stat_user_tables t join pg_class c on c.oid = t.relid
        where t.relname in ({listed})""")
    (counted,) = clone.query(rf"""
        select coalesce(sum(calls), 0)::bigint as statements from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
          and query ~ '\m({"|".join(tables)})\M' and query !~* '^\s*(explain|fetch|close)'
          and query !~ 'pg_(stat|class|catalog|namespace|attribute)|information_schema'""")
    passes = float(scanned["read"] or 0) / max(1.0, float(scanned["pages"] or 0))
    return Asked(int(counted["statements"] or 0), int(scanned["scans"] or 0), passes, max(held) - held[0])


def _peak_until_end(pid: int) -> int:
    """Wait for a process to end, and say how much memory it was last seen to have had at most, in bytes."""
    peak, handle = 0, os.pidfd_open(pid)
    try:
        while not select.select([handle], [], [], GLANCES)[0]:
            peak = max(peak, _bytes(pid, "VmHWM:"))
    finally:
        os.close(handle)
    return peak


def _settle(clone: Clone) -> None:
    """What a session did is counted once it is over."""
    deadline = time.monotonic() + SETTLED
    others = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    while clone.query(f"select 1 as one where exists ({others})") and time.monotonic() < deadline:
        time.sleep(0.05)


def _stat(pid: int) -> list[int]:
    """The numbers of a process, from the state on; zeros when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return [0] * 20
    return [0, *(int(one) for one in fields[1:20])]


def _bytes(pid: int, what: str) -> int:
    """A line of what the system says of a process; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))
