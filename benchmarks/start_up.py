"""How long the command line takes to answer, and how much memory: `python -m benchmarks.start_up [--write PAGE]`.

Beside the bare interpreter, the library that it stands on, and of an audit the tables that it finds nothing in.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor.db.servers import start
from benchmarks.contestants import installed, ours
from benchmarks.floors import TABLES
from benchmarks.made import fill
from benchmarks.observed import Postmaster, Spent, run
from benchmarks.written import MEGABYTE, between

ROUNDS = 15
BARE = "python -c pass"
COMMANDS = {
    BARE: ("-c", "pass"),
    "python -c 'import typer'": ("-c", "import typer"),
    "auditor --help": ("-m", "auditor", "--help"),
    "auditor audit --help": ("-m", "auditor", "audit", "--help"),
}
EMPTY = "auditor audit, 30 checks of an empty database"
HEAVY = ("pandas", "sqlalchemy", "alembic", "psycopg", "rich", "jinja2", "tree_sitter")


def main(words: Sequence[str] | None = None) -> None:
    """Time the commands in turn, and look at what was imported."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.start_up", description=str(__doc__).partition("\n\n")[0]
    )
    parser.add_argument("--write", type=Path, help="a Markdown page with the marks begin start-up and end start-up")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="bench") as folder, start() as server:
        clone = server.create("empty")
        fill(clone.execute, 0.001)
        clone.execute(f"truncate {', '.join(TABLES)}, polls, poll_options")
        audit = next(one for one in ours(clone, Path(folder)) if one.whole)
        commands = {name: (sys.executable, *words) for name, words in COMMANDS.items()} | {EMPTY: audit.words}
        text = "\n".join(_lines(_timed(commands, Postmaster(server), Path(folder))))
    print(text)
    if asked.write:
        between(asked.write, "start-up", text)


def _timed(commands: Mapping[str, Sequence[str]], postmaster: Postmaster, folder: Path) -> dict[str, list[Spent]]:
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    output = folder / "output"
    for turn in range(ROUNDS + 1):
        for name, words in commands.items():
            seen, code = run(words, postmaster, extra=installed(folder), output=output)
            if code:
                raise SystemExit(f"{name} ended with {code}:\n{output.read_text(errors='replace')}")
            if turn:
                spent[name].append(seen)
    return spent


def _lines(spent: Mapping[str, Sequence[Spent]]) -> Iterator[str]:
    least = statistics.median(one.seconds for one in spent[BARE])
    yield "| command | ms | least | beyond the bare interpreter | CPU ms | MB |"
    yield "|---|---|---|---|---|---|"
    for name, runs in spent.items():
        middle, best = (of(one.seconds for one in runs) * 1000 for of in (statistics.median, min))
        peak = max(one.peak for one in runs) / MEGABYTE
        busy = statistics.median(one.processor for one in runs) * 1000
        yield f"| `{name}` | {middle:.0f} | {best:.0f} | {middle - least * 1000:.0f} | {busy:.0f} | {peak:.0f} |"
    yield ""
    yield f"Heavy libraries that `auditor --help` imports: {', '.join(_heavy()) or 'none'}."


def _heavy() -> list[str]:
    traced = subprocess.run(
        (sys.executable, "-X", "importtime", "-m", "auditor", "--help"), check=True, capture_output=True, text=True
    )
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in traced.stderr.splitlines()}
    return [one for one in HEAVY if one in modules]


if __name__ == "__main__":
    main()
