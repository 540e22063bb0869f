"""What a backup file is, told from its content: names lie."""

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from auditor.errors import BackupError

HEAD = 64 << 10
BLOCK = 512


class Kind(StrEnum):
    """The forms that can be restored."""

    DISCOURSE_TAR_GZ = "discourse-tar-gz"
    DISCOURSE_TAR = "discourse-tar"
    SQL = "sql"
    SQL_GZ = "sql-gz"
    CUSTOM = "custom"
    DIRECTORY = "directory"
    TAR = "tar"


@dataclass(frozen=True, slots=True)
class Backup:
    """A file, or for a directory dump a folder, that can be restored. `size` is in bytes, as it lies on disk."""

    path: Path
    kind: Kind
    size: int


ACCEPTED = "a backup made by Discourse (.tar.gz or .tar) or by pg_dump (.sql, .sql.gz, -Fc, -Ft or -Fd) can be read"
DUMP = b"-- PostgreSQL database dump"
ENCRYPTED = "is encrypted ({}): decrypt it first"
COMPRESSED = "is compressed with {}, which is not read here: uncompress it first"
FOREIGN = "is {}: " + ACCEPTED

BY_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"Salted__", ENCRYPTED.format("by openssl")),
    (b"-----BEGIN PGP MESSAGE", ENCRYPTED.format("by gpg")),
    (b"-----BEGIN AGE ENCRYPTED FILE", ENCRYPTED.format("by age")),
    (b"age-encryption.org/", ENCRYPTED.format("by age")),
    (b"\x28\xb5\x2f\xfd", COMPRESSED.format("zstd")),
    (b"\x04\x22\x4d\x18", COMPRESSED.format("lz4")),
    (b"\xfd7zXZ\x00", COMPRESSED.format("xz")),
    (b"BZh", COMPRESSED.format("bzip2")),
    (b"7z\xbc\xaf\x27\x1c", FOREIGN.format("a 7z archive")),
    (b"Rar!", FOREIGN.format("a rar archive")),
    (b"SQLite format 3\x00", FOREIGN.format("a database of SQLite")),
    (b"\xff\xfe", "is text in UTF-16, as PowerShell makes it of a redirected dump: dump again with pg_dump --file"),
    (b"version https://git-lfs", FOREIGN.format("a pointer of Git LFS, not the file itself")),
)
BY_WORDS: tuple[tuple[bytes, str], ...] = (
    (rb"-- PostgreSQL database cluster dump", "holds a whole cluster (pg_dumpall): dump the one database with pg_dump"),
    (rb"-- (?:MySQL|MariaDB) dump|^/\*M?!\d{5}", FOREIGN.format("a dump of MySQL or MariaDB")),
    (rb"\A\s*PRAGMA foreign_keys", FOREIGN.format("a dump of SQLite")),
    (rb"\A\s*(?i:<!doctype html|<html)", FOREIGN.format("a web page: perhaps the download asked to log in")),
)


def recognise(path: Path) -> Backup:
    """The backup that lies at that path. BackupError says what it is instead."""
    try:
        if path.is_dir():
            return _folder(path)
        if not path.exists():
            raise BackupError(f"{path}: there is no such file")
        if not path.is_file():
            raise BackupError(f"{path} is neither a file nor a folder: a backup cannot come through a pipe")
        with path.open("rb") as file:
            head = file.read(HEAD)
        size = path.stat().st_size
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        raise BackupError(f"{path} is empty")
    return Backup(path, _kind(path, head), size)


def is_tar_header(block: bytes) -> bool:
    """Whether these bytes begin a tar archive: its first header bears its own checksum."""
    if len(block) < BLOCK or not any(block[:BLOCK]):
        return False
    said = block[148:156].strip(b" \0")
    if re.fullmatch(rb"[0-7]+", said) is None:
        return False
    return int(said, 8) == sum(block[:148]) + 8 * 32 + sum(block[156:BLOCK])


