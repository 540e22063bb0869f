"""Ways out for rows taken one by one: without a value, without what they refer to, or with what does not fit."""

from collections.abc import Iterator

from auditor.derive import remedy_steps
from auditor.derive.question import Question
from auditor.derive.remedy_rows import Going, UnfitError, cut, held_back, met, referring, written
from auditor.derive.state import State
from auditor.derive.values import base_type, limit, numbering
from auditor.migrations.queries import columns_of
from auditor.model.check import Remedy, RemedyKind, Safety
from auditor.model.operation import ChangeType
from auditor.model.schema import Column, ForeignKey, Table, quoted

RANGES = {
    "smallint": (-32768, 32767),
    "integer": (-2147483648, 2147483647),
    "bigint": (-9223372036854775808, 9223372036854775807),
}
_TEXTS = {"text", "character varying", "character", "citext"}
_WHOLE = {*RANGES, "numeric"}


def of_null(start: State, question: Question, table: Table, then: Column) -> Iterator[Remedy]:
    """For rows without a value where one must be; `then` is the column as it will be, perhaps with a new default."""
    now, numbered = table.columns[then.name], numbering(then) is not None
    value = "default" if now.default == then.default else f"({then.default})"
    given = then.default is not None and then.default.strip().lower().split("::")[0] != "null"
    touches = _changing(start, table, now.name) if given and (numbered or not _unique(table, now.name)) else ()
    if touches and (value == "default" or not numbered):
        yield Remedy(
            "fill-default",
            RemedyKind.SQL,
            Safety.SAFE,
            f"Fill in the default of {now.name}",
            f"Gives {now.name} of {table.name.name} its default where it has no value.{reach(table)}",
            _update(table, now.name, value),
            touches=touches,
        )
    yield from deleting(start, table)
    yield remedy_steps.filled(question, table, now.name)


def of_missing(start: State, question: Question, table: Table, link: ForeignKey) -> Iterator[Remedy]:
    """For rows that refer to nothing."""
    yield from _let_go(start, table, link)
    if start.full(link.to) == table.name:
        yield _all_below(start, table, link)
    else:
        yield from deleting(start, table, "delete-orphans")
    yield remedy_steps.by_hand(
        question, table.name.name, f"put the missing rows of {link.to.name} back, or let these refer to others"
    )


def of_stranded(start: State, question: Question, table: Table) -> Iterator[Remedy]:
    """For rows that refer to what goes."""
    for one in table.constraints:
        if isinstance(one, ForeignKey) and question.thing == f"{table.name.name}-{'-'.join(one.columns)}":
            yield from _let_go(start, table, one)
    yield from deleting(start, table)
    yield remedy_steps.by_hand(question, table.name.name, "let these rows refer to others, or keep what they refer to")


def of_violated(start: State, question: Question, table: Table) -> Iterator[Remedy]:
    """For rows that do not meet a condition."""
    yield from deleting(start, table)
    yield remedy_steps.by_hand(question, table.name.name, "change these rows so that they meet the condition")


def of_misfit(start: State, question: Question, table: Table, change: ChangeType) -> Iterator[Remedy]:
    """For values that another type does not take."""
    name = change.column
    old, most = table.columns[name], limit(change.type)
    kinds = base_type(old.type), base_type(change.type)
    plain = not old.generated and not _unique(table, name) and not _referring(table, name)
    plain = plain and (change.using is None or columns_of(change.using) == {name})
    if plain and question.sqlstate == "22001" and kinds[0] in _TEXTS and most is not None:
        value = f"left(own.{quoted(name)}::text, {most})"
        yield from _changed(start, table, name, value, ("shorten", f"cut to {most} characters"))
    if plain and question.sqlstate == "22003" and kinds[0] in _WHOLE and kinds[1] in RANGES:
        least, highest = RANGES[kinds[1]]
        value = f"least(greatest(own.{quoted(name)}::numeric, {least}), {highest})"
        yield from _changed(start, table, name, value, ("clamp", f"set to the nearest that {change.type} holds"))
    if old.nullable and not old.generated:
        yield from _emptied(start, table, [name], "values", "set-null")
    yield remedy_steps.by_hand(question, table.name.name, f"give {name} values that {change.type} holds")


