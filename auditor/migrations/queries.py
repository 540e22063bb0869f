"""What can be told of a query or expression from its tree alone, and small changes to it."""

from functools import lru_cache

from auditor.errors import SourceError
from auditor.migrations import grammar
from auditor.migrations.spelling import expression
from auditor.migrations.sql_names import words
from auditor.migrations.sql_reads import calls, everything, reads
from auditor.model.schema import Name

_TEXTS = frozenset({"text", "varchar", "bpchar", "char", "name", "citext"})


def unqualified(sql: str, names: frozenset[Name]) -> str:
    """A SELECT that calls these tables without their schemas. Raises SourceError."""
    statement = _only(sql)
    for one in everything(statement.tree):
        if one.DESCRIPTOR.name == "RangeVar" and Name(one.relname, one.schemaname or None) in names:
            one.ClearField("schemaname")
        elif one.DESCRIPTOR.name == "ColumnRef" and len(one.fields) > 2:
            del one.fields[0]
    return grammar.query(statement.tree)


@lru_cache(maxsize=4096)
def width(query: str) -> int | None:
    """How many columns a SELECT or VALUES gives; None where a star leaves that to the tables."""
    tree = _only(query).tree
    while tree.HasField("larg"):
        tree = tree.larg
    if tree.values_lists:
        return len(tree.values_lists[0].list.items)
    targets = [one.res_target.val for one in tree.target_list]
    starred = any(one.column_ref.fields and one.column_ref.fields[-1].HasField("a_star") for one in targets)
    return None if starred else len(targets)


def values_as(query: str, kinds: tuple[str, ...]) -> str:
    """VALUES with each value cast to the type of its column, as INSERT takes it; any other query as it is.

    Raises SourceError.
    """
    rows = [one.list.items for one in _only(query).tree.values_lists]
    if not rows or any(len(row) != len(kinds) for row in rows):
        return query
    cast = (", ".join(f"({expression(one)})::{kind}" for one, kind in zip(row, kinds, strict=True)) for row in rows)
    return f"VALUES {', '.join(f'({one})' for one in cast)}"


@lru_cache(maxsize=4096)
def columns_of(text: str) -> frozenset[str]:
    """The names of columns that an expression mentions; all of its words where it cannot be read."""
    try:
        tree = _only(f"SELECT {text}").tree
    except SourceError:
        return frozenset(text.replace('"', " ").replace("(", " ").replace(")", " ").split())
    found = (words(one.fields) for one in everything(tree) if one.DESCRIPTOR.name == "ColumnRef")
    return frozenset(one[-1] for one in found if one)


@lru_cache(maxsize=1024)
def read_of(query: str, table: str) -> frozenset[str] | None:
    """The names that a SELECT may mean as columns of a table, by its name without schema; None for all that it has.

    A name behind another table's name or alias is not meant. Raises SourceError.
    """
    nodes = tuple(everything(_only(query).tree))
    froms = [one for one in nodes if one.DESCRIPTOR.name == "RangeVar"]
    mine = {one.alias.aliasname or one.relname for one in froms if one.relname == table}
    others = {one.alias.aliasname or one.relname for one in froms if one.relname != table} - mine
    found: set[str] = set()
    for one in nodes:
        if one.DESCRIPTOR.name != "ColumnRef":
            continue
        named = words(one.fields)
        star = one.fields[-1].HasField("a_star")
        before = named[-2:-1]
        if before and before[0] in others:
            continue
        if star or (not before and named[-1] in mine):
            return None
        found.add(named[-1])
    return frozenset(found)


@lru_cache(maxsize=1024)
def shown_as_text(text: str) -> frozenset[str | None]:
    """The columns that an expression casts to a text; None among them for anything else that it casts so."""
    found: set[str | None] = set()
    for one in everything(_only(f"SELECT {text}").tree):
        if one.DESCRIPTOR.name == "TypeCast" and words(one.type_name.names)[-1] in _TEXTS:
            if one.arg.HasField("column_ref"):
                found.add(words(one.arg.column_ref.fields)[-1])
            elif not one.arg.HasField("a_const"):
                found.add(None)
    return frozenset(found)


@lru_cache(maxsize=4096)
def calls_of(text: str) -> tuple[str, ...]:
    """The functions that an expression calls."""
    return calls(_only(f"SELECT {text}").tree)


@lru_cache(maxsize=4096)
def reads_of(query: str) -> tuple[Name, ...]:
    """The tables that a SELECT looks into. Raises SourceError."""
    return reads(_only(query).tree)


@lru_cache(maxsize=1024)
def setvals(sql: str) -> tuple[tuple[str, str], ...]:
    """The calls of setval() in a SELECT that reads nothing: which sequence, in words, and the number, as an expression.

    Raises SourceError.
    """
    tree = _only(sql).tree
    if tree.from_clause:
        return ()
    found = [
        one for one in everything(tree) if one.DESCRIPTOR.name == "FuncCall" and words(one.funcname)[-1] == "setval"
    ]
    return tuple((expression(one.args[0]).strip("'"), expression(one.args[1])) for one in found)


def _only(sql: str) -> grammar.Statement:
    found = grammar.statements(sql)
    if len(found) != 1 or found[0].fault is not None or found[0].kind != "select_stmt":
        fault = found[0].fault if found else "it is empty"
        raise SourceError(f"wanted one SELECT, found {sql[:80]!r}: {fault or f'{len(found)} statements'}")
    return found[0]