def _folder(path: Path) -> Backup:
    for place in (path, path / "db"):
        if (place / "toc.dat").is_file():
            size = sum(file.stat().st_size for file in place.iterdir() if file.is_file())
            return Backup(place, Kind.DIRECTORY, size)
    raise BackupError(f"{path} is a folder without the toc.dat of a directory dump: {ACCEPTED}")


def _kind(path: Path, head: bytes) -> Kind:
    if head.startswith(b"\x1f\x8b"):
        return _inside_gzip(path, head)
    if head.startswith(b"PGDMP"):
        return _archive(path, head)
    if is_tar_header(head):
        return Kind.TAR if _tar_name(head) == b"toc.dat" and not _directory_dump(head) else Kind.DISCOURSE_TAR
    if _is_dump(head):
        return Kind.SQL
    raise BackupError(f"{path} {_what_else(head)}")


def _inside_gzip(path: Path, head: bytes) -> Kind:
    try:
        inside = zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error as error:
        raise BackupError(f"{path} is corrupt: what follows its gzip header cannot be uncompressed") from error
    if is_tar_header(inside):
        return Kind.DISCOURSE_TAR_GZ
    if _is_dump(inside):
        return Kind.SQL_GZ
    if inside.startswith(b"PGDMP"):
        raise BackupError(f"{path} is an archive of pg_dump within gzip: uncompress it first (gunzip)")
    if not inside:
        raise BackupError(f"{path} is truncated: it has nothing but a gzip header")
    raise BackupError(f"{path}, uncompressed, {_what_else(inside)}")


def _archive(path: Path, head: bytes) -> Kind:
    """After the magic come three numbers of version, the sizes of an integer and an offset, and the format."""
    if len(head) < 11:
        raise BackupError(f"{path} is truncated: only the first bytes of an archive of pg_dump are there")
    if head[10] == 1:
        return Kind.CUSTOM
    raise BackupError(f"{path} is only the list of contents of a directory dump: give the folder it lies in")


def _tar_name(head: bytes) -> bytes:
    return head[:100].rstrip(b"\0")


def _directory_dump(head: bytes) -> bool:
    """Whether a tar that begins with toc.dat holds the compressed files of a directory dump."""
    size = head[124:136].strip(b" \0")
    following = BLOCK + -(-int(size, 8) // BLOCK) * BLOCK if re.fullmatch(rb"[0-7]+", size) else len(head)
    return re.match(rb"[^\0]*\.(?:gz|lz4|zst)\0", head[following : following + BLOCK]) is not None


def _is_dump(head: bytes) -> bool:
    """Whether the heading of pg_dump stands before anything else that looks like a heading: rows may quote others."""
    return DUMP in head and _foreign_words(head.partition(DUMP)[0]) is None


def _foreign_words(head: bytes) -> str | None:
    return next((reason for words, reason in BY_WORDS if re.search(words, head, re.MULTILINE)), None)


def _what_else(head: bytes) -> str:
    by_magic = next((reason for magic, reason in BY_MAGIC if head.startswith(magic)), None)
    if by_magic is not None:
        return by_magic
    if head.startswith(b"PK\x03\x04"):
        encrypted = len(head) > 6 and head[6] & 1
        return ENCRYPTED.format("a zip with a password") if encrypted else FOREIGN.format("a zip archive")
    if _is_gpg(head):
        return ENCRYPTED.format("by gpg")
    if reason := _foreign_words(head):
        return reason
    if b"\0" in head:
        return FOREIGN.format("not a backup that is known here")
    return FOREIGN.format("text without the heading of pg_dump")


def _is_gpg(head: bytes) -> bool:
    """Whether an OpenPGP message begins here with a packet that holds an encrypted session key."""
    if len(head) < 4 or not head[0] & 0x80:
        return False
    if head[0] & 0x40:
        packet, body = head[0] & 0x3F, 2 if head[1] < 192 else 3
    else:
        packet, body = head[0] >> 2 & 0x0F, 1 + {0: 1, 1: 2, 2: 4, 3: 0}[head[0] & 3]
    version = head[body : body + 1]
    return (packet == 1 and version in (b"\x03", b"\x06")) or (packet == 3 and version in (b"\x04", b"\x05", b"\x06"))
