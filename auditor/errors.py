"""Errors that end a run. Each says what was asked, what was found and what would be accepted."""

from collections.abc import Iterable
from difflib import get_close_matches


class AuditorError(Exception):
    """Anything the user can be told about; the command line exits with 2 on it."""


class UsageError(AuditorError):
    """An option, a name or a path that cannot be meant."""


class ConfigError(AuditorError):
    """A configuration file or variable that cannot be read."""


class PackError(AuditorError):
    """A pack or a check folder that does not follow the contract."""


class TargetError(AuditorError):
    """A target that cannot be reached, or is not what it was taken for."""


class BackupError(TargetError):
    """A backup file that cannot be restored: truncated, corrupt, encrypted or foreign."""


class ServerError(AuditorError):
    """The throwaway server could not be made, started or stopped."""


class RunnerError(AuditorError):
    """Pending migrations cannot be run here: a program is missing, or the source is not what the runner takes."""


class ReportError(AuditorError):
    """A report file that is not one of ours."""


class OutputError(AuditorError):
    """A report or script that could not be written."""


class SourceError(AuditorError):
    """An application source tree, or a file in it, that is not what a patch needs."""


class PatchedError(SourceError):
    """The source has in it what would be put in."""


class QueryError(Exception):
    """One query failed; becomes the reason of an `unknown`, never the end of a run.

    `sqlstate` is PostgreSQL's five-character code where the server gave one; `lost` is
    true when the connection went with the query, so that nothing more can be asked on it.
    """

    def __init__(self, reason: str, *, sqlstate: str | None = None, lost: bool = False) -> None:
        super().__init__(reason)
        self.sqlstate = sqlstate
        self.lost = lost


def unknown_name(what: str, asked: str, known: Iterable[str]) -> str:
    """The sentence for a name that does not exist, listing those that do, nearest first."""
    names = sorted(known)
    begun = sorted((name for name in names if asked and name.startswith(asked)), key=len)
    ordered = list(dict.fromkeys([*begun, *get_close_matches(asked, names, n=3, cutoff=0.4), *names]))
    shown = ", ".join(ordered[:12]) + (f" … ({len(ordered)} in all)" if len(ordered) > 12 else "")
    return f"no {what} {asked!r}; known: {shown or 'none'}"
