"""A file is known by its content, and one that cannot be read is called what it is."""

import gzip
import io
import os
import tarfile
import zlib
from pathlib import Path

import pytest

from auditor.db.backup_kinds import Kind, is_tar_header, recognise
from auditor.errors import BackupError

HEADING = b"--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 15.3\n"
ARCHIVE = b"PGDMP\x01\x0e\x00\x04\x08"


def tar(*names: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = 700
            archive.addfile(entry, io.BytesIO(b"x" * 700))
    return made.getvalue()


KNOWN = {
    "sql": (HEADING, Kind.SQL),
    "sql that quotes another heading": (HEADING + b"COPY a FROM stdin;\n-- MySQL dump\n\\.\n", Kind.SQL),
    "gzip": (gzip.compress(HEADING), Kind.SQL_GZ),
    "custom": (ARCHIVE + b"\x01", Kind.CUSTOM),
    "tar of pg_dump": (tar("toc.dat", "3456.dat", "restore.sql"), Kind.TAR),
    "tar of a directory": (tar("toc.dat", "3456.dat.gz"), Kind.DISCOURSE_TAR),
    "tar of Discourse": (tar("meta.json", "db/toc.dat"), Kind.DISCOURSE_TAR),
    "tar.gz": (gzip.compress(tar("dump.sql.gz")), Kind.DISCOURSE_TAR_GZ),
}
REFUSED = {
    "empty": (b"", "is empty"),
    "text": (b"hello, world\n", "text without the heading of pg_dump: a backup made by Discourse"),
    "noise": (b"\x01\x00\x02" * 99, "not a backup that is known here"),
    "cluster": (b"--\n-- PostgreSQL database cluster dump\n--\n" + HEADING, "whole cluster"),
    "mysql": (b"-- MySQL dump 10.13  Distrib 8.0\n", "MySQL or MariaDB"),
    "mariadb": (b"/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19\n", "MySQL or MariaDB"),
    "mysql, gzipped": (gzip.compress(b"-- MySQL dump 10.13\n"), "uncompressed, is a dump of MySQL"),
    "sqlite": (b"SQLite format 3\0" + bytes(99), "a database of SQLite"),
    "sqlite dump": (b"PRAGMA foreign_keys=OFF;\nBEGIN;\n", "a dump of SQLite"),
    "page": (b"\n<!DOCTYPE html><html>", "a web page"),
    "zip": (b"PK\x03\x04\x14\x00\x00\x00", "is a zip archive"),
    "zip with a password": (b"PK\x03\x04\x14\x00\x01\x00", "encrypted .a zip with a password"),
    "openssl": (b"Salted__" + bytes(9), "encrypted .by openssl"),
    "openssl, gzipped": (gzip.compress(b"Salted__" + bytes(9)), "encrypted .by openssl"),
    "gpg, armoured": (b"-----BEGIN PGP MESSAGE-----\n", "encrypted .by gpg"),
    "gpg to a key": (b"\x85\x01\x0c\x03" + bytes(99), "encrypted .by gpg"),
    "gpg with a password": (b"\x8c\x0d\x04\x09\x03\x08", "encrypted .by gpg"),
    "gpg, new packets": (b"\xc3\x0d\x04\x09\x03", "encrypted .by gpg"),
    "gpg, new packets to a key": (b"\xc1\xc0\x4c\x03" + bytes(9), "encrypted .by gpg"),
    "age": (b"age-encryption.org/v1\n", "encrypted .by age"),
    "age, armoured": (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "encrypted .by age"),
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(9), "compressed with zstd"),
    "xz": (b"\xfd7zXZ\x00" + bytes(9), "compressed with xz"),
    "bzip2": (b"BZh91AY&SY", "compressed with bzip2"),
    "utf-16": (HEADING.decode().encode("utf-16"), "UTF-16"),
    "gzip header": (gzip.compress(HEADING)[:10], "truncated"),
    "bad gzip": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\xff" * 99, "is corrupt"),
    "archive within gzip": (gzip.compress(ARCHIVE + b"\x01"), "gunzip"),
    "half an archive": (ARCHIVE[:7], "truncated"),
    "toc.dat": (ARCHIVE + b"\x03", "give the folder"),
    "git lfs": (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_backup_is_known_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    content, kind = KNOWN[name]
    path = tmp_path / "photo.jpeg"
    path.write_bytes(content)
    backup = recognise(path)
    assert (backup.kind, backup.size, backup.path) == (kind, len(content), path)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_backup_is_called_what_it_is(name: str, tmp_path: Path) -> None:
    content, reason = REFUSED[name]
    path = tmp_path / "backup.sql.gz"
    path.write_bytes(content)
    with pytest.raises(BackupError, match=rf"^{path}.*{reason}"):
        recognise(path)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(BackupError, match=r"^/no/such/file: there is no such file"):
        recognise(Path("/no/such/file"))


def test_a_folder_is_a_backup_when_it_has_a_list_of_contents(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"without the toc\.dat"):
        recognise(tmp_path)
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "toc.dat").write_bytes(b"123")
    (tmp_path / "db" / "1.dat").write_bytes(b"4567")
    backup = recognise(tmp_path)
    assert (backup.path, backup.kind, backup.size) == (tmp_path / "db", Kind.DIRECTORY, 7)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BackupError, match="neither a file nor a folder"):
        recognise(tmp_path / "pipe")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "backup"
    path.write_bytes(HEADING)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(BackupError, match="cannot be read: Permission denied"):
        recognise(path)


def test_a_tar_header_is_known_by_its_checksum() -> None:
    header = tar("a")[:512]
    assert is_tar_header(header)
    assert not is_tar_header(b"b" + header[1:])
    assert not is_tar_header(bytes(512))
    assert not is_tar_header(header[:500])


def test_the_head_of_a_gzip_bomb_is_all_that_is_uncompressed(tmp_path: Path) -> None:
    squeeze = zlib.compressobj(9, wbits=31)
    path = tmp_path / "bomb.gz"
    path.write_bytes(b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(50)) + squeeze.flush())
    with pytest.raises(BackupError, match="not a backup"):
        recognise(path)
