"""The bytes of a backup, in chunks: counted, uncompressed, and out of the archive they lie in."""

import io
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from auditor.errors import BackupError

CHUNK = 64 << 10
SQL_NAMES = frozenset({"dump.sql", "dump.sql.gz"})
PACKED = r"(?:\.(?:gz|lz4|zst))?"
PART = re.compile(rf"toc\.dat|(?:blob_)?\d+\.dat{PACKED}|blobs(?:_\d+)?\.toc{PACKED}")

Progress = Callable[[int, int], None]


class Meter:
    """Tells how much of a file is through. `total` shrinks once it is known that the rest will not be read."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total = total
        self.done = 0
        self._progress = progress
        self.stage(total, until=1.0)

    def stage(self, size: int, *, until: float) -> None:
        """From now on `size` bytes are to be counted, which together are that part of the way to the end."""
        self._begun, self._seen, self._size = self.done, 0, max(1, size)
        self._span = (self.total - self.done) * until

    def add(self, count: int) -> None:
        """So many more bytes of this stage are through."""
        self._seen = min(self._size, self._seen + count)
        self.done = self._begun + int(self._span * self._seen / self._size)
        if self._progress is not None:
            self._progress(self.done, self.total)

    def finish(self) -> None:
        """Nothing more will come."""
        self.stage(1, until=1.0)
        self.add(1)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive that belongs to a dump. `stream` reads it until the next member is asked for."""

    name: str
    size: int
    stream: IO[bytes]


def read_chunks(path: Path, meter: Meter) -> Iterator[bytes]:
    """The file as it is."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                meter.add(len(chunk))
                yield chunk
    except OSError as error:
        raise BackupError(f"it cannot be read: {error.strerror}") from error


def gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks uncompressed, in pieces of the same size, however much they swell."""
    inflate = zlib.decompressobj(wbits=31)
    fresh = True
    for chunk in chunks:
        left, out = chunk, b""
        while left or len(out) == CHUNK:  # a full piece may have left more within
            if inflate.eof:
                inflate, fresh = zlib.decompressobj(wbits=31), True
            if fresh:
                left = left.lstrip(b"\0")  # padding, as tapes have it
            fresh = fresh and not left
            try:
                out = inflate.decompress(left, CHUNK)
            except zlib.error as error:
                raise BackupError(f"it is corrupt: its compressed bytes do not fit together ({error})") from error
            left = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            if out:
                yield out
    if not inflate.eof and not fresh:
        raise BackupError("it is truncated: its compressed bytes end before their end mark")


@contextmanager
def members(path: Path, *, compressed: bool, meter: Meter) -> Iterator[Iterator[Member]]:
    """The files of the dump in an archive, one after the other; everything else in it is passed over unread.

    An archive that is not compressed is passed over by seeking, so that gigabytes of uploads cost nothing.
    """
    try:
        if compressed:
            source = _Reader(gunzip(read_chunks(path, meter)))
            with closing(source), tarfile.open(fileobj=source, mode="r|", bufsize=CHUNK) as archive:
                yield _wanted(archive)
        else:
            with tarfile.open(path, mode="r:") as archive:
                yield _wanted(archive)
    except tarfile.TarError as error:
        raise BackupError(f"it is truncated or corrupt: its tar archive cannot be read further ({error})") from error


def chunks_of(member: Member) -> Iterator[bytes]:
    """The bytes of a member; BackupError when the archive ends before it does."""
    left = member.size
    while left:
        try:
            chunk = member.stream.read(min(CHUNK, left))
        except tarfile.TarError:
            chunk = b""
        if not chunk:
            raise BackupError(f"it is truncated: the archive ends in the middle of {member.name}")
        left -= len(chunk)
        yield chunk


def _wanted(archive: tarfile.TarFile) -> Iterator[Member]:
    while (entry := archive.next()) is not None:
        path = PurePosixPath(entry.name)
        part = PART.fullmatch(path.name) is not None and path.parent.name in ("", "db")
        if entry.isreg() and not entry.issparse() and len(path.parts) <= 2 and (path.name in SQL_NAMES or part):
            stream = archive.extractfile(entry)
            if stream is not None:
                yield Member(path.name, entry.size, stream)
        archive.members = []  # type: ignore[attr-defined]  # it remembers all, and there may be a million uploads


class _Reader(io.RawIOBase):
    """A file for tarfile over an iterator of bytes."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        taken = self._left[:size] if size >= 0 else self._left
        self._left = self._left[len(taken) :]
        return bytes(taken)
