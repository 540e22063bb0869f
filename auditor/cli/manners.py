"""How every command behaves: errors in one sentence, exit codes, and a terminal that may go away."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import typer

from auditor.errors import AuditorError

if TYPE_CHECKING:
    from auditor.commands.outputs import Plan
    from auditor.model.report import Report


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Errors become one sentence and exit code 2; Ctrl-C becomes 130."""
    try:
        yield
    except AuditorError as error:
        typer.echo(f"auditor: {error}", err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo("auditor: interrupted; nothing was changed", err=True)
        raise typer.Exit(130) from None
    except BrokenPipeError:
        _stop_listening()
        raise typer.Exit(2) from None
    except OSError as error:
        _stop_listening()
        said = f"cannot use {error.filename}: {error.strerror}" if error.filename and error.strerror else error
        typer.echo(f"auditor: {said}", err=True)
        raise typer.Exit(2) from None


def put_out(text: str, failures: list[str]) -> None:
    """Write to standard output; that nobody reads it, or it cannot be written, does not change the answer."""
    try:
        typer.echo(text, nl=False)
    except BrokenPipeError:
        _stop_listening()
    except OSError as error:
        _stop_listening()
        failures.append(f"cannot write to standard output: {error.strerror or error}")


def _stop_listening() -> None:
    """What is still in the buffer goes nowhere; without this the interpreter tries again at its end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def warn_of_password(target: str, *, quiet: bool) -> None:
    """A word where the list of processes shows a password."""
    from auditor.commands.targets import shows_password

    if shows_password(target) and target in sys.argv and not quiet:
        typer.echo(
            "auditor: a password on the command line can be seen in the list of processes; "
            "better: PGPASSWORD, ~/.pgpass, service=NAME or AUDITOR_TARGET",
            err=True,
        )


def watched(quiet: bool) -> bool:
    """Whether somebody waits and wants to see how far it is."""
    return not quiet and sys.stderr.isatty()


def program() -> str:
    """How to call this program here: by its name where that is found, else by its path."""
    import shutil

    return "auditor" if shutil.which("auditor") else os.path.relpath(sys.argv[0])


def coloured(stream: object) -> bool:
    """Whether a stream shows colours, and they are wanted."""
    return bool(getattr(stream, "isatty", lambda: False)()) and not os.environ.get("NO_COLOR")


def width() -> int:
    """How many columns there are to write in."""
    import shutil

    return max(60, min(120, shutil.get_terminal_size((100, 30)).columns))


def reported(plan: "Plan", report: "Report", failures: list[str], *, allow_unknown: bool) -> NoReturn:
    """Put the report where it was asked for, say what could not be written, and end as design promises."""
    from auditor.commands import outputs
    from auditor.judge.verdict import exit_code

    for text in outputs.written(plan, report, failures, colour=coloured(sys.stdout), width=width()):
        put_out(text, failures)
    for failure in failures:
        typer.echo(f"auditor: {failure}", err=True)
    raise typer.Exit(exit_code(report, allow_unknown=allow_unknown) or (2 if failures else 0))
