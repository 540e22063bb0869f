"""What a throwaway server writes to its log, as values: statements with their time, errors, words of a watch."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from auditor.db.clone import Host
from auditor.db.log_entries import Logged, entries, whole
from auditor.errors import ServerError

__all__ = ["Log", "Logged", "logging"]

FOLDER, NAME = "log", "auditor"
CHUNK = 4 << 20
JSON_SINCE = 15


def logging(major: int) -> dict[str, str]:
    """The settings for `servers.start` that make the log one that `Log` reads.

    With them the server writes the log ahead as one that can have replicas: else it would leave out most of what a
    production server writes. Which sessions have their statements in it is for each database to say.
    """
    return {
        "logging_collector": "on",
        "log_destination": "jsonlog" if major >= JSON_SINCE else "csvlog",
        "log_directory": FOLDER,
        "log_filename": f"{NAME}.log",
        "log_rotation_age": "0",
        "log_rotation_size": "0",
        "log_min_messages": "error",
        "log_min_error_statement": "error",
        "log_error_verbosity": "default",
        **({"log_parameter_max_length": "2000"} if major >= 13 else {}),
        "wal_level": "replica",
    }


class Log:
    """Reads the log of a server that was started with `logging`, from where the last reading ended."""

    def __init__(self, server: Host) -> None:
        self._as_json = server.installation.major >= JSON_SINCE
        self._path = file_in(server.folder, server.installation.major)
        self._done = 0
        if not self._path.is_file():
            raise ServerError("the throwaway server writes no log that can be read: start it with server_log.logging")

    def skip(self) -> None:
        """Passes over what has come since. Raises ServerError."""
        deque(self._pieces(), maxlen=0)

    def read(self) -> Iterator[Logged]:
        """The whole entries that have come since, in the order in which they were written. Raises ServerError.

        Half an entry is left for the next time.
        """
        for piece in self._pieces():
            yield from entries(piece, as_json=self._as_json)

    def _pieces(self) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as file:
                file.seek(self._done)
                left = b""
                while chunk := file.read(CHUNK):
                    data = left + chunk
                    end = whole(data, as_json=self._as_json)
                    left = data[end:]
                    self._done += end
                    yield data[:end]
        except OSError as error:
            raise ServerError(f"the log of the throwaway server cannot be read: {error.strerror}") from error


def file_in(folder: Path, major: int) -> Path:
    """Where a server in that folder writes the log."""
    return folder / "data" / FOLDER / f"{NAME}.{'json' if major >= JSON_SINCE else 'csv'}"
