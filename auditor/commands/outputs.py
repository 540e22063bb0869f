"""Where the report goes: which formats, to which files or to standard output."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import OutputError, UsageError, unknown_name
from auditor.judge.judge import Sink
from auditor.model.outcome import Cell
from auditor.model.report import Report
from auditor.render.formats import FORMATS, render

KEY_FORMATS = ("csv", "parquet")


@dataclass(frozen=True, slots=True)
class Output:
    """One format; without a path it goes to standard output."""

    format: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is to be written."""

    outputs: tuple[Output, ...]
    details: bool

    @property
    def paths(self) -> dict[str, str]:
        """The files by format, for a report that points to another."""
        return {one.format: str(one.path) for one in self.outputs if one.path is not None}


def plan(formats: Sequence[str], *, details: bool, keys: bool = True) -> Plan:
    """Read `FORMAT[:PATH]` texts. Raises UsageError at once for what could not be written in the end.

    Without `keys`, there are no full lists of them to write.
    """
    outputs = tuple(_output(one) for one in formats)
    if sum(one.path is None for one in outputs) > 1:
        raise UsageError("only one format can go to standard output; give the others a path: --format json:report.json")
    if not keys and any(one.format in KEY_FORMATS for one in outputs):
        raise UsageError(f"{' and '.join(KEY_FORMATS)} hold all keys that an audit found, and only audit writes them")
    return Plan(outputs, details)


def _output(text: str) -> Output:
    name, colon, path = text.partition(":")
    if name not in (*FORMATS, *KEY_FORMATS):
        raise UsageError(unknown_name("format", name, (*FORMATS, *KEY_FORMATS)))
    if colon and not path:
        raise UsageError(f"--format {text} has a colon but no path; accepted: {name} or {name}:PATH")
    if name in KEY_FORMATS and not path:
        raise UsageError(f"--format {name} writes a file for each check and needs a folder: {name}:DIR")
    target = Path(path) if path else None
    if target is not None:
        _require_writable(target, folder=name in KEY_FORMATS)
    return Output(name, target)


def _require_writable(path: Path, *, folder: bool) -> None:
    if folder:
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path} is a file; --format csv and parquet need a folder")
        return
    if path.is_dir():
        raise UsageError(f"{path} is a folder; a file name is needed")
    if not path.parent.is_dir():
        raise UsageError(f"cannot write {path}: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"cannot write {path}: no permission to write in {path.parent}")


def only(chosen: Plan, *possible: str) -> str:
    """The one format that was asked for, out of these, on standard output. Raises UsageError."""
    if len(chosen.outputs) != 1 or chosen.outputs[0].path is not None or chosen.outputs[0].format not in possible:
        raise UsageError(f"a plan goes to standard output alone; accepted: --format {' or '.join(possible)}")
    return chosen.outputs[0].format


@contextlib.contextmanager
def opened(chosen: Plan, failures: list[str]) -> Iterator[Sink | None]:
    """Files for the full lists of keys, filled while the audit runs.

    A file that cannot be written is told in `failures`, and the audit goes on: its answer is worth more.
    """
    folders = [one for one in chosen.outputs if one.format in KEY_FORMATS and one.path is not None]
    if not folders:
        yield None
        return
    from auditor.render.export import KeyFiles

    files = [KeyFiles("csv" if one.format == "csv" else "parquet", one.path) for one in folders if one.path is not None]

    def sink(check_id: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        for one in tuple(files):
            try:
                one.write(check_id, columns, rows)
            except OutputError as error:
                failures.append(str(error))
                files.remove(one)
                one.discard()

    try:
        yield sink
    except BaseException:
        for one in files:
            one.discard()
        raise
    for one in files:
        with _noted(failures):
            one.close()


def written(chosen: Plan, report: Report, failures: list[str], *, colour: bool, width: int) -> Iterator[str]:
    """Write the files and give what goes to standard output. A file that cannot be written is told in `failures`."""
    for one in chosen.outputs:
        if one.format in KEY_FORMATS:
            continue
        text = render(
            one.format,
            report,
            details=chosen.details,
            colour=colour and one.path is None,
            width=width,
            reports=chosen.paths,
        )
        if one.path is None:
            yield text
        else:
            with _noted(failures):
                write(one.path, text)


@contextlib.contextmanager
def _noted(failures: list[str]) -> Iterator[None]:
    try:
        yield
    except OutputError as error:
        failures.append(str(error))


def write(path: Path, text: str) -> None:
    """Put `text` at `path` whole or not at all; links, devices and pipes stay what they are. Raises OutputError."""
    try:
        if path.is_relative_to("/dev") or (path.exists() and not path.is_file()):
            path.write_text(text, encoding="utf-8", newline="")
            return
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=".", delete=False
        ) as file:
            try:
                file.write(text)
                file.close()
                Path(file.name).chmod(0o666 & ~_umask())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
