"""Commands about what is to be done: remediate and rehearse."""

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.app import part
from auditor.cli.manners import explained, reported, warn_of_password, watched
from auditor.cli.options import FailOn, PgBin, Quiet, Target

app = part()


@app.command()
def remediate(
    report: Annotated[Path, typer.Argument(help="A report written with --format json:PATH.")],
    out: Annotated[Path, typer.Option(help="Folder for the scripts; it must not hold other things.")],
    source: Annotated[Path | None, typer.Option(help="Root of the application's source, for skip-patches.")] = None,
    choose: Annotated[list[str] | None, typer.Option(metavar="CHECK=REMEDY", help="Which remedy to take.")] = None,
    allow_loss: Annotated[bool, typer.Option("--allow-loss", help="Let a chosen remedy give up data.")] = False,
) -> None:
    """Write the scripts, undo scripts and patches for what a report found."""
    with explained():
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
        list[str] | None,
        typer.Option(
            envvar="AUDITOR_PACK", help="Take this application for granted; or a folder with a pack of your own."
        ),
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
    clone_on: Annotated[
        str | None,
        typer.Option(
            metavar="URL", envvar="AUDITOR_CLONE_ON", help="Make the clones on this server, by a role with CREATEDB."
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the copy on that server, to be rehearsed again without a restore.")
    ] = False,
    production_size: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE|URL",
            envvar="AUDITOR_PRODUCTION_SIZE",
            help="How large production is, if larger than what is rehearsed: 80GB, or a URL to read the sizes from.",
        ),
    ] = None,
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
    with explained():
        from auditor.commands import audit as asking
        from auditor.commands import outputs
        from auditor.commands import rehearse as command_of
        from auditor.model.check import Severity
        from auditor.render.progress import Progress

        warn_of_password(target, quiet=quiet)
        warn_of_password(clone_on or "", quiet=quiet)
        plan = outputs.plan(tuple(format or ("terminal",)), details=details, keys=False)
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
        options = command_of.Options(
            shared, command, runner, tuple(with_ or ()), limit, log, prove, clone_on, keep, production_size
        )
        with Progress(enabled=watched(quiet)) as progress:
            report = command_of.run(target, options, progress=progress)
        reported(plan, report, [], allow_unknown=False)
