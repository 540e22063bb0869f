"""Rows as Parquet, exact, in columns whose type the first rows suggest and no later row can break."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditor.model.outcome import Cell
from auditor.render.words import shown

_INT64 = range(-(2**63), 2**63)


class ParquetFile:
    """A column that gets a value of another kind later on is a text column from then on, for all its rows."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = [_encodable(name) for name in columns]
        self._writer: pq.ParquetWriter | None = None
        path.touch()

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows."""
        if not rows:
            return
        columns = [[row[index] for row in rows] for index in range(len(self._columns))]
        kinds = [_kind(column) for column in columns]
        if self._writer is None:
            self._writer = self._begin(kinds)
        old = self._writer.schema.types
        if any(_misfit(one, kind) for one, kind in zip(old, kinds, strict=True)):
            self._widen([None if _misfit(one, kind) else one for one, kind in zip(old, kinds, strict=True)])
        schema = self._writer.schema
        arrays = [_array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=schema))

    def close(self) -> None:
        """Write the footer; without rows every column is text."""
        if self._writer is None and self._path.stat().st_size == 0:
            self._writer = self._begin([None] * len(self._columns))
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _begin(self, kinds: Sequence[pa.DataType | None]) -> pq.ParquetWriter:
        fields = [pa.field(name, kind or pa.string()) for name, kind in zip(self._columns, kinds, strict=True)]
        return pq.ParquetWriter(self._path, pa.schema(fields))

    def _widen(self, kinds: Sequence[pa.DataType | None]) -> None:
        """Write what is there again, one row group at a time, under the wider types."""
        if self._writer is None:
            return
        self._writer.close()
        before = self._path.with_name(f"{self._path.name}.narrow")
        self._path.replace(before)
        try:
            self._writer = self._begin(kinds)
            with pq.ParquetFile(before) as narrow:
                for group in range(narrow.num_row_groups):
                    self._writer.write_table(narrow.read_row_group(group).cast(self._writer.schema))
        finally:
            before.unlink()


def _misfit(column: pa.DataType, kind: pa.DataType | None) -> bool:
    return kind is not None and not pa.types.is_string(column) and column != kind


def _kind(cells: Sequence[Cell]) -> pa.DataType | None:
    """The type that holds every value exactly; None where all are null."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if not kinds:
        return None
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {float}:
        return pa.float64()
    if kinds == {int} and all(cell in _INT64 for cell in cells if cell is not None):
        return pa.int64()
    return pa.string()


def _array(cells: Sequence[Cell], kind: pa.DataType) -> pa.Array:
    if pa.types.is_string(kind):
        return pa.array([None if cell is None else _encodable(shown(cell)) for cell in cells], pa.string())
    return pa.array(cells, kind)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
