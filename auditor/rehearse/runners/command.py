"""The application's own command."""

from dataclasses import dataclass

from auditor.rehearse.runners.program import run_program
from auditor.rehearse.runners.runner import Place, Ran


@dataclass(frozen=True, slots=True)
class CommandRunner:
    """A line for the shell, run in the folder of the source, or in ours where none is given.

    Of which migration it fails at it says nothing that we could read; the server's log does.
    """

    command: str
    name: str = "command"

    def run(self, place: Place) -> Ran:
        """As in Runner."""
        return run_program(("/bin/sh", "-c", self.command), place)
