"""Rows as CSV that a spreadsheet takes for values, never for formulas."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from auditor.model.outcome import Cell
from auditor.render.text import visible

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvFile:
    """UTF-8, every text quoted, one line for each row: a control character in a text becomes an escape."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._columns = [_inert(name) for name in columns]
        self._file = path.open("w", encoding="utf-8", newline="")
        self._append([], header=True)

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows."""
        if rows:
            self._append([[_inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])

    def close(self) -> None:
        """Flush, and let go."""
        self._file.close()

    def _append(self, rows: Sequence[Sequence[Cell]], *, header: bool = False) -> None:
        frame = pd.DataFrame(rows, columns=self._columns, dtype=object)
        frame.to_csv(self._file, header=header, index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")


def _inert(text: str) -> str:
    """An apostrophe in front of what a spreadsheet would compute, blanks before it or not."""
    shown = visible(text)
    return f"'{shown}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else shown
