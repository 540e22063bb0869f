"""Migrations of Rails, run by a program of ours in Ruby, for where there is no full application."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import RunnerError
from auditor.migrations.rails.project import RailsProject
from auditor.model.source import MigrationFile
from auditor.rehearse.runners.environment import address
from auditor.rehearse.runners.inside import run_inside
from auditor.rehearse.runners.ledgers import done
from auditor.rehearse.runners.runner import Place, Ran, source_of

PROGRAM = Path(__file__).with_name("ruby") / "migrate.rb"
_INSTALL = "install Ruby with ActiveRecord and pg (Debian: apt install ruby ruby-activerecord ruby-pg)"
_INSTEAD = "or give the application's own command with --command"
_PROBE = (
    'require "bigdecimal"; require "logger"; require "active_support"; require "active_record"; require "pg"; '
    'print RUBY_VERSION, " ", ActiveRecord.version'
)
_WRITTEN_FOR = re.compile(rb"ActiveRecord::Migration\[(\d+)\.(\d+)\]")


@dataclass(frozen=True, slots=True)
class RailsRunner:
    """Runs the files under the source with a Ruby that has ActiveRecord of that version, and stand-ins for the rest."""

    ruby: tuple[str, ...]
    active_record: str
    name: str = "rails"

    def run(self, place: Place) -> Ran:
        """As in Runner."""
        source = source_of(place)
        project = RailsProject.at(source)
        if project is None:
            raise RunnerError(f"{source} has no migrations of Rails; give the application's folder with --source")
        pending = project.pending(done(place.clone, project))
        self._new_enough(source, pending)
        request = {
            **address(place.clone),
            "root": str(source),
            "migrations": [{"version": one.version, "path": one.path} for one in pending],
        }
        ran, _ = run_inside([*self.ruby, str(PROGRAM)], request, place, {"TZ": "UTC"})
        return ran

    def _new_enough(self, source: Path, pending: Sequence[MigrationFile]) -> None:
        here = tuple(int(one) for one in self.active_record.split(".")[:2])
        for one in pending:
            found = _WRITTEN_FOR.search(_read(source / one.path))
            if found and (int(found[1]), int(found[2])) > here:
                written = f"{int(found[1])}.{int(found[2])}"
                raise RunnerError(
                    f"{one.path} is written for ActiveRecord {written}, and {shlex.join(self.ruby)} has "
                    f"{self.active_record}: set AUDITOR_RUBY to one with that, such as 'bundle exec ruby', {_INSTEAD}"
                )


def rails_runner(source: Path) -> RailsRunner:
    """The runner for the Ruby of AUDITOR_RUBY, or the one on PATH. Raises RunnerError where that lacks something."""
    words = tuple(shlex.split(os.environ.get("AUDITOR_RUBY") or "ruby"))
    if shutil.which(words[0]) is None:
        raise RunnerError(f"there is no {words[0]} on PATH: {_INSTALL}, {_INSTEAD}")
    try:
        probed = subprocess.run(
            [_in_full(words[0]), *words[1:], "-e", _PROBE],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd=source,
            timeout=120,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RunnerError(f"{shlex.join(words)} cannot be run: {error}; {_INSTALL}, {_INSTEAD}") from error
    if probed.returncode != 0 or not probed.stdout.strip():
        said = (probed.stderr.strip().splitlines() or ["no word of why"])[0][:300]
        raise RunnerError(f"{shlex.join(words)} cannot load ActiveRecord and pg ({said}): {_INSTALL}, {_INSTEAD}")
    return RailsRunner((_in_full(words[0]), *words[1:]), probed.stdout.split()[-1])


def _in_full(program: str) -> str:
    """A path as it is found from any folder."""
    return str(Path(program).absolute()) if os.sep in program else program


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RunnerError(f"cannot read {path}: {error.strerror}") from error
