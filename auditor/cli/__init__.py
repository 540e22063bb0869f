"""The command line: reads options, calls a command, prints, and exits with the number that design promises."""

from auditor.cli import looking, mending, trials
from auditor.cli.app import EXITS, app

__all__ = ["EXITS", "app", "looking", "mending", "trials"]
