"""From a name, a command or the source itself to the runner that is meant."""

from collections.abc import Callable, Mapping
from pathlib import Path

from auditor.errors import RunnerError, unknown_name
from auditor.migrations.projects import project_in
from auditor.rehearse.runners.alembic import alembic_runner
from auditor.rehearse.runners.command import CommandRunner
from auditor.rehearse.runners.rails import rails_runner
from auditor.rehearse.runners.runner import Runner
from auditor.rehearse.runners.sql import SqlRunner

_BY_SOURCE: Mapping[str, Callable[[Path], Runner]] = {
    "alembic": alembic_runner,
    "rails": rails_runner,
    "sql": lambda _: SqlRunner(),
}
RUNNERS = ("command", *_BY_SOURCE)


def runner_for(name: str | None, command: str | None, source: Path | None) -> Runner:
    """The runner of that name, that of a command, or that of the framework of `source`.

    What it needs is looked for at once, before anything is restored for it. Raises RunnerError, SourceError.
    """
    if name is not None and name not in RUNNERS:
        raise RunnerError(unknown_name("runner", name, RUNNERS))
    if command is not None:
        if name not in (None, "command"):
            raise RunnerError(f"a command is given, and the runner {name} as well: one of the two runs the migrations")
        return CommandRunner(command)
    if name == "command":
        raise RunnerError("the runner `command` needs the command that migrates; give it with --command")
    if source is None:
        raise RunnerError(
            "nothing says what migrates: give the application's folder with --source, or its command with --command"
        )
    root = source.resolve()
    return _BY_SOURCE[name](root) if name else _of_framework(root)


def _of_framework(source: Path) -> Runner:
    with project_in(source) as project:
        framework = project.framework
    if framework == "django":
        raise RunnerError(
            "there is no runner for Django of our own: give its command, such as --command 'python manage.py migrate'"
        )
    return _BY_SOURCE.get(framework, _BY_SOURCE["sql"])(source)
