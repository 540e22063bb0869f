"""The real migration, run by a Ruby of the user's own."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

VERSION = "20180820080623"
PLACES = ("plugins/poll/db/post_migrate", "plugins/poll/db/migrate", "db/post_migrate", "db/migrate", ".")
PROGRAM = Path(__file__).with_name("run_migration.rb")
PROBE = (
    'require "bigdecimal"; require "logger"; require "active_record"; require "pg"; '
    'print RUBY_VERSION, " ", ActiveRecord.version'
)


class RunnerError(Exception):
    """The real migration cannot be run here."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What the migration did; everything but `ok` and its `output` is None where it passed."""

    ok: bool
    error: str | None = None
    message: str | None = None
    sqlstate: str | None = None
    constraint: str | None = None
    line: int | None = None
    output: str | None = None


def migration_in(source: Path) -> Path:
    """The file in a checkout, a plugin's folder or a folder of migrations. Raises RunnerError."""
    if source.is_file():
        return source
    found = [one for place in PLACES for one in sorted((source / place).glob(f"{VERSION}_*.rb"))]
    if not found:
        raise RunnerError(
            f"{source} has no migration {VERSION}; looked in {', '.join(PLACES)}. "
            "Give a checkout of the application at v2.2.0.beta5 or later"
        )
    return found[0]


def ruby_at_hand() -> str:
    """The versions of Ruby and ActiveRecord that will be used. Raises RunnerError."""
    ruby = shutil.which("ruby")
    if ruby is None:
        raise RunnerError("no ruby on PATH; install Ruby with ActiveRecord and pg (Debian: ruby-activerecord, ruby-pg)")
    done = subprocess.run([ruby, "-e", PROBE], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no word of why"])[0]
        raise RunnerError(f"{ruby} cannot load ActiveRecord and pg (Debian: ruby-activerecord, ruby-pg): {said}")
    return done.stdout


class Runner:
    """A Ruby that runs one file on one database after another. `program` speaks as run_migration.rb does."""

    def __init__(self, file: Path, program: Path = PROGRAM) -> None:
        self._ruby = subprocess.Popen(
            ["ruby", str(program), str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "TZ": "UTC"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ruby.communicate(timeout=60)

    def run(self, url: str) -> Ran:
        """What the migration does to the database at `url`. Raises RunnerError."""
        parts = urlsplit(url)
        words = parse_qs(parts.query)
        assert self._ruby.stdin is not None
        assert self._ruby.stdout is not None
        job = {"database": parts.path[1:], "host": words["host"][0], "user": words["user"][0]}
        try:
            self._ruby.stdin.write(json.dumps(job) + "\n")
            self._ruby.stdin.flush()
        except BrokenPipeError:
            pass
        line = self._ruby.stdout.readline()
        if not line:
            raise RunnerError("ruby ended before it answered; what it said is above")
        said = json.loads(line)
        if said["status"] == "not run":
            raise RunnerError(f"{said['error']}: {said['message']}")
        return _ran(said)


def _ran(said: dict[str, Any]) -> Ran:
    if said["status"] == "ok":
        return Ran(ok=True, output=said.get("output"))
    return Ran(
        False, said.get("error"), said.get("message"), said.get("sqlstate"), said.get("constraint"), said.get("line")
    )
