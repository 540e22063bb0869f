"""The program itself: its name, its exit codes, and where its options come from."""

from pathlib import Path
from typing import Annotated

import typer

from auditor import __version__
from auditor.cli.manners import explained

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

    with explained():
        context.default_map = defaults(Path.cwd(), config)
