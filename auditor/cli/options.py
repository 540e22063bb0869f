"""Options that several commands have."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


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
