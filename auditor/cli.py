"""The command line: reads options, calls a command, prints, and exits with the number that design promises."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from auditor import __version__
from auditor.errors import AuditorError

EXITS = """Exit codes: 0 nothing blocks · 1 something at or above --fail-on was found · 2 wrong use, or
the target cannot be reached or is not what it was taken for · 3 nothing blocks, but something
could not be told · 130 interrupted."""

app = typer.Typer(
    name="auditor",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Says before an upgrade which pending migrations will abort or lose data, because of which "
    "rows, and what to do.",
    epilog=EXITS,
)


class PendingFormat(StrEnum):
    """How pending migrations are listed."""

    TERMINAL = "terminal"
    JSON = "json"


class FailOn(StrEnum):
    """The severities, as choices."""

    ABORT = "abort"
    LOSS = "loss"
    RISK = "risk"
    NOTE = "note"


Target = Annotated[str, typer.Argument(envvar="AUDITOR_TARGET", help="postgresql://…, service=NAME, or a backup file.")]
PgBin = Annotated[
    Path | None,
    typer.Option(
        "--pg-bin", envvar="AUDITOR_PG_BIN", help="Folder with PostgreSQL's programs, for the throwaway server."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", envvar="AUDITOR_QUIET", help="No progress and no messages.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"auditor {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", envvar="AUDITOR_CONFIG", help="Instead of auditor.toml or pyproject.toml."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it and stop.")
    ] = False,
) -> None:
    from auditor.commands.config import defaults

    with _explained():
        context.default_map = defaults(Path.cwd(), config)


@app.command()
def audit(
    target: Target,
    pack: Annotated[
        list[str] | None, typer.Option(envvar="AUDITOR_PACK", help="Take this application for granted.")
    ] = None,
    source: Annotated[
        list[Path] | None,
        typer.Option(envvar="AUDITOR_SOURCE", help="Root of the application: its pending migrations are read."),
    ] = None,
    to: Annotated[str | None, typer.Option(envvar="AUDITOR_TO", help="The release that is being upgraded to.")] = None,
    select: Annotated[list[str] | None, typer.Option(envvar="AUDITOR_SELECT", help="Only checks that match.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(envvar="AUDITOR_IGNORE", help="No checks that match.")] = None,
    fail_on: Annotated[FailOn, typer.Option(envvar="AUDITOR_FAIL_ON", help="What blocks, and worse.")] = FailOn.LOSS,
    format: Annotated[  # noqa: A002
        list[str] | None,
        typer.Option(
            envvar="AUDITOR_FORMAT",
            help="terminal, json, html, markdown, junit, sarif or github, each with :PATH if it is to go to a file; "
            "csv:DIR or parquet:DIR for all keys found. May be repeated.",
        ),
    ] = None,
    samples: Annotated[int, typer.Option(envvar="AUDITOR_SAMPLES", min=0, help="Rows shown for each check.")] = 5,
    unmask: Annotated[bool, typer.Option("--unmask", envvar="AUDITOR_UNMASK", help="Show private values.")] = False,
    jobs: Annotated[int, typer.Option(envvar="AUDITOR_JOBS", min=1, max=64, help="Connections at once.")] = 2,
    timeout: Annotated[float, typer.Option(envvar="AUDITOR_TIMEOUT", min=0.1, help="Seconds for each check.")] = 300.0,
    allow_unknown: Annotated[
        bool, typer.Option("--allow-unknown", envvar="AUDITOR_ALLOW_UNKNOWN", help="Exit with 0 instead of 3.")
    ] = False,
    baseline: Annotated[
        Path | None, typer.Option(envvar="AUDITOR_BASELINE", help="A JSON report whose findings are known and waived.")
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", envvar="AUDITOR_DETAILS", help="The long form on the terminal.")
    ] = False,
    pg_bin: PgBin = None,
    quiet: Quiet = False,
) -> None:
    """Look at the rows of a live database or of a backup, and say what phase 2 would do to them."""
    with _explained():
        from auditor.commands import audit as command
        from auditor.commands import outputs
        from auditor.judge.verdict import exit_code
        from auditor.model.check import Severity
        from auditor.render.progress import Progress

        _warn_of_password(target, quiet=quiet)
        plan = outputs.plan(tuple(format or ("terminal",)), details=details)
        options = command.Options(
            packs=tuple(pack or ()),
            to=to,
            select=tuple(select or ()),
            ignore=tuple(ignore or ()),
            sources=tuple(source or ()),
            fail_on=Severity(fail_on.value),
            samples=samples,
            unmask=unmask,
            jobs=jobs,
            timeout=timeout,
            baseline=baseline,
            pg_bin=pg_bin,
        )
        failures: list[str] = []
        with outputs.opened(plan, failures) as sink, Progress(enabled=_watched(quiet)) as progress:
            report = command.run(target, options, progress=progress, sink=sink)
        for text in outputs.written(plan, report, failures, colour=_coloured(sys.stdout), width=_width()):
            _put_out(text, failures)
        for failure in failures:
            typer.echo(f"auditor: {failure}", err=True)
        raise typer.Exit(exit_code(report, allow_unknown=allow_unknown) or (2 if failures else 0))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the report, the backup and the fixes.")] = Path("auditor-demo"),
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the server running until Ctrl-C, to try things on.")
    ] = False,
    pg_bin: PgBin = None,
    quiet: Quiet = False,
) -> None:
    """Start a server, build a forum stuck between the phases, audit it, and leave everything to look at."""
    with _explained():
        from auditor.commands import demo as command
        from auditor.render.progress import Progress

        with contextlib.ExitStack() as running:
            with Progress(enabled=_watched(quiet)) as progress:
                toured = running.enter_context(command.tour(out, pg_bin=pg_bin, progress=progress))
            text = command.told(toured, program=_program(), colour=_coloured(sys.stdout), width=_width(), keep=keep)
            with contextlib.suppress(*([KeyboardInterrupt] if keep else [])):
                typer.echo(text, nl=False)
                if keep:
                    threading.Event().wait()


@app.command()
def pending(
    target: Target,
    source: Annotated[list[Path], typer.Option(envvar="AUDITOR_SOURCE", help="Root of the application's source.")],
    format: Annotated[PendingFormat, typer.Option(help="How it is written.")] = PendingFormat.TERMINAL,  # noqa: A002
    pg_bin: PgBin = None,
    quiet: Quiet = False,
) -> None:
    """Show which migrations are pending by the source, and how well each could be read; no row is looked at."""
    with _explained():
        from auditor.commands import pending as command
        from auditor.render.progress import Progress

        _warn_of_password(target, quiet=quiet)
        with Progress(enabled=_watched(quiet)) as progress:
            found = command.run(target, tuple(source), pg_bin=pg_bin, progress=progress)
        text = command.as_json(found) if format is PendingFormat.JSON else command.told(found, width=_width())
        typer.echo(text, nl=False)
        raise typer.Exit(0 if found.readable else 3)


@app.command()
def remediate(
    report: Annotated[Path, typer.Argument(help="A report written with --format json:PATH.")],
    out: Annotated[Path, typer.Option(help="Folder for the scripts; it must not hold other things.")],
    source: Annotated[Path | None, typer.Option(help="Root of the application's source, for skip-patches.")] = None,
    choose: Annotated[list[str] | None, typer.Option(metavar="CHECK=REMEDY", help="Which remedy to take.")] = None,
    allow_loss: Annotated[bool, typer.Option("--allow-loss", help="Let a chosen remedy give up data.")] = False,
) -> None:
    """Write the scripts, undo scripts and patches for what a report found."""
    with _explained():
        from auditor.commands import remediate as command

        written = command.run(report, out, source=source, choose=tuple(choose or ()), allow_loss=allow_loss)
        typer.echo(command.told(out, written), nl=False)
        typer.echo(command.warned(written), nl=False, err=True)


@app.command()
def rehearse(
    target: Target,
    source: Annotated[
        Path | None, typer.Option(envvar="AUDITOR_SOURCE", help="Root of the application: what is to be run.")
    ] = None,
    command: Annotated[
        str | None,
        typer.Option(
            envvar="AUDITOR_COMMAND", help="The application's own migration command; it gets the clone as DATABASE_URL."
        ),
    ] = None,
    runner: Annotated[
        str | None, typer.Option(envvar="AUDITOR_RUNNER", help="Instead of a command: rails, alembic or sql, built in.")
    ] = None,
    with_: Annotated[
        list[Path] | None,
        typer.Option("--with", help="Folder that remediate wrote, or one .sql or .patch file of it. May be repeated."),
    ] = None,
    pack: Annotated[
        list[str] | None, typer.Option(envvar="AUDITOR_PACK", help="Take this application for granted.")
    ] = None,
    to: Annotated[str | None, typer.Option(envvar="AUDITOR_TO", help="The release that is being upgraded to.")] = None,
    fail_on: Annotated[FailOn, typer.Option(envvar="AUDITOR_FAIL_ON", help="What blocks, and worse.")] = FailOn.LOSS,
    format: Annotated[  # noqa: A002
        list[str] | None,
        typer.Option(envvar="AUDITOR_FORMAT", help="As for audit. May be repeated."),
    ] = None,
    prove: Annotated[
        bool, typer.Option("--prove", help="Try every remedy as well, each on a clone of its own.")
    ] = False,
    limit: Annotated[float, typer.Option(min=1, help="Seconds that one run of the migrations may take.")] = 3600.0,
    log: Annotated[Path, typer.Option(help="File for all that the migrations print.")] = Path("rehearsal.log"),
    samples: Annotated[int, typer.Option(envvar="AUDITOR_SAMPLES", min=0, help="Rows shown for each check.")] = 5,
    unmask: Annotated[bool, typer.Option("--unmask", envvar="AUDITOR_UNMASK", help="Show private values.")] = False,
    jobs: Annotated[int, typer.Option(envvar="AUDITOR_JOBS", min=1, max=64, help="Connections at once.")] = 2,
    timeout: Annotated[float, typer.Option(envvar="AUDITOR_TIMEOUT", min=0.1, help="Seconds for each check.")] = 300.0,
    details: Annotated[
        bool, typer.Option("--details", envvar="AUDITOR_DETAILS", help="The long form on the terminal.")
    ] = False,
    pg_bin: PgBin = None,
    quiet: Quiet = False,
) -> None:
    """Run the pending migrations for real on a clone, with fixes in it if need be, and account for every row."""
    with _explained():
        from auditor.commands import audit as asking
        from auditor.commands import outputs
        from auditor.commands import rehearse as command_of
        from auditor.judge.verdict import exit_code
        from auditor.model.check import Severity
        from auditor.render.progress import Progress

        _warn_of_password(target, quiet=quiet)
        plan = outputs.plan(tuple(format or ("terminal",)), details=details)
        shared = asking.Options(
            packs=tuple(pack or ()),
            to=to,
            sources=(source,) if source else (),
            fail_on=Severity(fail_on.value),
            samples=samples,
            unmask=unmask,
            jobs=jobs,
            timeout=timeout,
            pg_bin=pg_bin,
        )
        options = command_of.Options(shared, command, runner, tuple(with_ or ()), limit, log, prove)
        with Progress(enabled=_watched(quiet)) as progress:
            report = command_of.run(target, options, progress=progress)
        failures: list[str] = []
        for text in outputs.written(plan, report, failures, colour=_coloured(sys.stdout), width=_width()):
            _put_out(text, failures)
        for failure in failures:
            typer.echo(f"auditor: {failure}", err=True)
        raise typer.Exit(exit_code(report, allow_unknown=False) or (2 if failures else 0))


@app.command()
def doctor(
    target: Target,
    to: Annotated[str | None, typer.Option(envvar="AUDITOR_TO", help="The release that is being upgraded to.")] = None,
) -> None:
    """Say whether a database can be audited, by which locks it is held, and what would be skipped."""
    with _explained():
        from auditor.commands import doctor as command

        examined = command.run(target, to)
        for line in examined.lines:
            typer.echo(line)
        raise typer.Exit(0 if examined.sound else 3)


@app.command()
def selftest(
    pack: Annotated[
        list[str] | None, typer.Option(envvar="AUDITOR_PACK", help="Only the checks of this pack. May be repeated.")
    ] = None,
    pg_bin: PgBin = None,
) -> None:
    """Plant each violation on a throwaway server, and require that it is found, mended and put back."""
    with _explained():
        from auditor.commands import selftest as command

        _put_on_trial(command.of_packs(tuple(pack or ())), pg_bin)


checks = typer.Typer(
    help="What the checks are, and whether they do what they say.", rich_markup_mode=None, no_args_is_help=True
)
app.add_typer(checks, name="checks")


@checks.command("list")
def list_checks() -> None:
    """One line for each check."""
    with _explained():
        from auditor.commands import checks as command

        typer.echo(command.listed(), nl=False)


@checks.command("explain")
def explain_check(check: Annotated[str, typer.Argument(help="Its id, as the list shows it.")]) -> None:
    """Why a check is there, what it asks, and what can be done."""
    with _explained():
        from auditor.commands import checks as command

        typer.echo(command.explained(check), nl=False)


@checks.command("test")
def try_checks(
    folder: Annotated[Path, typer.Argument(help="A check, a pack, or a folder of packs.")] = Path(),
    pg_bin: PgBin = None,
) -> None:
    """Try check folders of your own as selftest tries those that come with the auditor."""
    with _explained():
        from auditor.commands import selftest as command

        _put_on_trial(command.below(folder), pg_bin)


def _put_on_trial(folders: tuple[Path, ...], pg_bin: Path | None) -> None:
    """A line for each check as soon as it has been tried; 1 if one is not as it should be."""
    from auditor.commands import selftest as command

    tried = []
    with contextlib.closing(command.run(folders, pg_bin=pg_bin)) as results:
        for one in results:
            tried.append(one)
            typer.echo(command.told(one), nl=False)
    typer.echo(command.summary(tried), nl=False)
    raise typer.Exit(1 if any(one.faults for one in tried) else 0)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
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


def _put_out(text: str, failures: list[str]) -> None:
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


def _warn_of_password(target: str, *, quiet: bool) -> None:
    from auditor.commands.targets import shows_password

    if shows_password(target) and target in sys.argv and not quiet:
        typer.echo(
            "auditor: a password on the command line can be seen in the list of processes; "
            "better: PGPASSWORD, ~/.pgpass, service=NAME or AUDITOR_TARGET",
            err=True,
        )


def _watched(quiet: bool) -> bool:
    return not quiet and sys.stderr.isatty()


def _program() -> str:
    """How to call this program here: by its name where that is found, else by its path."""
    import shutil

    return "auditor" if shutil.which("auditor") else os.path.relpath(sys.argv[0])


def _coloured(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)()) and not os.environ.get("NO_COLOR")


def _width() -> int:
    import shutil

    return max(60, min(120, shutil.get_terminal_size((100, 30)).columns))
