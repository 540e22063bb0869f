"""Foreign keys: rows that refer to nothing."""

from auditor.derive.compose import asked, put
from auditor.derive.question import Question
from auditor.derive.row_keys import row_columns, row_key
from auditor.derive.state import ROW, State
from auditor.derive.values import same
from auditor.model.check import Severity
from auditor.model.form import Reference
from auditor.model.schema import ForeignKey, Table, quoted


def ends(state: State, link: ForeignKey) -> tuple[str, ...]:
    """The columns that a foreign key refers to."""
    parent = state.table(link.to)
    return link.to_columns or (parent.primary if parent else ())


def orphans(state: State, table: Table, link: ForeignKey, *, rows: str | None = None) -> Question:
    """Rows whose foreign key has no row to refer to; `rows` are those asked about, where it is not all of the table."""
    _, names = row_key(table)
    shown = [one for one in link.columns if one not in names]
    find, form = put(
        state,
        Reference(table.name, row_columns(table), link.columns, state.full(link.to), ends(state, link), full=link.full),
        rows=rows,
    )
    words = ", ".join(link.columns)
    return Question(
        f"{table.name.name}-{'-'.join(link.columns)}",
        "missing",
        Severity.ABORT,
        f"{table.name.name}: {words} without a row in {link.to.name}",
        f"The foreign key on {words} wants a row in {link.to.name} for each that is not null.",
        find,
        (*names, *shown),
        sqlstate="23503",
        table=table.name,
        form=form,
    )


def owed(begun: State, after: State, table: Table, link: ForeignKey) -> Question:
    """Rows that refer to nothing at the end of a transaction, and did refer to something when it was `begun`."""
    if table.name not in begun.tables or begun.table(link.to) is None:
        return orphans(after, table, link)
    pairs = tuple(zip(link.columns, ends(after, link), strict=True))
    own = tuple(zip(link.columns, link.columns, strict=True))
    lone = (
        f"exists (select from {begun.source(table.name)} auditor_was where auditor_was.{ROW} = auditor_now.{ROW} and "
        f"{same('auditor_was', 'auditor_now', own)} and not exists "
        f"(select from {begun.source(link.to)} auditor_to where {same('auditor_was', 'auditor_to', pairs)}))"
    )
    columns = ", ".join(f"auditor_now.{quoted(one)}" for one in table.columns)
    rows = f"(select auditor_now.{ROW}, {columns} from {after.source(table.name)} auditor_now where not {lone})"
    return orphans(after, table, link, rows=rows)


def stranded(before: State, after: State, table: Table, child: Table, link: ForeignKey) -> Question:
    """Rows of `child` that refer to rows of `table` which are no more, or have another key."""
    own = quoted(child.name.name)
    listed, names = row_key(child)
    pairs = tuple(zip(link.columns, ends(after, link), strict=True))
    met = f"auditor_to where {same(own, 'auditor_to', pairs)}"
    was = f"exists (select from {before.source(table.name)} {met})"
    gone = f"not exists (select from {after.source(table.name)} {met})"
    source = (before if link.on_delete == "restrict" else after).source(child.name)
    order = ", ".join(str(at + 1) for at in range(len(names)))
    sql = f"select {listed} from {source} as {own} where {was} and {gone} order by {order}"
    return Question(
        f"{child.name.name}-{'-'.join(link.columns)}",
        "stranded",
        Severity.ABORT,
        f"{child.name.name}: rows that refer to rows of {table.name.name} which go or change",
        f"The foreign key on {', '.join(link.columns)} of {child.name.name} does not let go of what it refers to.",
        asked(after, sql, (child.name, table.name)),
        names,
        sqlstate="23503",
        table=child.name,
    )
