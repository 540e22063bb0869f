"""What whoever lives on a server feels of an audit: `python -m benchmarks.live`, which is `make bench-live`.

A load of a third of what the server takes runs all the time. Beside it audits are run, one after the other, and every
other second they are held still; what begins in those seconds is held against what begins in the others. All on one
machine, the audit's own process too.
"""

import argparse
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.db.clone import Clone
from auditor.db.installations import Installation
from auditor.db.servers import installations, start
from benchmarks.contestants import PACK
from benchmarks.load import Load, Transaction
from benchmarks.made import fill
from benchmarks.measured import machine
from benchmarks.written import between

# As a server is run whose loss would matter; the rest is as a throwaway server has it.
SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "2GB",
    "checkpoint_timeout": "5min",
}
SHARE = 1 / 3
TURN = 1.0
EDGE = 0.1
HEADING = (
    "| beside it | p50, ms | ratio | p95, ms | ratio | quarter to three quarters | transactions/s, ratio | one run, s |"
)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, in which something ran beside the load, or nothing did."""

    begun: float
    ended: float
    beside: bool


@dataclass(frozen=True, slots=True)
class Felt:
    """Milliseconds of the transactions in each window, in order; and how many runs came to their end beside them."""

    runs: int
    windows: tuple[tuple[Window, tuple[float, ...]], ...]

    def line(self, name: str) -> str:
        """A line of the table."""
        beside, alone = self._all(beside=True), self._all(beside=False)
        pairs = [at(0.95, one) / at(0.95, other) for one, other in self._pairs()]
        quarters = statistics.quantiles(pairs, n=4) if len(pairs) > 1 else [1.0, 1.0, 1.0]
        spent = sum(one.ended - one.begun for one, _ in self.windows if one.beside)
        run = f"{spent / self.runs:.1f}" if self.runs else f"more than {spent:.0f}"
        p50, p95 = ((at(part, beside), at(part, alone)) for part in (0.5, 0.95))
        return (
            f"| {name} | {p50[0]:.2f} : {p50[1]:.2f} | {p50[0] / p50[1]:.2f} | {p95[0]:.1f} : {p95[1]:.1f} "
            f"| **{p95[0] / p95[1]:.2f}** | {quarters[0]:.2f} to {quarters[2]:.2f} of {len(pairs)} pairs "
            f"| {self._rate(beside=True) / self._rate(beside=False):.2f} | {run} |"
        )

    def _all(self, *, beside: bool) -> list[float]:
        return sorted(one for window, times in self.windows if window.beside is beside for one in times)

    def _pairs(self) -> Iterator[tuple[list[float], list[float]]]:
        for (window, with_us), (_, without_us) in zip(self.windows, self.windows[1:], strict=False):
            if window.beside and with_us and without_us:
                yield sorted(with_us), sorted(without_us)

    def _rate(self, *, beside: bool) -> float:
        mine = [(window, times) for window, times in self.windows if window.beside is beside]
        return sum(len(times) for _, times in mine) / sum(window.ended - window.begun for window, _ in mine)


def at(part: float, ordered: Sequence[float]) -> float:
    """The value below which that part of the others lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.3, help="of the audited database; 1 is 6.5 GB")
    parser.add_argument("--seconds", type=float, default=120, help="for each line of the table")
    parser.add_argument("--only", default="", help="part of the name of a line")
    parser.add_argument("--pg-bin", type=Path)
    parser.add_argument("--write", type=Path, help="a Markdown page with the marks begin live and end live")
    asked = parser.parse_args(words)
    installation = next(iter(installations(asked.pg_bin)))
    with tempfile.TemporaryDirectory(prefix="live") as folder, start(installation, settings=SETTINGS) as server:
        forum = server.create("forum")
        fill(forum.execute, asked.scale)
        load = Load.on(server.create("load"))
        capacity = load.capacity(10)
        lines = [*_heading(installation, asked.scale, capacity)]
        print("\n".join(lines), flush=True)
        for name, beside in _beside(forum, installation, Path(folder)).items():
            if asked.only in name:
                lines.append(_felt(load, capacity * SHARE, asked.seconds, beside).line(name))
                print(lines[-1], flush=True)
    if asked.write:
        between(asked.write, "live", "\n".join(lines))


def _heading(installation: Installation, scale: float, capacity: float) -> Iterator[str]:
    yield f"{machine()}. PostgreSQL {installation.version}, scale {scale:g}."
    yield f"Load: {capacity * SHARE:.0f} of {capacity:.0f} transactions a second. Beside an audit : without."
    yield ""
    yield HEADING
    yield "|---|---|---|---|---|---|---|---|"


def _beside(forum: Clone, installation: Installation, folder: Path) -> Mapping[str, Sequence[str]]:
    """What is run beside the load, by name."""
    quietly = ("--pack", str(PACK), "--select", "forum/*", "--format", f"json:{folder / 'report.json'}", "--quiet")
    audit = (sys.executable, "-m", "auditor", "audit", forum.reader_url, *quietly)
    dump = (installation.program("pg_dump"), "--format", "custom", "--compress", "0", "--file", "/dev/null", forum.url)
    return {
        "audit, as it is on a live server": audit,
        "audit, live, two sessions": (*audit, "--jobs", "2"),
        "audit, full speed, two sessions": (*audit, "--full-speed"),
        "pg_dump": dump,
        "nothing": ("sleep", "3"),
    }


def _felt(load: Load, rate: float, seconds: float, beside: Sequence[str]) -> Felt:
    transactions: list[Transaction] = []
    living = threading.Thread(target=lambda: transactions.extend(load.during(seconds, rate)))
    living.start()
    time.sleep(1)
    runs = _Runs(beside)
    windows = list(_windows(time.time() + seconds - 3, runs))
    living.join()
    times: dict[Window, list[float]] = {one: [] for one in windows}
    for one in transactions:
        within = next((each for each in windows if each.begun <= one.begun < each.ended), None)
        if within is not None:
            times[within].append(one.milliseconds)
    return Felt(runs.ended, tuple((window, tuple(mine)) for window, mine in times.items()))


def _windows(end: float, runs: "_Runs") -> Iterator[Window]:
    beside = False
    while time.time() < end:
        beside = not beside
        if beside:
            runs.go_on()
        else:
            runs.hold()
        begun = time.time() + EDGE  # a piece of work that is under way is done with by then
        while (now := time.time()) < begun + TURN:
            if beside:
                runs.go_on()
            time.sleep(0.01)
        yield Window(begun, now, beside)
    runs.stop()


class _Runs:
    """A program, run again as often as it ends."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._process: subprocess.Popen[bytes] | None = None
        self.ended = 0

    def go_on(self) -> None:
        """Begin it, or let it go on. Ends everything where it fails."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                self._process.send_signal(signal.SIGCONT)
                return
            if code not in (0, 1, 3):
                raise SystemExit(f"{self._words[0]} ended with {code}")
            self.ended += 1
        self._process = subprocess.Popen(self._words, stdout=subprocess.DEVNULL)

    def hold(self) -> None:
        """Hold it still."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


if __name__ == "__main__":
    main()
