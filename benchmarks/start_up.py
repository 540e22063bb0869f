"""How long the command line takes to answer, beside the bare interpreter and the library it stands on."""

import statistics
import subprocess
import sys
import time

ROUNDS = 15
COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "python -c 'import typer'": ("-c", "import typer"),
    "python -m auditor --help": ("-m", "auditor", "--help"),
    "python -m auditor audit --help": ("-m", "auditor", "audit", "--help"),
}
HEAVY = ("pandas", "sqlalchemy", "alembic", "psycopg", "rich", "jinja2", "tree_sitter")


def timed(words: tuple[str, ...]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    subprocess.run((sys.executable, *words), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Time the commands in turn, and look at what was imported."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(ROUNDS + 1):
        for name, words in COMMANDS.items():
            taken = timed(words)
            if turn:
                seconds[name].append(taken)
    least = statistics.median(seconds["python -c pass"])
    for name, runs in seconds.items():
        middle = statistics.median(runs)
        print(f"{name:32} {middle * 1000:6.1f} ms   {middle / least:5.1f} × the bare interpreter")
    traced = subprocess.run(
        (sys.executable, "-X", "importtime", "-m", "auditor", "--help"), check=True, capture_output=True, text=True
    )
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in traced.stderr.splitlines()}
    print("heavy imports:", ", ".join(one for one in HEAVY if one in modules) or "none")


if __name__ == "__main__":
    main()