def deleting(start: State, table: Table, label: str = "delete-rows") -> Iterator[Remedy]:
    """Delete what was found, but for rows to which others refer that may not let go."""
    try:
        touches = tuple(one.sql for one in written(start, table))
    except UnfitError:
        return
    back = held_back(start, table, "own")
    keeps = ""
    if back != "false":
        rows = f"found join {table.name.sql} own on {met(table, 'own')}"
        keeps = f"insert into refused select found.* from {rows}\nwhere {back};\n"
    others = [one.name for one in written(start, table) if one != table.name]
    along = (
        f" What refers to them in {', '.join(others)} goes or lets go, as the foreign keys there say." if others else ""
    )
    stays = " A row to which another refers that may not let go is left alone, and named." if keeps else ""
    yield Remedy(
        label,
        RemedyKind.SQL,
        Safety.LOSSY,
        f"Delete these rows of {table.name.name}",
        f"Deletes the rows of {table.name.name} that were found.{along}{stays}{reach(table)}",
        f"{keeps}delete from {table.name.sql} own using found\nwhere {met(table, 'own')}"
        + (f" and not ({back})" if keeps else "")
        + ";",
        Going(start, table, f"not ({back})").told(),
        touches,
    )


def reach(table: Table) -> str:
    """What a script cannot see or take back of what it sets off."""
    names = ", ".join(one.name for one in table.triggers)
    return (
        f" Triggers of {table.name.name} ({names}) run; what they write elsewhere is not taken back." if names else ""
    )


def _let_go(start: State, table: Table, link: ForeignKey) -> Iterator[Remedy]:
    """No reference any more; one column without a value is enough, unless all must be."""
    nullable = [one for one in link.columns if table.columns[one].nullable and not table.columns[one].generated]
    columns = nullable if link.full else nullable[-1:]
    if columns and (not link.full or len(nullable) == len(link.columns)):
        yield from _emptied(start, table, columns, "references", "null-orphans")


def _all_below(start: State, table: Table, link: ForeignKey) -> Remedy:
    """Rows of a table that refers to itself: with a row goes all that refers to it."""
    touches = tuple(one.sql for one in written(start, table))
    own = table.name.sql
    gone = (
        f"with recursive gone as (select own.tableoid as part, own.ctid::text as spot from {own} own join found "
        f"on {met(table, 'own')} union select own.tableoid, own.ctid::text from {own} own join {own} up "
        f"on {referring(start, link, 'own', 'up')} join gone on up.tableoid = gone.part and up.ctid = gone.spot::tid)"
    )
    return Remedy(
        "delete-orphans",
        RemedyKind.SQL,
        Safety.LOSSY,
        f"Delete these rows of {table.name.name}, and what hangs on them",
        f"Deletes the rows of {table.name.name} that were found, and all that refer to them, row by row.{reach(table)}",
        f"{gone}\ndelete from {own} own using gone where own.tableoid = gone.part and own.ctid = gone.spot::tid;",
        f"select * from ({gone} select count(*) as {quoted(cut(f'rows of {table.name.name}'))} from gone) counted",
        touches,
    )


def _emptied(start: State, table: Table, columns: list[str], what: str, label: str) -> Iterator[Remedy]:
    touches = _changing(start, table, *columns)
    if not touches:
        return
    listed = ", ".join(columns)
    yield Remedy(
        label,
        RemedyKind.SQL,
        Safety.LOSSY,
        f"Leave {listed} of these rows empty",
        f"Sets {listed} of {table.name.name} to null in the rows that were found.{reach(table)}",
        f"update {table.name.sql} own set {', '.join(f'{quoted(one)} = null' for one in columns)}\n"
        f"from found where {met(table, 'own')};",
        f"select count(*) as {quoted(cut(f'{what} in {listed} of {table.name.name}'))} from found",
        touches,
    )


def _changed(start: State, table: Table, column: str, value: str, doing: tuple[str, str]) -> Iterator[Remedy]:
    label, how = doing
    touches = _changing(start, table, column)
    if touches:
        yield Remedy(
            label,
            RemedyKind.SQL,
            Safety.LOSSY,
            f"{label.capitalize()} {column}",
            f"Values of {column} of {table.name.name} that do not fit are {how}.{reach(table)}",
            _update(table, column, value),
            f"select count(*) as {quoted(cut(f'values of {column} of {table.name.name}'))} from found",
            touches,
        )


def _update(table: Table, column: str, value: str) -> str:
    return f"update {table.name.sql} own set {quoted(column)} = {value}\nfrom found where {met(table, 'own')};"


def _changing(start: State, table: Table, *columns: str) -> tuple[str, ...]:
    """The tables that are written with these columns; none where something refers to them that may not follow."""
    try:
        return tuple(one.sql for one in written(start, table, frozenset(columns)))
    except UnfitError:
        return ()


def _unique(table: Table, column: str) -> bool:
    """Whether a value in it may be taken."""
    for one in table.indexes.values():
        texts = [key.expression for key in one.keys if not key.column]
        if one.unique and (
            column in {key.column for key in one.keys} or any(column in columns_of(each) for each in texts)
        ):
            return True
    return False


def _referring(table: Table, column: str) -> bool:
    return any(isinstance(one, ForeignKey) and column in one.columns for one in table.constraints)
