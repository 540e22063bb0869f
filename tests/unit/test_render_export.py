import csv
import io
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq
import pytest
from any_report import hostile_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_report import HOSTILE

from auditor.errors import OutputError, UsageError
from auditor.model.outcome import Cell
from auditor.render.export import KeyFiles
from auditor.render.text import visible

Kind = Literal["csv", "parquet"]
KINDS: tuple[Kind, ...] = ("csv", "parquet")


def _written(tmp_path: Path, kind: Kind, *chunks: Sequence[Sequence[Cell]]) -> Path:
    with KeyFiles(kind, tmp_path) as files:
        for rows in chunks:
            files.write("discourse/polls-name-taken", ("id", "name"), rows)
    return tmp_path / f"discourse__polls-name-taken.{kind}"


def _records(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_csv_keeps_numbers_as_numbers_and_quotes_every_text(tmp_path: Path) -> None:
    path = _written(tmp_path, "csv", [(1, "poll"), (2, None)], [(3, 'say "hi", you')], [(-4, "5"), (True, 1.5)])
    assert path.read_text() == ('"id","name"\n1,"poll"\n2,""\n3,"say ""hi"", you"\n-4,"5"\nTrue,1.5\n')


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "=cmd|'/c calc'!A1"]
)
def test_csv_has_no_formula(tmp_path: Path, text: str) -> None:
    assert _records(_written(tmp_path, "csv", [(1, text)]))[1] == ["1", f"'{visible(text)}"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(), hostile_texts), max_size=8))
def test_csv_parses_to_one_inert_record_for_each_row(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str]]
) -> None:
    path = _written(tmp_path_factory.mktemp("keys"), "csv", rows)
    records = _records(path)
    assert len(path.read_text(encoding="utf-8").split("\n")) == len(rows) + 2
    assert [one[0] for one in records[1:]] == [str(number) for number, _ in rows]
    for (_, text), (_, name) in zip(rows, records[1:], strict=True):
        assert name in (visible(text), f"'{visible(text)}")
        assert not name.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_column_name_is_no_formula_either(tmp_path: Path) -> None:
    with KeyFiles("csv", tmp_path) as files:
        files.write("x/y", ("=1",), [("a",)])
    assert _records(tmp_path / "x__y.csv")[0] == ["'=1"]


def test_parquet_keeps_types_and_exact_texts(tmp_path: Path) -> None:
    table = pq.read_table(_written(tmp_path, "parquet", [(1, "=1\n"), (2, None)], [(None, "\u202e")]))
    assert [str(one) for one in table.schema.types] == ["int64", "string"]
    assert table.to_pylist() == [
        {"id": 1, "name": "=1\n"},
        {"id": 2, "name": None},
        {"id": None, "name": "\u202e"},
    ]


@pytest.mark.parametrize(
    ("later", "text"),
    [("x", "x"), (2**70, str(2**70)), (1.5, "1.5"), (False, "false")],
)
def test_a_later_value_of_another_kind_makes_the_column_text_and_loses_nothing(
    tmp_path: Path, later: Cell, text: str
) -> None:
    table = pq.read_table(_written(tmp_path, "parquet", [(1, "a")], [(2, "b")], [(later, "c")], [(4, "d")]))
    assert table.column("id").to_pylist() == ["1", "2", text, "4"]
    assert [one.name for one in tmp_path.iterdir()] == ["discourse__polls-name-taken.parquet"]


def test_nulls_first_and_mixed_values_are_text(tmp_path: Path) -> None:
    table = pq.read_table(_written(tmp_path, "parquet", [(None, None)], [(1, True)], [(2.5, "x")]))
    assert table.to_pylist() == [{"id": None, "name": None}, {"id": "1", "name": "true"}, {"id": "2.5", "name": "x"}]


@pytest.mark.parametrize("text", HOSTILE)
def test_parquet_takes_any_text(tmp_path: Path, text: str) -> None:
    table = pq.read_table(_written(tmp_path, "parquet", [(1, text)]))
    assert table.column("name").to_pylist() == [text.encode("utf-8", "backslashreplace").decode()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_without_rows_has_a_file_with_its_columns(tmp_path: Path, kind: Kind) -> None:
    path = _written(tmp_path, kind, [])
    names = _records(path)[0] if kind == "csv" else pq.read_table(path).column_names
    assert names == ["id", "name"]


@pytest.mark.parametrize("kind", KINDS)
def test_several_threads_write_several_files_and_no_row_is_torn(tmp_path: Path, kind: Kind) -> None:
    files = KeyFiles(kind, tmp_path / "deep" / "keys")

    def write(number: int) -> None:
        files.write(f"pack/check-{number % 3}", ("id", "name"), [(number, f"n{number}")] * 5)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    paths = files.close()
    assert [one.name for one in paths] == [f"pack__check-{number}.{kind}" for number in range(3)]
    for number, path in enumerate(paths):
        rows = _records(path)[1:] if kind == "csv" else [list(one.values()) for one in pq.read_table(path).to_pylist()]
        assert len(rows) == 100
        assert all(int(one[0]) % 3 == number and one[1] == f"n{one[0]}" for one in rows)


def _interrupted(kind: Kind, folder: Path) -> None:
    with KeyFiles(kind, folder) as files:
        files.write("x/y", ("id",), [(1,)])
        files.write("x/z", ("id",), [(1,)])
        assert not (folder / f"x__z.{kind}").exists()
        raise KeyboardInterrupt


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_has_its_name_before_all_is_written_nor_after_a_failure(tmp_path: Path, kind: Kind) -> None:
    (tmp_path / f"x__y.{kind}").write_text("of an earlier run")
    with pytest.raises(KeyboardInterrupt):
        _interrupted(kind, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [f"x__y.{kind}"]
    assert (tmp_path / f"x__y.{kind}").read_text() == "of an earlier run"


def test_two_checks_never_share_a_file_and_none_leaves_the_folder(tmp_path: Path) -> None:
    with KeyFiles("csv", tmp_path) as files:
        for check_id in ("a/b", "a__b", "../../etc/passwd", ".", "x" * 500):
            files.write(check_id, ("id",), [(check_id,)])
        paths = files.close()
    assert len(paths) == 5
    assert {one.parent for one in paths} == {tmp_path}
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(one.name for one in paths)
    assert _records(tmp_path / "a__b-2.csv")[1] == ["a__b"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path, kind: Kind) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match=r"cannot write .*taken"):
        KeyFiles(kind, tmp_path / "taken" / "keys").write("x/y", ("id",), [(1,)])


def _fill(files: KeyFiles, rows: int) -> None:
    files.write("x/y", ("id", "name"), [(number, "y" * 100) for number in range(rows)])
    files.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to stand for a full disk")
@pytest.mark.parametrize("rows", [1, 100_000])
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_an_output_error_and_leaves_nothing(tmp_path: Path, kind: Kind, rows: int) -> None:
    files = KeyFiles(kind, tmp_path)
    (tmp_path / f".x__y.{kind}.partial").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left on device"):
        _fill(files, rows)
    files.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "library"), [("csv", "pandas"), ("parquet", "pyarrow.parquet")])
def test_a_missing_library_is_named_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: Kind, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=rf"pip install 'auditor\[{kind}\]'"):
        KeyFiles(kind, tmp_path)


def test_an_unknown_kind_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="known: csv, parquet"):
        KeyFiles("xlsx", tmp_path)  # type: ignore[arg-type]
