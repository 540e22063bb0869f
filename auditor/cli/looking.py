"""Commands that look at a database: audit, pending, doctor, and the tour of all that."""

import contextlib
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.app import part
from auditor.cli.manners import coloured, explained, program, reported, warn_of_password, watched, width
from auditor.cli.options import FailOn, PendingFormat, PgBin, Quiet, Target

if TYPE_CHECKING:
    from auditor.commands.audit import Options

app = part()


@app.command()
def audit(
    target: Target,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            envvar="AUDITOR_PACK", help="Take this application for granted; or a folder with a pack of your own."
        ),
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
    jobs: Annotated[
        int | None,
        typer.Option(
            envvar="AUDITOR_JOBS", min=1, max=64, help="Connections at once: 1 on a live server, 2 otherwise."
        ),
    ] = None,
    full_speed: Annotated[
        bool,
        typer.Option(
            "--full-speed",
            envvar="AUDITOR_FULL_SPEED",
            help="For a copy that nobody works on: no rests, no watch over the server, and one moment for all.",
        ),
    ] = False,
    snapshot_age: Annotated[
        float,
        typer.Option(
            envvar="AUDITOR_SNAPSHOT_AGE", min=1, help="Minutes that one moment of a live server is held, at most."
        ),
    ] = 15.0,
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
    explain_plan: Annotated[
        bool, typer.Option("--explain-plan", help="Say how it would be asked, and look at no row.")
    ] = False,
    pg_bin: PgBin = None,
    quiet: Quiet = False,
) -> None:
    """Look at the rows of a live database or of a backup, and say what phase 2 would do to them."""
    with explained():
        from auditor.commands import audit as command
        from auditor.commands import outputs
        from auditor.model.check import Severity
        from auditor.render.progress import Progress

        warn_of_password(target, quiet=quiet)
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
            gentle=not full_speed,
            snapshot_age=snapshot_age * 60,
        )
        if explain_plan:
            _explain(target, options, outputs.only(plan, "terminal", "json"), quiet=quiet)
            return
        failures: list[str] = []
        with outputs.opened(plan, failures) as sink, Progress(enabled=watched(quiet)) as progress:
            report = command.run(target, options, progress=progress, sink=sink)
        reported(plan, report, failures, allow_unknown=allow_unknown)


def _explain(target: str, options: "Options", format: str, *, quiet: bool) -> None:  # noqa: A002
    from auditor.commands import planned
    from auditor.render.progress import Progress

    with Progress(enabled=watched(quiet)) as progress:
        found = planned.run(target, options, progress=progress)
    typer.echo(planned.as_json(found) if format == "json" else planned.as_text(found), nl=False)


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
    with explained():
        from auditor.commands import demo as command
        from auditor.render.progress import Progress

        with contextlib.ExitStack() as running:
            with Progress(enabled=watched(quiet)) as progress:
                toured = running.enter_context(command.tour(out, pg_bin=pg_bin, progress=progress))
            text = command.told(toured, program=program(), colour=coloured(sys.stdout), width=width(), keep=keep)
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
    with explained():
        from auditor.commands import pending as command
        from auditor.render.progress import Progress

        warn_of_password(target, quiet=quiet)
        with Progress(enabled=watched(quiet)) as progress:
            found = command.run(target, tuple(source), pg_bin=pg_bin, progress=progress)
        text = command.as_json(found) if format is PendingFormat.JSON else command.told(found, width=width())
        typer.echo(text, nl=False)
        raise typer.Exit(0 if found.readable else 3)


@app.command()
def doctor(
    target: Target,
    to: Annotated[str | None, typer.Option(envvar="AUDITOR_TO", help="The release that is being upgraded to.")] = None,
) -> None:
    """Say whether a database can be audited, by which locks it is held, and what would be skipped."""
    with explained():
        from auditor.commands import doctor as command

        examined = command.run(target, to)
        for line in examined.lines:
            typer.echo(line)
        raise typer.Exit(0 if examined.sound else 3)
