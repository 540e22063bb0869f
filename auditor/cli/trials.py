"""Commands about the checks themselves: what they are, and whether they do what they say."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.app import part
from auditor.cli.manners import explained
from auditor.cli.options import PgBin

app = part()
checks = typer.Typer(
    help="What the checks are, and whether they do what they say.", rich_markup_mode=None, no_args_is_help=True
)
app.add_typer(checks, name="checks")


@app.command()
def selftest(
    pack: Annotated[
        list[str] | None, typer.Option(envvar="AUDITOR_PACK", help="Only the checks of this pack. May be repeated.")
    ] = None,
    pg_bin: PgBin = None,
) -> None:
    """Plant each violation on a throwaway server, and require that it is found, mended and put back."""
    with explained():
        from auditor.commands import selftest as command

        _put_on_trial(command.of_packs(tuple(pack or ())), pg_bin)


@checks.command("list")
def list_checks(
    pack: Annotated[str | None, typer.Option(help="All that this pack has, by migration.")] = None,
    to: Annotated[str | None, typer.Option(help="Only for the migrations of this release; with --pack.")] = None,
    migration: Annotated[str | None, typer.Option(help="Only for the migration of this version; with --pack.")] = None,
) -> None:
    """One line for each check; of one pack, by the migrations that they speak for."""
    with explained():
        from auditor.commands import checks as command
        from auditor.errors import UsageError

        if pack is None and (to is not None or migration is not None):
            raise UsageError("--to and --migration are of one application; name it with --pack")
        typer.echo(command.of_pack(pack, to, migration) if pack is not None else command.listed(), nl=False)


@checks.command("explain")
def explain_check(check: Annotated[str, typer.Argument(help="Its id, as the list shows it.")]) -> None:
    """Why a check is there, what it asks, and what can be done."""
    with explained():
        from auditor.commands import checks as command

        typer.echo(command.explained(check), nl=False)


@checks.command("new")
def new_check(
    check: Annotated[str, typer.Argument(help="Its id: pack/thing-fault, as in shop/orders-customer-missing.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder in which the pack stands, or is to stand.")] = Path(),
) -> None:
    """Begin a check of your own: a folder with an example that passes its trials, to be changed line by line."""
    with explained():
        from auditor.commands import beginning as command

        typer.echo(command.told(check, folder, command.begin(check, folder)), nl=False)


@checks.command("test")
def try_checks(
    folder: Annotated[Path, typer.Argument(help="A check, a pack, or a folder of packs.")] = Path(),
    pg_bin: PgBin = None,
) -> None:
    """Try check folders of your own as selftest tries those that come with the auditor."""
    with explained():
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
