"""Worlds that answer from a list."""

from collections.abc import Mapping, Sequence

from auditor.model.outcome import Cell
from auditor.model.schema import CheckConstraint, Column, Name, Table
from auditor.model.source import Unanswered


class Asked:
    """Answers what it was told, and keeps what it was asked."""

    def __init__(
        self,
        *,
        rows: Mapping[str, Sequence[Mapping[str, Cell]]] | None = None,
        tables: Mapping[str, Sequence[str]] | None = None,
        constraints: Sequence[str] = (),
    ) -> None:
        self._rows = rows
        self._tables = tables
        self._constraints = constraints
        self.asked: list[str] = []

    def table(self, name: Name) -> Table | None:
        if self._tables is None:
            raise Unanswered("there is nobody to ask")
        if name.name not in self._tables:
            return None
        columns = {one: Column(one, "integer") for one in self._tables[name.name]}
        return Table(name, columns, constraints=tuple(CheckConstraint(one, "true") for one in self._constraints))

    def index(self, name: Name) -> Name | None:
        raise Unanswered("there is nobody to ask")

    def rows(self, sql: str) -> Sequence[Mapping[str, Cell]]:
        self.asked.append(sql)
        if self._rows is None or sql not in self._rows:
            raise Unanswered("there is nobody to ask")
        return self._rows[sql]
