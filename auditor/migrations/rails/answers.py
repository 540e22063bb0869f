"""What the database answers to the queries of a migration: asked where the way through the source depends on it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.errors import SourceError
from auditor.migrations import ruby
from auditor.migrations.queries import width
from auditor.migrations.rails.call import Unknown
from auditor.migrations.rails.frames import Block
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.texts import truth
from auditor.migrations.rails.values import Record, Row, Rows, Window
from auditor.model.outcome import Cell
from auditor.model.source import Unanswered

_SHORT = 80
_SAME = ("to_a", "to_ary", "values", "flatten", "uniq", "compact", "sort", "join", "flat_map", "load", "freeze", "rows")
_PICKING = ("map", "collect", "pluck", "flat_map", "filter_map", "column_values")
_PICKED = re.compile(r"(?:\{|do)\s*\|\s*(\w+)\s*\|\s*\1(?:\[[^\]]*\]|\.\w+)?(?:\.to_[is])?\s*(?:\}|end)")


def asked(run: Run, rows: Rows) -> object:
    """The answer to a query in the form in which Ruby has it, or why there is none."""
    if run.tape.rounds:
        return Window(f"what `{_short(rows.sql)}` gives is another in every round")
    try:
        found = run.world.rows(rows.sql, rows.at)
    except Unanswered as error:
        return Unknown(f"what `{_short(rows.sql)}` gives is not known: {error}")
    run.tape.depends(f"depends on what `{_short(rows.sql)}` gives here")
    return _formed(rows, found)


def settled(run: Run, value: object) -> object:
    """The value, asked for where it is a query's."""
    return asked(run, value) if isinstance(value, Rows) else value


def holds(run: Run, value: object) -> bool | Unknown:
    """Whether Ruby takes the value for true; of a query only what is one value is asked for."""
    if isinstance(value, Rows):
        return truth(asked(run, value)) if value.form == "value" else True
    if isinstance(value, Record) and value.rows is not None:
        found = asked(run, value.rows)
        return found if isinstance(found, Unknown) else found != []
    return truth(value)


def same(rows: Rows, name: str, block: Block | None) -> Rows | None:
    """The query itself where the method leaves its values as they are, such as `map { |r| r["id"] }` of one column."""
    if name in _SAME and block is None:
        return replace(rows, form="values") if rows.form == "lists" or name != "to_a" else rows
    if name not in _PICKING or not _single(rows.sql):
        return None
    if block is None or block.name is not None or (_PICKED.fullmatch(ruby.text(block.node))):
        return replace(rows, form="values")
    return None


def column(rows: Rows) -> str | None:
    """The query as the inside of `IN (…)`, where it gives one column."""
    return rows.sql.strip().rstrip(";") if _single(rows.sql) else None


def _single(sql: str) -> bool:
    try:
        return width(sql) == 1
    except SourceError:
        return False


def _formed(rows: Rows, found: Sequence[Mapping[str, Cell]]) -> object:
    match rows.form:
        case "hashes":
            return [Row(one) for one in found]
        case "lists":
            return [list(one.values()) for one in found]
        case "values":
            return [cell for one in found for cell in one.values()]
        case _:
            return next((cell for one in found for cell in one.values()), None)


def _short(sql: str) -> str:
    line = " ".join(sql.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"
