"""What a run of the suite has seen, and the ratios in it."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.db.clone import Clone
from benchmarks.contestants import Absent
from benchmarks.floors import TABLES
from benchmarks.observed import Asked, Spent


@dataclass(frozen=True, slots=True)
class Measured:
    """What was seen of a program or a floor. `spent` is by round; `asked`, of a program, what it made the server do.

    `wrong` says where its counts are not those of arithmetic.
    """

    name: str
    spent: list[Spent]
    asked: Asked | None = None
    wrong: str | None = None

    @property
    def seconds(self) -> tuple[float, ...]:
        return tuple(one.seconds for one in self.spent)

    @property
    def processor(self) -> tuple[float, ...]:
        """The processor time of both sides: what else the machine does hardly changes it."""
        return tuple(one.processor + one.server for one in self.spent)


@dataclass(frozen=True, slots=True)
class Result:
    """One run of the suite. `heap` and `size` are bytes of the touched tables and of the database.

    `load` is how many processes on average wanted a processor in its last minutes, ours among them.
    """

    scale: float
    server: str
    heap: int
    size: int
    machine: str
    load: float
    floors: tuple[Measured, ...]
    programs: tuple[Measured, ...]
    absent: tuple[Absent, ...]

    @classmethod
    def of(
        cls,
        clone: Clone,
        scale: float,
        floors: tuple[Measured, ...],
        programs: tuple[Measured, ...],
        absent: tuple[Absent, ...],
    ) -> "Result":
        """With what is to be known of the database and of this machine."""
        listed = ", ".join(f"'{one}'" for one in TABLES)
        (size,) = clone.query(f"""
            select sum(pg_relation_size(oid))::bigint as heap, pg_database_size(current_database()) as whole
            from pg_class where relkind = 'r' and relname in ({listed})""")
        (told,) = clone.query("select split_part(current_setting('server_version'), ' ', 1) as version")
        heap, whole = int(size["heap"] or 0), int(size["whole"] or 0)
        return cls(scale, str(told["version"]), heap, whole, machine(), os.getloadavg()[1], floors, programs, absent)

    def floor(self, name: str) -> Measured:
        """The floor of that name."""
        return next(one for one in self.floors if one.name == name)

    def program(self, name: str) -> Measured | None:
        """The program of that name, where it was run."""
        return next((one for one in self.programs if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median of the rounds' ratios, and the least and greatest of them."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float], others: Sequence[float]) -> "Ratio":
        """Round by round: what disturbs the machine for a while disturbs both."""
        ratios = [one / other for one, other in zip(seconds, others, strict=True)]
        return cls(statistics.median(ratios), min(ratios), max(ratios))

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f}–{self.most:.2f})"


def machine() -> str:
    """The processor, how many of it, the memory, and Python."""
    lines = _lines("/proc/cpuinfo")
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB of memory, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
