"""The command line: reads options, calls a command, prints, and exits with the number that design promises."""

from auditor.cli.app import EXITS, LateGroup, app

__all__ = ["EXITS", "LateGroup", "app"]
