"""Ways out that somebody has to go by hand, in steps with the statements that help."""

import re
from collections.abc import Iterator

from auditor.db.session import ReadSession
from auditor.derive.privacy import private
from auditor.derive.question import Question
from auditor.errors import QueryError, SourceError
from auditor.migrations.queries import reads_of
from auditor.model.check import Remedy, RemedyKind, Safety, Severity
from auditor.model.schema import Column, Table, quoted

_OF_ROWS = ("doubled", "null", "missing", "violated", "misfit", "unfilled", "stranded", "overlapping")
_CHANGED = "what runs before it changes these rows first"
_COMPOSED = re.compile(r'with (recursive )?"@')
_VIEWS = """
select v.relname::text as name, v.relkind::text as kind, pg_get_viewdef(v.oid) as query,
       quote_ident(n.nspname) || '.' || quote_ident(v.relname) as place
from pg_depend d
join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
join pg_class v on v.oid = r.ev_class
join pg_namespace n on n.oid = v.relnamespace
where d.refclassid = 'pg_class'::regclass and d.refobjid = {table}::regclass and v.relkind in ('v', 'm')
group by v.oid, v.relname, v.relkind, n.nspname
order by place
"""


def by_hand(question: Question, table: str, advice: str) -> Remedy:
    """What a person decides who knows the rows."""
    text = f"{advice[0].upper()}{advice[1:]}.\n{_listed(question)}"
    return _steps("by-hand", f"Look at these rows of {table}", "Somebody decides row by row.", text)


def elsewhere(question: Question) -> Iterator[Remedy]:
    """For rows that are not there yet as they will be when the migration meets them."""
    if question.table is not None and question.fault in _OF_ROWS and question.severity is Severity.ABORT:
        advice = "change what the migrations before this one make these rows from, or those migrations"
        yield by_hand(question, question.table.name, advice)


def filled(question: Question, table: Table, column: str) -> Remedy:
    """A value for each row, from somebody who knows it."""
    text = (
        f"Give each of these rows a value:\nupdate {table.name.sql} set {quoted(column)} = … where …;\n"
        f"{_listed(question)}"
    )
    return _steps("by-hand", f"Give {column} a value", f"Somebody says what {column} of each row should be.", text)


def of_unfilled(table: Table, column: Column) -> Remedy:
    """For a new column that must have a value and has no default."""
    add = f"alter table {table.name.sql} add column {quoted(column.name)} {column.type}"
    text = (
        "In the migration, take three steps in place of the one:\n"
        f"{add};\n"
        f"update {table.name.sql} set {quoted(column.name)} = …;\n"
        f"alter table {table.name.sql} alter column {quoted(column.name)} set not null;\n"
        "Or give it a default that is right for the rows that are there:\n"
        f"{add} not null default …;"
    )
    return _steps("by-hand", f"Say what {column.name} is of the rows that are there", "Changes the migration.", text)


def held(question: Question, session: ReadSession | None) -> list[Remedy]:
    """Views that stand in the way, to be dropped before the migration and made again after it."""
    if question.table is None or session is None:
        return []
    place = "'" + question.table.sql.replace("'", "''") + "'"
    try:
        views = session.rows(_VIEWS.format(table=place))
    except QueryError:
        return []
    if not views:
        return []
    kinds = {"v": "view", "m": "materialized view"}
    drop = [f"drop {kinds[str(one['kind'])]} {one['place']};" for one in views]
    make = [f"create {kinds[str(one['kind'])]} {one['place']} as\n{str(one['query']).strip()}" for one in views]
    text = "\n".join(
        [
            "Before the migration, in this order (rights and indexes on them go as well, so note these first):",
            *drop[::-1],
            "After it, with what it has changed put right in them:",
            *make,
        ]
    )
    names = ", ".join(str(one["name"]) for one in views)
    return [_steps("make-again", f"Drop {names} and make it again", "Views are dropped before, and made after.", text)]


def _steps(label: str, title: str, does: str, text: str) -> Remedy:
    return Remedy(label, RemedyKind.BY_HAND, Safety.SAFE, title, does, text)


def _listed(question: Question) -> str:
    """Where these rows are to be seen: by a query that can be read, or else in words."""
    find = (question.find or "").strip()
    if not _COMPOSED.match(find):
        return f"These are the rows:\n{find};"
    unseen = "some of them are still to be inserted" if question.fault == "taken" else _CHANGED
    lines = [
        f"The report lists them by {' and '.join(question.key)}, as they will be when the migration comes to them.",
        f"No plain query shows them today: {unseen}.",
    ]
    if read := _read(find):
        lines.append(f"They depend on what stands in {read} now.")
    if private(question.key, question.shown):
        lines.append("Values shown as *** are masked; audit again with --unmask to see them.")
    return "\n".join(lines)


def _read(find: str) -> str:
    """The tables of today that a query reads, in words."""
    try:
        names = sorted({one.name for one in reads_of(find)})
    except SourceError:
        return ""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
