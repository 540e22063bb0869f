"""The program itself: its name, its exit codes, its commands, and where its options come from."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from auditor import __version__
from auditor.cli.manners import explained

EXITS = """Exit codes: 0 nothing blocks · 1 something at or above --fail-on was found · 2 wrong use, or
the target cannot be reached or is not what it was taken for · 3 nothing blocks, but something
could not be told · 130 interrupted."""

# Which module has a command, and its words in the list. Only the module of the command that is asked for is imported.
COMMANDS = {
    "audit": (
        "looking",
        "Look at the rows of a live database or of a backup, and say what phase 2 would do to them.",
    ),
    "demo": (
        "looking",
        "Start a server, build a forum stuck between the phases, audit it, and leave everything to look at.",
    ),
    "pending": (
        "looking",
        "Show which migrations are pending by the source, and how well each could be read; no row is looked at.",
    ),
    "doctor": (
        "looking",
        "Say whether a database can be audited, by which locks it is held, and what would be skipped.",
    ),
    "remediate": ("mending", "Write the scripts, undo scripts and patches for what a report found."),
    "rehearse": (
        "mending",
        "Run the pending migrations for real on a clone, with fixes in it if need be, and account for every row.",
    ),
    "selftest": (
        "trials",
        "Plant each violation on a throwaway server, and require that it is found, mended and put back.",
    ),
    "checks": ("trials", "What the checks are, and whether they do what they say."),
}


class LateGroup(TyperGroup):
    """Commands by their words alone, until one of them is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, (_, words) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=words))

    def part_of(self, name: str) -> Any:
        """The group of all commands in the module that has this one; this imports it."""
        return get_command(import_module(f"auditor.cli.{COMMANDS[name][0]}").app)

    def whole(self, name: str) -> Any:
        """The command itself, with its options."""
        return self.part_of(name).commands[name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first of `args` names. Ends the program where there is none."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, (command and self.whole(str(name))), rest


def part() -> typer.Typer:
    """What a module of `COMMANDS` puts its commands in."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


app = typer.Typer(
    name="auditor",
    cls=LateGroup,
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
