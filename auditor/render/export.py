"""The key columns of every finding, to one file for each check, in constant memory."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Literal, Protocol

from auditor.errors import OutputError, UsageError
from auditor.model.outcome import Cell

Rows = Sequence[Sequence[Cell]]
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")


class KeyFile(Protocol):
    """A file being written; it has no name of its own until it is whole."""

    def write(self, rows: Rows) -> None:
        """Add rows."""

    def close(self) -> None:
        """Let go of the file, whole or not."""


class KeyFiles:
    """A folder of key files. Each is written beside its place and takes its name when all are closed.

    `write` may be called from several threads, with the same columns for the same check. Leaving
    the context by an exception leaves no file.
    """

    def __init__(self, kind: Literal["csv", "parquet"], directory: Path) -> None:
        self._kind = kind
        self._directory = directory
        self._lock = Lock()
        self._files: dict[str, tuple[Path, KeyFile, Lock]] = {}
        _require(kind)

    def __enter__(self) -> "KeyFiles":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.discard()

    def write(self, check_id: str, columns: Sequence[str], rows: Rows) -> None:
        """Add rows of one check; no rows make a file with a heading alone."""
        with self._lock:
            if check_id not in self._files:
                self._files[check_id] = self._open(check_id, columns)
            path, file, lock = self._files[check_id]
        with lock, _Door(path):
            file.write(rows)

    def close(self) -> list[Path]:
        """Give every file its name; the files in the order of their names."""
        with self._lock:
            try:
                for path, file, _ in self._files.values():
                    with _Door(path):
                        file.close()
                for path, _, _ in self._files.values():
                    with _Door(path):
                        _partial(path).replace(path)
            except OutputError:
                self._discard()
                raise
            paths = sorted(path for path, _, _ in self._files.values())
            self._files = {}
            return paths

    def discard(self) -> None:
        """Leave nothing behind."""
        with self._lock:
            self._discard()

    def _discard(self) -> None:
        for path, file, _ in self._files.values():
            with suppress(OSError):  # a full disk refuses the last bytes too, and they are not wanted
                file.close()
            _partial(path).unlink(missing_ok=True)
        self._files = {}

    def _open(self, check_id: str, columns: Sequence[str]) -> tuple[Path, KeyFile, Lock]:
        path = self._place(check_id)
        with _Door(path):
            self._directory.mkdir(parents=True, exist_ok=True)
            return path, _opened(self._kind, _partial(path), columns), Lock()

    def _place(self, check_id: str) -> Path:
        stem = _UNSAFE.sub("_", check_id.replace("/", "__")).lstrip(".")[:150] or "check"
        taken = {path.name for path, _, _ in self._files.values()}
        names = (f"{stem}{mark}.{self._kind}" for mark in ("", *(f"-{n}" for n in range(2, len(taken) + 3))))
        return self._directory / next(name for name in names if name not in taken)


class _Door:
    """Turns what the disk or pyarrow says into an error of ours."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            raise OutputError(f"cannot write {self._path}: {error.strerror or error}") from error


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")


def _require(kind: str) -> None:
    try:
        match kind:
            case "csv":
                import pandas  # noqa: F401
            case "parquet":
                import pyarrow.parquet  # noqa: F401
            case _:
                raise UsageError(f"no file format {kind!r}; known: csv, parquet")
    except ImportError as error:
        raise UsageError(f"{kind} files need a library that is not installed: pip install 'auditor[{kind}]'") from error


def _opened(kind: str, path: Path, columns: Sequence[str]) -> KeyFile:
    if kind == "csv":
        from auditor.render.csv_file import CsvFile

        return CsvFile(path, columns)
    from auditor.render.parquet_file import ParquetFile

    return ParquetFile(path, columns)
