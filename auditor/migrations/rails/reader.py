"""One migration of a Rails application as a script."""

import re
from dataclasses import replace
from pathlib import Path

from auditor.errors import SourceError
from auditor.migrations import ruby
from auditor.migrations.midway import Midway
from auditor.migrations.rails import blocks, kernel
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.calls import plainly
from auditor.migrations.rails.classes import LONGEST, Definition, Library, migration_in
from auditor.migrations.rails.evaluate import evaluate
from auditor.migrations.rails.frames import Frame
from auditor.migrations.rails.run import Jump, Run
from auditor.migrations.rails.tape import Tape, TooMuchError
from auditor.model.migration import Reading
from auditor.model.operation import Harmless, Opaque
from auditor.model.source import Script, Step, World

_ENCODINGS = re.compile(r"utf-?8(?:-mac)?|(?:us-)?ascii|iso-8859-\d{1,2}|(?:windows-|cp)125\d|euc-jp|shift_jis|koi8-r")
_MOST_REASONS = 8
_MAGIC = re.compile(rb"\A(?:#!.*\n)?#.*?coding[:=]\s*([\w.-]+)")


def script(source: bytes, path: str, world: World, root: Path | None = None) -> Script:
    """What a migration does, asked of `world`. What cannot be read is in the answer."""
    library = Library(root)
    try:
        found = library.add(_decoded(source), path)
    except SourceError as error:
        return Script.unread(str(error))
    except RecursionError:
        return Script.unread("it is nested too deeply to be read")
    migration = migration_in(found)
    if migration is None:
        return Script.unread("it has no class that is a migration")
    tape = Tape()
    run = Run(
        tape,
        Midway(world, tape.steps, tape.forked),
        library,
        migration,
        evaluate,
        plainly,
        migration.version or (4, 2),
        outside=found[0],
    )
    run.transaction = not any(ruby.text(one) == "disable_ddl_transaction!" for one in migration.calls)
    return _ran(run, migration)


def _ran(run: Run, migration: Definition) -> Script:
    frame = Frame(migration)
    method = next((found for name in ("up", "change") if (found := kernel.defined(run, name, frame))), None)
    if method is None:
        return Script.unread("it has neither `up` nor `change`")
    home, body = method
    try:
        blocks.done(run, body, Given(), home)
    except TooMuchError as error:
        return Script.unread(str(error))
    except RecursionError:
        return Script.unread("it is nested too deeply to be read")
    except Jump as jump:
        line = body.start_point.row + 1
        reason = f"it stops here with an error{f': {jump.value}' if isinstance(jump.value, str) else ''}"
        if jump.word == "raise":
            run.tape.record([Step(Opaque("raise", reason, ()), line, Reading.PARTIAL, reason)])
    made = Script.of(_told(run.tape.steps), transaction=run.transaction)
    if made.reading is Reading.EXACT and run.tape.answered:
        return replace(made, reading=Reading.GUARDED, because=tuple(run.tape.answered)[:_MOST_REASONS])
    return made


def _told(steps: list[Step]) -> list[Step]:
    """The steps, unread where nothing of the file can be told."""
    lost = [one for one in steps if isinstance(one.operation, Opaque) and one.operation.tables is None]
    sound = [one for one in steps if not isinstance(one.operation, Harmless) and one not in lost]
    return [replace(one, reading=Reading.PARTIAL if sound else Reading.UNREAD) if one in lost else one for one in steps]


def _decoded(source: bytes) -> bytes:
    """The source in UTF-8. Raises SourceError."""
    if len(source) > LONGEST:
        raise SourceError(f"it is longer than {LONGEST:,} bytes")
    if b"\0" in source:
        raise SourceError(f"line {source[: source.index(0)].count(10) + 1} has a NUL byte, which Ruby does not take")
    source = source.removeprefix(b"\xef\xbb\xbf")
    magic = _MAGIC.match(source)
    encoding = magic[1].decode("ascii").lower() if magic else "utf-8"
    if not _ENCODINGS.fullmatch(encoding):
        raise SourceError(f"its encoding {encoding} is not known")
    try:
        return source.decode(encoding.removesuffix("-mac")).encode("utf-8")
    except (LookupError, ValueError) as error:
        raise SourceError(f"it is not {encoding}: {error}") from error
