"""The table `[find.…]` of a check: its question as a form, with what follows from it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from auditor.errors import PackError
from auditor.model.form import Count, Fact, Form, Reference, Rows, Shown, Unique
from auditor.model.schema import Name
from auditor.packs import toml
from auditor.packs.toml import Table

NULLS = ("distinct", "not distinct")
_NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_TABLE = re.compile(rf"(?:({_NAME})\.)?({_NAME})")
_COLUMN = re.compile(_NAME)
_TO = re.compile(rf"((?:{_NAME}\.)?{_NAME})\s*\(\s*({_NAME}(?:\s*,\s*{_NAME})*)\s*\)")
_NULL = re.compile(rf"\(?\s*({_NAME})\s+is\s+null\s*\)?", re.IGNORECASE)


def load_form(find: Table, key: tuple[str, ...], where: str) -> Form:
    """The one form in `find`; `key` names its rows where it has some. Raises PackError."""
    if len(find) != 1 or not set(find) <= set(_FORMS):
        found = ", ".join(find) or "none"
        raise PackError(f"{where}: [find] must hold one of {', '.join(_FORMS)}; found: {found}")
    kind = next(iter(find))
    entry, at = toml.subtable(find, kind, where), f"{where} [find.{kind}]"
    return _FORMS[kind](entry, key, at)


def needed(form: Form) -> Mapping[str, tuple[str, ...]]:
    """The tables and columns that a form cannot do without; nothing where the table is not looked for by its name."""
    needs: dict[str, tuple[str, ...]] = {}
    for table, columns in _read(form):
        if table.schema is None:
            needs[table.name] = tuple(dict.fromkeys((*needs.get(table.name, ()), *columns)))
    return needs


def keyed(form: Form) -> tuple[str, ...]:
    """The columns that make a row of its answer what it is."""
    match form:
        case Rows(key=key) | Reference(key=key) | Unique(keys=key):
            return tuple(one.name for one in key)
        case Count():
            return ("table",)


def _read(form: Form) -> Iterator[tuple[Name, tuple[str, ...]]]:
    match form:
        case Rows():
            fact = (form.unless.column,) if form.unless else ()
            yield form.table, (*_stored(form.table, form.answer), *fact)
        case Unique():
            yield form.table, _stored(form.table, form.keys)
        case Reference():
            yield form.table, _stored(form.table, form.answer)
            yield form.to, form.to_columns
        case Count():
            yield form.table, ()


def _stored(table: Name, columns: Iterable[Shown]) -> tuple[str, ...]:
    return tuple(one.name for one in columns if one == Shown.of(table, one.name))


def _rows(entry: Table, key: tuple[str, ...], at: str) -> Rows:
    toml.only(entry, {"table", "where", "show"}, at)
    table, condition = _table(entry, at), _condition(entry, at)
    if condition is None:
        raise PackError(f"{at}: where must say which rows are meant; all of a table are counted by [find.count]")
    null = _NULL.fullmatch(toml.text(entry, "where", at))
    keys, shown = _keys(entry, table, key, at)
    return Rows(table, condition, keys, shown, Fact(_plain(null[1])) if null else None)


def _cast(entry: Table, key: tuple[str, ...], at: str) -> Rows:
    toml.only(entry, {"table", "column", "type", "where", "show"}, at)
    table, column, kind = _table(entry, at), _column(entry, at), toml.text(entry, "type", at)
    value = Shown.of(table, column).sql
    literal = "'" + kind.replace("'", "''") + "'"
    bad = f"not pg_input_is_valid({value}::text, {literal})"
    keys, shown = _keys(entry, table, key, at, column)
    condition = _condition(entry, at)
    tried = f"case when {condition or 'true'} then {value}::text::json end" if kind == "json" else None
    return Rows(table, _both(condition, bad), keys, shown, Fact(column, type=kind), tried)


def _length(entry: Table, key: tuple[str, ...], at: str) -> Rows:
    toml.only(entry, {"table", "column", "max", "where", "show"}, at)
    table, column, most = _table(entry, at), _column(entry, at), entry.get("max")
    if isinstance(most, bool) or not isinstance(most, int) or most < 0:
        raise PackError(f"{at}: max must be a number of characters, found {most!r}")
    value = Shown.of(table, column).sql
    # The bytes are known without unpacking the text; they are never fewer than its characters.
    long = f"octet_length({value}::text) > {most} and char_length({value}::text) > {most}"
    keys, shown = _keys(entry, table, key, at)
    return Rows(table, _both(_condition(entry, at), long), keys, shown, Fact(column, characters=most))


def _unique(entry: Table, _key: tuple[str, ...], at: str) -> Unique:
    toml.only(entry, {"table", "columns", "where", "nulls"}, at)
    table = _table(entry, at)
    keys = _expressions(entry, "columns", table, at)
    if not keys:
        raise PackError(f"{at}: columns must name what no two rows may have in common")
    nulls = toml.choice(entry, "nulls", list(NULLS), at) if "nulls" in entry else NULLS[0]
    return Unique(table, keys, _condition(entry, at), nulls == NULLS[0])


def _reference(entry: Table, key: tuple[str, ...], at: str) -> Reference:
    toml.only(entry, {"table", "columns", "to", "where", "show"}, at)
    table = _table(entry, at)
    columns = tuple(_plain(one) for one in toml.texts(entry, "columns", at))
    to = _TO.fullmatch(toml.text(entry, "to", at))
    ends = tuple(_plain(one) for one in re.findall(_NAME, to[2])) if to else ()
    if to is None or not columns or len(ends) != len(columns):
        raise PackError(
            f'{at}: columns and to must name as many columns of both tables, as in columns = ["user_id"] and '
            f'to = "users(id)"; found {entry.get("columns")!r} and {entry.get("to")!r}'
        )
    keys, shown = _keys(entry, table, key, at)
    shown = tuple(one for one in shown if one.name not in columns)
    return Reference(table, keys, columns, _named(to[1], at), ends, _condition(entry, at), shown)


def _count(entry: Table, _key: tuple[str, ...], at: str) -> Count:
    toml.only(entry, {"table", "where"}, at)
    return Count(_table(entry, at), _condition(entry, at))


_FORMS: Mapping[str, Callable[[Table, tuple[str, ...], str], Form]] = {
    "rows": _rows,
    "cast": _cast,
    "length": _length,
    "unique": _unique,
    "reference": _reference,
    "count": _count,
}


def _table(entry: Table, at: str) -> Name:
    return _named(toml.text(entry, "table", at), at)


def _named(text: str, at: str) -> Name:
    found = _TABLE.fullmatch(text)
    if found is None:
        raise PackError(f'{at}: {text!r} is no name of a table; accepted: users, app.users, "Odd name"')
    return Name(_plain(found[2]), _plain(found[1]) if found[1] else None)


def _column(entry: Table, at: str) -> str:
    text = toml.text(entry, "column", at)
    if not _COLUMN.fullmatch(text):
        raise PackError(f'{at}: {text!r} is no name of a column; accepted: email, "Odd name"')
    return _plain(text)


def _condition(entry: Table, at: str) -> str | None:
    """In parentheses, and a comment at its end with a line of its own."""
    if "where" not in entry:
        return None
    text = toml.text(entry, "where", at)
    return f"({text}\n)" if "--" in text else f"({text})"


def _both(condition: str | None, other: str) -> str:
    return f"{condition} and {other}" if condition else other


def _keys(
    entry: Table, table: Name, key: tuple[str, ...], at: str, *more: str
) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """What names a row, and what is shown beside it; what is shown may name it as well."""
    shown = {
        one.name: one for one in (*_expressions(entry, "show", table, at), *(Shown.of(table, one) for one in more))
    }
    keys = tuple(shown.get(one, Shown.of(table, one)) for one in key or ("id",))
    return keys, tuple(one for one in shown.values() if one not in keys)


def _expressions(entry: Table, name: str, table: Name, at: str) -> tuple[Shown, ...]:
    """A list of columns and expressions, or a table of expressions by the names that they go by."""
    given = entry.get(name, [])
    if isinstance(given, dict):
        return tuple(Shown(one, f"({toml.text(given, one, at)})") for one in given)
    found: dict[str, Shown] = {}
    for place, text in enumerate(toml.texts(entry, name, at), 1):
        if _COLUMN.fullmatch(text):
            found[_plain(text)] = Shown.of(table, _plain(text))
        else:
            found[f"{name.removesuffix('s')}_{place}"] = Shown(f"{name.removesuffix('s')}_{place}", f"({text})")
    return tuple(found.values())


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
