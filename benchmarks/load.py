"""A load of small transactions on a server, at most at a given rate, with the time of each.

pgbench makes it where the installation has it; where it has not, this module does, in a process of its own:
`python -m benchmarks.load URL --seconds N [--rate TPS]`.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.db.clone import Clone

CLIENTS = 4
ROWS = 2_000_000
MADE = f"""
create table pgbench_accounts (aid int primary key, abalance int, filler char(84)) with (fillfactor = 90);
create table pgbench_history (aid int, delta int, mtime timestamp);
insert into pgbench_accounts select n, 0, '' from generate_series(1, {ROWS}) n;
vacuum analyze pgbench_accounts;
"""


@dataclass(frozen=True, slots=True)
class Transaction:
    """When it should have begun, by the clock on the wall, and how many milliseconds later it was done."""

    begun: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Load:
    """Whoever lives on the server. `pgbench` is that program, where there is one."""

    clone: Clone
    pgbench: Path | None

    @classmethod
    def on(cls, clone: Clone) -> "Load":
        """Its tables in an empty database."""
        program = Path(clone.server.installation.program("pgbench"))
        if not program.exists():
            clone.execute(MADE)
            return cls(clone, None)
        making = [program, "--initialize", "--quiet", "--scale", str(ROWS // 100_000), clone.url]
        subprocess.run(making, check=True, capture_output=True)
        return cls(clone, program)

    def capacity(self, seconds: float) -> float:
        """How many transactions a second the server takes when nobody waits."""
        return sum(1 for _ in self.during(seconds, rate=None)) / seconds

    def during(self, seconds: float, rate: float | None) -> Iterator[Transaction]:
        """The transactions of so many seconds. Give it a thread of its own: it ends when they do."""
        with tempfile.TemporaryDirectory(prefix="load") as folder:
            self._run(folder, seconds, rate)
            for log in Path(folder).glob("*.log*"):
                for line in log.read_text().splitlines():
                    words = line.split()
                    milliseconds = float(words[2]) / 1000
                    yield Transaction(float(words[4]) + float(words[5]) / 1e6 - milliseconds / 1000, milliseconds)

    def _run(self, folder: str, seconds: float, rate: float | None) -> None:
        limit = [] if rate is None else ["--rate", str(round(rate))]
        if self.pgbench is None:
            own = [sys.executable, "-m", "benchmarks.load", self.clone.url, "--folder", folder]
            subprocess.run([*own, "--seconds", str(seconds), *limit], check=True)
            return
        words = [str(self.pgbench), "--no-vacuum", "--skip-some-updates", "--client", str(CLIENTS), *limit]
        words += ["--time", str(round(seconds)), "--log", "--log-prefix", f"{folder}/a.log", self.clone.url]
        subprocess.run(words, check=True, capture_output=True)


def main(words: Sequence[str] | None = None) -> None:
    """Do as pgbench does, in the words of its log."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--folder", type=Path, default=Path())
    asked = parser.parse_args(words)
    share = asked.rate and asked.rate / CLIENTS
    end = time.time() + asked.seconds
    clients = [
        threading.Thread(target=_live, args=(asked.url, asked.folder / f"{n}.log", end, share)) for n in range(CLIENTS)
    ]
    for one in clients:
        one.start()
    for one in clients:
        one.join()


def _live(url: str, log: Path, end: float, rate: float | None) -> None:
    import psycopg

    due = time.time()
    with psycopg.connect(url, autocommit=True) as link, log.open("w") as lines:
        while due < end:
            time.sleep(max(0.0, due - time.time()))
            row, delta = random.randint(1, ROWS), random.randint(-5000, 5000)
            with link.transaction():
                link.execute("update pgbench_accounts set abalance = abalance + %s where aid = %s", (delta, row))
                link.execute("select abalance from pgbench_accounts where aid = %s", (row,))
                link.execute("insert into pgbench_history values (%s, %s, now())", (row, delta))
            now = time.time()
            lines.write(f"0 0 {(now - due) * 1e6:.0f} 0 {int(now)} {now % 1 * 1e6:.0f}\n")
            due = now if rate is None else due + random.expovariate(rate)


if __name__ == "__main__":
    main()
