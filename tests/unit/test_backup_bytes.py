"""The bytes of a backup come out counted, whole and in small pieces."""

import gzip
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.db.backup_bytes import CHUNK, Meter, chunks_of, gunzip, members, read_chunks
from auditor.errors import BackupError


def pieces(whole: bytes, size: int) -> Iterator[bytes]:
    return (whole[start : start + size] for start in range(0, len(whole), size))


@given(
    st.lists(st.binary(), max_size=4), st.integers(min_value=1, max_value=100), st.integers(min_value=0, max_value=9)
)
def test_gzip_of_several_parts_is_read_to_the_end(parts: list[bytes], size: int, padding: int) -> None:
    whole = b"".join(map(gzip.compress, parts)) + bytes(padding if parts else 0)
    assert b"".join(gunzip(pieces(whole, size))) == b"".join(parts)


@given(st.binary(), st.data())
def test_gzip_that_ends_early_is_truncated(content: bytes, data: st.DataObject) -> None:
    whole = gzip.compress(content)
    end = data.draw(st.integers(min_value=1, max_value=len(whole) - 1))
    with pytest.raises(BackupError, match="truncated"):
        list(gunzip(iter([whole[:end]])))


def test_gzip_with_a_changed_byte_is_corrupt() -> None:
    whole = bytearray(gzip.compress(b"hello" * 99))
    whole[-6] ^= 1
    with pytest.raises(BackupError, match="corrupt"):
        list(gunzip(iter([bytes(whole)])))


def test_a_gzip_bomb_comes_in_small_pieces() -> None:
    sizes = [len(piece) for piece in gunzip(iter([gzip.compress(bytes(10 << 20))]))]
    assert sum(sizes) == 10 << 20
    assert max(sizes) <= CHUNK


def test_a_meter_goes_forward_through_stages_to_its_total() -> None:
    seen: list[tuple[int, int]] = []
    meter = Meter(1000, lambda *numbers: seen.append(numbers))
    meter.add(100)
    meter.stage(50, until=0.1)
    meter.add(25)
    meter.add(50)
    meter.stage(7, until=1.0)
    meter.add(7)
    meter.finish()
    assert seen == [(100, 1000), (145, 1000), (190, 1000), (1000, 1000), (1000, 1000)]


def test_an_empty_file_is_metered() -> None:
    Meter(0, None).finish()


def test_a_file_is_counted_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * (CHUNK + 1))
    meter = Meter(CHUNK + 1, None)
    assert [(len(chunk), meter.done) for chunk in read_chunks(path, meter)] == [(CHUNK, CHUNK), (1, CHUNK + 1)]


def test_a_file_that_goes_away_is_no_surprise(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be read: No such file"):
        list(read_chunks(tmp_path / "gone", Meter(0, None)))


HELD = {
    "uploads/a/dump.sql.gz": b"an upload",
    "uploads/toc.dat": b"an upload",
    "meta.json": b"{}",
    "db/toc.dat": b"1" * 3000,
    "db/../../etc/1.dat": b"no",
    "db/33.dat.gz": b"2" * 10,
    "db/blobs.toc": b"3",
    "./dump.sql.gz": b"4" * 600,
    "db/readme.txt": b"no",
}


def held(path: Path) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for name, content in HELD.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("db/34.dat")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return path


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_only_what_belongs_to_a_dump_comes_out_of_an_archive(name: str, tmp_path: Path) -> None:
    path = held(tmp_path / name)
    with members(path, compressed=name.endswith(".gz"), meter=Meter(1, None)) as found:
        assert {member.name: b"".join(chunks_of(member)) for member in found} == {
            "toc.dat": HELD["db/toc.dat"],
            "33.dat.gz": HELD["db/33.dat.gz"],
            "blobs.toc": HELD["db/blobs.toc"],
            "dump.sql.gz": HELD["./dump.sql.gz"],
        }


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_a_member_may_be_left_unread(name: str, tmp_path: Path) -> None:
    path = held(tmp_path / name)
    with members(path, compressed=name.endswith(".gz"), meter=Meter(1, None)) as found:
        assert [member.name for member in found] == ["toc.dat", "33.dat.gz", "blobs.toc", "dump.sql.gz"]


def test_an_archive_that_ends_within_a_member_is_truncated(tmp_path: Path) -> None:
    path = held(tmp_path / "a.tar")
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"1111") + 2000])
    with members(path, compressed=False, meter=Meter(1, None)) as found, pytest.raises(BackupError, match=r"toc\.dat"):
        list(chunks_of(next(found)))


def test_an_archive_that_is_none_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(b"x" * 2000)
    with (
        pytest.raises(BackupError, match="truncated or corrupt"),
        members(path, compressed=False, meter=Meter(1, None)) as found,
    ):
        list(found)
