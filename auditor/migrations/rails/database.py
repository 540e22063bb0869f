"""SQL that a migration sends: statements onto the tape, queries kept until somebody asks for their rows."""

import re
from collections.abc import Mapping, Sequence

from auditor.errors import SourceError
from auditor.migrations import sql
from auditor.migrations.rails.answers import column, settled
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Raw, Symbol, Unknown
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.texts import Text, Written, joined
from auditor.migrations.rails.values import Row, Rows, Window
from auditor.migrations.sql_batches import without_batches
from auditor.migrations.sql_params import literal, rewritten
from auditor.migrations.touching import tables_of
from auditor.model.migration import Reading
from auditor.model.operation import Harmless, Opaque
from auditor.model.schema import quoted
from auditor.model.source import Step

_HOLE = "$999"
_SHORT = 200
_FIRST = 917_300_000_001
_QUERY = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*\(*\s*(?:select|with|values|show|table)\b", re.I | re.S)
_WRITES = re.compile(r"\b(?:insert\s+into|update\s|delete\s+from|merge\s+into)", re.I)
_FORMS = {
    **dict.fromkeys(("execute", "exec_query", "exec", "query", "query_hash", "select_all", "async_exec"), "hashes"),
    **dict.fromkeys(("select_rows", "query_array"), "lists"),
    **dict.fromkeys(("select_values", "query_single", "query_values"), "values"),
    **dict.fromkeys(("select_value", "query_value"), "value"),
    **dict.fromkeys(("exec_update", "exec_delete", "exec_insert", "update", "delete", "insert", "exec_sql"), "hashes"),
}
_QUOTING = ("quote_table_name", "quote_column_name")


def sends(name: str) -> bool:
    """Whether a connection takes SQL by a method of that name."""
    return name in _FORMS or name in ("select_one", "query_one", "quote", "quote_string", *_QUOTING)


def sent(run: Run, name: str, given: Given, line: int) -> object:
    """What a connection does, and gives, on a method that takes SQL."""
    value = given.args[0] if given.args else None
    if name == "quote":
        return _quoted(value)
    if name in _QUOTING:
        return quoted(value) if isinstance(value, str) else Unknown("a name that is not known")
    if name == "quote_string":
        return value.replace("'", "''") if isinstance(value, str) else value
    statement = value.sql if isinstance(value, Raw) else value
    if isinstance(statement, list) and statement:
        given = Given((statement[0], *statement[1:]), given.options)
        statement = statement[0]
    params = dict(given.options) or _binds(name, given.args[1:])
    form = _FORMS.get(name, "hashes")
    found = executed(run, statement, params, line, form)
    if name in ("select_one", "query_one"):
        found = settled(run, found)
        return found[0] if isinstance(found, list) and found else found if isinstance(found, Unknown) else None
    return found


def executed(
    run: Run, statement: object, params: Mapping[str, object] | Sequence[object], line: int, form: str = "hashes"
) -> object:
    """What a statement gives, its steps on the tape."""
    filled = text_of(statement, params)
    if not isinstance(filled, str | Text):
        run.tape.record([_opaque("SQL", filled.reason, line)])
        return filled
    line = getattr(filled, "line", 0) or line
    known = filled if isinstance(filled, str) else None
    if known is not None and _QUERY.match(known) and not _WRITES.search(known):
        _note(run, known, line)
        return Rows(f"what `{' '.join(known.split())[:60]}` gives", False, known, form, len(run.tape.steps))  # type: ignore[arg-type]
    run.tape.record(steps_of(run, filled, line))
    return (Window if run.tape.rounds else Unknown)("how many rows a statement changes, or gives")


def text_of(statement: object, params: Mapping[str, object] | Sequence[object]) -> str | Text | Unknown:
    """The statement with its parameters put in; those not known stay holes."""
    if isinstance(statement, Unknown):
        return statement
    if not isinstance(statement, str | Text):
        return Unknown("a statement that is no text")
    if not params:
        return statement
    held: dict[int, Unknown | str] = {}
    stands = {key: _stand_in(one, held) for key, one in params.items()} if isinstance(params, Mapping) else [
        _stand_in(one, held) for one in params
    ]  # fmt: skip
    plain = str(statement) if isinstance(statement, str) else _marked(statement, held)
    try:
        made = rewritten(plain, stands)
    except SourceError as error:
        return Unknown(str(error))
    line = getattr(statement, "line", 0)
    return joined(_parted(made, held), line)


def steps_of(run: Run, statement: str | Text, line: int) -> list[Step]:
    """The steps of a statement; where it goes through rows in batches, of the statement for all of them."""
    text, reason = rendered(statement)
    batch = run.tape.rounds > 0
    if batch:
        whole = without_batches(text)
        windowed, text = whole != text, whole
        if not windowed:
            reason = reason or "it is done again and again until nothing is left for it"
            return [_closed(one, text, reason) for one in sql.steps(text, line=line)]
    found = sql.steps(text, line=line)
    return [_closed(one, text, reason) if reason and _HOLE in repr(one.operation) else one for one in found]


def rendered(statement: str | Text) -> tuple[str, str | None]:
    """The text with holes where it is not known, and why it is not. A list of ids stands there as its query."""
    if isinstance(statement, str):
        return str(statement), None
    made, reason = "", None
    for at, part in enumerate(statement.parts):
        if isinstance(part, str):
            made += part
            continue
        inside = column(part) if isinstance(part, Rows) else None
        after = statement.parts[at + 1] if at + 1 < len(statement.parts) else ""
        listed = made.rstrip().endswith("(") and isinstance(after, str) and after.lstrip().startswith(")")
        if inside is not None and listed:
            made += inside
        elif inside is not None and isinstance(part, Rows) and part.form == "value" and made.count("'") % 2 == 0:
            made += f"({inside})"
        else:
            made += _HOLE
            reason = reason or part.reason
    return made, reason


def _closed(step: Step, text: str, reason: str) -> Step:
    """A step of which only the tables are told."""
    operation = step.operation
    if isinstance(operation, Harmless) or (isinstance(operation, Opaque) and _HOLE not in operation.text):
        return step
    shown = " ".join(text.replace(_HOLE, "…").split())[:_SHORT]
    tables = tables_of(operation) or None
    return Step(Opaque(shown, reason, tables), step.line, Reading.PARTIAL if tables else step.reading, reason)


def _note(run: Run, query: str, line: int) -> None:
    """A SELECT that does something beside giving rows."""
    run.tape.record(one for one in sql.steps(query, line=line) if not isinstance(one.operation, Harmless))


def _opaque(text: str, reason: str, line: int) -> Step:
    return Step(Opaque(text, reason, None), line, Reading.PARTIAL, reason)


def _binds(name: str, args: Sequence[object]) -> Sequence[object] | Mapping[str, object]:
    """The parameters of a call; what a connection takes beside its SQL are a name and binds."""
    if args and isinstance(args[0], dict) and not isinstance(args[0], Row):
        return {str(key): one for key, one in args[0].items()}
    if name in (
        "exec_query",
        "select_all",
        "select_rows",
        "select_values",
        "select_value",
        "execute",
        "select_one",
        "insert",
        "update",
        "delete",
        "exec_insert",
        "exec_update",
        "exec_delete",
    ):
        return ()
    return args


def _quoted(value: object) -> object:
    if isinstance(value, Unknown | Text):
        return value if isinstance(value, Unknown) else Unknown(value.reason)
    try:
        return literal(str(value) if isinstance(value, Symbol) else value)
    except SourceError as error:
        return Unknown(str(error))


def _stand_in(value: object, held: dict[int, Unknown | str]) -> object:
    """The value, or a number in its place where it is not known."""
    if isinstance(value, Text):
        value = Unknown(value.reason)
    if isinstance(value, list):
        hidden = [one for one in value if isinstance(one, Unknown | Raw | Text)]
        return _stand_in(hidden[0], held) if hidden else [str(one) if isinstance(one, str) else one for one in value]
    if isinstance(value, Unknown | Raw):
        held[_FIRST + len(held)] = value.sql if isinstance(value, Raw) else value
        return _FIRST + len(held) - 1
    return str(value) if isinstance(value, Symbol | Written) else value


def _marked(statement: Text, held: dict[int, Unknown | str]) -> str:
    made = ""
    for part in statement.parts:
        made += part if isinstance(part, str) else str(_stand_in(part, held))
    return made


def _parted(text: str, held: Mapping[int, Unknown | str]) -> list[object]:
    """The text in pieces, what is not known back in its places."""
    parts: list[object] = []
    for one in re.split(rf"({'|'.join(map(str, held))})" if held else r"(?!)", text):
        parts.append(held[int(one)] if one.isdigit() and int(one) in held else one)
    return parts
