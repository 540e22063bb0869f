"""Writes the reference pages: the options, the check folders, and how far each pack reaches."""

from collections.abc import Iterator
from pathlib import Path

import click
import typer.main

from auditor.cli import EXITS, LateGroup, app
from auditor.commands.checks import known, releases, severities
from auditor.commands.coverage import page
from auditor.model.check import Check
from auditor.packs.pack import Pack, load_packs
from auditor.shipping import shipped

HERE = Path(__file__).parent
MADE = "<!-- made by docs/generate.py; edit the source, then run: make docs -->"


def pages() -> dict[str, str]:
    """Every page by its name."""
    reached = {f"{one.name}.md": _reached(one) for one in load_packs(shipped("checks")).values() if one.operations}
    return {"cli.md": "\n".join(_cli()) + "\n", "checks.md": "\n".join(_checks()) + "\n", **reached}


def _reached(pack: Pack) -> str:
    return f"# What is checked of {pack.title}\n{MADE}\n{page(pack)}"


def _cli() -> Iterator[str]:
    yield "# Commands"
    yield MADE
    root = typer.main.get_command(app)
    yield from ("", " ".join(EXITS.split()))
    for name, command in _commands(root, "auditor"):
        yield from ("", f"## {name}", "", str(command.help), "", "```", _usage(name, command), "```")
        options = [one for one in command.params if one.name != "help"]
        if options:
            yield from ("", "| option | variable | what it does |", "|---|---|---|")
        for one in options:
            variable = f"`{one.envvar}`" if one.envvar else ""
            yield f"| {_written(one)} | {variable} | {getattr(one, 'help', '') or ''} |"


def _commands(group: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, listed in getattr(group, "commands", {}).items():
        inner = f"{path} {name}"
        command = group.whole(name) if isinstance(group, LateGroup) else listed
        if getattr(command, "commands", None):
            yield from _commands(command, inner)
        else:
            yield inner, command


def _usage(name: str, command: click.Command) -> str:
    pieces = [str(one.name).upper() for one in command.params if one.param_type_name == "argument"]
    return " ".join([name, *pieces, "[OPTIONS]"])


def _written(one: click.Parameter) -> str:
    if one.param_type_name == "argument":
        return f"`{str(one.name).upper()}`"
    shown = ", ".join(f"`{text}`" for text in one.opts)
    default = one.default
    plain = isinstance(default, (str, int, float, Path)) and not isinstance(default, bool)
    return f"{shown} (default `{default}`)" if plain and default != "" else shown


def _checks() -> Iterator[str]:
    yield "# Checks"
    yield MADE
    checks = known()
    yield from ("", "| check | severity | finds |", "|---|---|---|")
    for one in checks.values():
        yield f"| [{one.id}](#{one.id.replace('/', '')}) | {severities(one)} | {one.title} |"
    for one in checks.values():
        yield from _check(one)


def _check(one: Check) -> Iterator[str]:
    yield from ("", f"## {one.id}", "", f"{one.title}.", "", one.why, "")
    for part in one.severities:
        yield f"- severity: {part.severity}{releases(part)}"
    yield f"- migrations: {', '.join(one.guards) or 'none in particular'}"
    if one.tried is not None:
        yield f"- tried on the real migration: {one.tried}"
    yield f"- a finding is named by: {', '.join(one.key)}"
    if one.remedies:
        yield from ("", "| remedy | kind | safety | what it does |", "|---|---|---|---|")
    for remedy in one.remedies:
        yield f"| `{remedy.id}` | {remedy.kind} | {remedy.safety} | {remedy.does} |"


if __name__ == "__main__":
    for page, text in pages().items():
        (HERE / page).write_text(text, encoding="utf-8")
        print(f"wrote {HERE / page}")
