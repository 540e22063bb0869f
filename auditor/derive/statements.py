"""What INSERT, UPDATE, DELETE and TRUNCATE demand of the rows, and what they take away."""

from collections.abc import Iterator
from dataclasses import replace

from auditor.derive import columns, inserts, keys, losses, references, rows
from auditor.derive.advance import strewn, watched
from auditor.derive.columns import evaluated
from auditor.derive.compose import asked, within
from auditor.derive.layers import columns_as
from auditor.derive.question import Question, constant
from auditor.derive.rows import HIT
from auditor.derive.state import ROW, State
from auditor.derive.values import drawn
from auditor.errors import SourceError
from auditor.migrations.queries import columns_of
from auditor.model.check import Severity
from auditor.model.operation import Delete, Insert, Truncate, Update
from auditor.model.schema import CheckConstraint, Exclusion, ForeignKey, Index, Name, Table, quoted


def of_insert(state: State, table: Table, insert: Insert) -> Iterator[Question]:
    """Rows that cannot be inserted, and those that ON CONFLICT DO NOTHING leaves out. Raises SourceError."""
    barred = () if insert.overriding else tuple(inserts.named(table, insert))
    unsettable = [one for one in barred if one in table.columns and table.columns[one].always]
    unsettable += [one for one in inserts.named(table, insert) if one in table.columns and table.columns[one].generated]
    if unsettable:
        yield _unsettable(table, unsettable[0])
        return
    changed = inserts.inserted(state, table, insert)
    after, layer = changed.state, changed.rows
    yield _evaluated(after, table, quoted(layer), f"the insert into {table.name.name}", layer)
    yield from _demands(after, table, quoted(layer), layer)
    if insert.conflict == "nothing":
        let_out, made = inserts.refused(state, table, insert)
        yield _left_out(made, table, let_out)
    spared = {one.name for one in inserts.arbiters(table, insert)} if insert.conflict else set()
    only = replace(after, tops={**after.tops, table.name: layer})
    for index in table.indexes.values():
        if index.unique and index.name in spared and insert.conflict == "update":
            yield replace(keys.doubles(only, table, index), sqlstate="21000", heap=False)
            yield replace(keys.collisions(state, after, table, index, layer), certain=False)
        elif index.unique and index.name not in spared and not index.deferred:
            yield keys.collisions(state, after, table, index, layer)
        yield from keys.oversize(only, table, index)
    for one in table.constraints:
        if isinstance(one, Exclusion) and one.name not in spared:
            yield keys.excluded(after, table, one)


def of_update(state: State, table: Table, update: Update) -> Iterator[Question]:
    """Rows that cannot be changed as they should. Raises SourceError."""
    for name, value in update.changes:
        column = table.columns.get(name)
        if column is not None and (column.generated or column.always) and value.strip().lower() != "default":
            yield _unsettable(table, name)
            return
    set_columns = _set(table, update)
    if any(drawn(value) and _ruled(table, name) for name, value in update.changes):
        raise SourceError("the values that it sets are drawn at random")
    changed = rows.updated(state, table, update)
    after, layer = changed.state, changed.rows
    if update.where:
        yield _planned(state, table, update, f"the update of {table.name.name}")
    hit = f"select {ROW}, {columns_as(table)} from {quoted(layer)} where {HIT}"
    yield _evaluated(after, table, f"({hit})", f"the update of {table.name.name}", layer)
    yield from losses.arbitrary(state, table, update)
    yield from _demands(after, table, f"({hit})", layer, state, set_columns)
    only = after.with_layer(table.name, hit, [layer])
    for index in table.indexes.values():
        if _concerns(index, set_columns):
            yield from _under_index(state, after, table, index)
            yield from keys.oversize(only, table, index)
    for one in table.constraints:
        if isinstance(one, Exclusion) and _concerns(one, set_columns):
            yield keys.excluded(after, table, one)
            yield keys.crossing(state, after, table, one)
    for child, link in after.referring(table.name):
        late = link.deferrable and link.on_update == "no action"
        if set_columns & set(references.ends(after, link)) and link.on_update != "cascade" and not late:
            found = references.stranded(state, after, table, child, link)
            yield found if link.on_update in ("no action", "restrict") else replace(found, certain=False)


def of_delete(state: State, table: Table, delete: Delete) -> Iterator[Question]:
    """Rows that cannot be deleted, and all that are. Raises SourceError."""
    gone = rows.kept(state, table, delete)
    after = gone.state
    others = [name for name in state.tables if name != table.name and after.top(name) != state.top(name)]
    why = after.unsure(others)
    if why is not None:
        raise SourceError(why)
    if delete.where:
        yield _planned(state, table, delete, f"the deletion from {table.name.name}")
    for name in (table.name, *others):
        for child, link in after.referring(name):
            if link.on_delete == "restrict" or (link.on_delete == "no action" and not link.deferrable):
                yield references.stranded(state, after, after.tables[name], child, link)
            elif link.on_delete in ("set null", "set default") and child.name != name:
                yield from _let_go(state, after, child, link)
    for name in dict.fromkeys(name for name, _ in gone.rows):
        layers = [label for of, label in gone.rows if of == name]
        with_it = f"They go with the rows of {table.name.name} that they refer to."
        yield losses.rows_gone(after, name, layers, "The migration deletes them." if name == table.name else with_it)


def at_end(begun: State, after: State) -> Iterator[Question]:
    """What a transaction owes when it ends, by constraints that wait until then. Raises TooDeepError."""
    for table in after.tables.values():
        touched = after.top(table.name) != begun.top(table.name)
        for one in table.constraints:
            if isinstance(one, ForeignKey) and _owing(begun, after, table, one):
                yield references.owed(begun, after, table, one)
        for index in table.indexes.values():
            if index.deferred and touched and after.unsure((table.name,)) is None:
                yield keys.doubles(after, table, index)


def _owing(begun: State, after: State, table: Table, link: ForeignKey) -> bool:
    ends = (table.name, link.to)
    touched = any(after.top(one) != begun.top(one) for one in ends)
    return link.deferrable and touched and after.table(link.to) is not None and after.unsure(ends) is None


def of_truncate(state: State, truncate: Truncate) -> Iterator[Question]:
    """What is gone."""
    for name in rows.truncated(state, truncate):
        yield from losses.all_gone(state, state.tables[name], "The table is emptied.")


def of_view(state: State, view: Name, query: str, reads: tuple[Name, ...], *, run: bool) -> Question:
    """A query that must be sound when its view is made, and is then `run` if it is materialized. Raises SourceError."""
    inner = within(state, query, reads)
    label = Table(view, {})
    rows = f"select made from ({inner}) made{'' if run else ' where false'}"
    return evaluated(state, label, rows, view.name, f"the making of {view.name}", reads)


def unseen(state: State, table: Table, operation: Insert | Update | Delete | Truncate) -> str | None:
    """Why what a statement does to a table cannot be told."""
    trigger = watched(state, table, operation)
    if trigger is not None:
        return f"the trigger {trigger} runs on it, and may do anything"
    scattered = strewn(state, table, operation)
    if scattered is not None:
        return scattered
    reads = () if isinstance(operation, Truncate) else operation.reads
    return state.unsure((table.name, *reads))


def _demands(
    after: State,
    table: Table,
    new: str,
    layer: str,
    before: State | None = None,
    set_columns: frozenset[str] = frozenset(),
) -> Iterator[Question]:
    """What must hold of rows that are inserted, or, with what was `before`, in which some columns are set."""
    for column in table.columns.values():
        if before is not None and column.name not in set_columns and not column.generated:
            continue
        if not column.nullable:
            yield columns.nulls(after, table, column.name, rows=new, layer=layer)
        length = columns.too_long(after, table, column, quoted(column.name), new)
        if length is not None:
            yield length
    for one in table.constraints:
        match one:
            case CheckConstraint() if not one.validated or before is None or set_columns & columns_of(one.expression):
                yield columns.violations(after, table, one, rows=new)
            case ForeignKey(deferrable=True):
                continue
            case ForeignKey() if before is None:
                yield references.orphans(after, table, one, rows=new)
            case ForeignKey() if before is not None and set_columns & set(one.columns):
                yield references.orphans(after, table, one, rows=_moved(before, table, new, one))


def _let_go(state: State, after: State, child: Table, link: ForeignKey) -> Iterator[Question]:
    """Rows that lose what they refer to, and whose new null or default may not stand."""
    changed = _moved(state, child, after.source(child.name), link)
    for name in link.columns:
        if not child.columns[name].nullable:
            yield columns.nulls(after, child, name, rows=changed)
    for one in child.constraints:
        if isinstance(one, CheckConstraint) and (not one.validated or set(link.columns) & columns_of(one.expression)):
            yield columns.violations(after, child, one, rows=changed)
    if link.on_delete == "set default":
        yield references.orphans(after, child, link, rows=changed)


def _moved(before: State, table: Table, new: str, link: ForeignKey) -> str:
    """The changed rows whose foreign key is another than it was: the server asks about no others."""
    other = " or ".join(f"was.{quoted(one)} is distinct from now.{quoted(one)}" for one in link.columns)
    was = f"exists (select from {before.source(table.name)} was where was.{ROW} = now.{ROW} and ({other}))"
    return f"(select now.* from {new} now where {was})"


def _evaluated(after: State, table: Table, new: str, what: str, layer: str) -> Question:
    return evaluated(after, table, f"select made from {new} made", table.name.name, what)


def _planned(state: State, table: Table, statement: Update | Delete, what: str) -> Question:
    sql = rows.planned(state, table, statement)
    return evaluated(state, table, sql, table.name.name, what, statement.reads)


def _left_out(made: State, table: Table, layer: str) -> Question:
    names = tuple(table.columns)
    shown = ", ".join(f"{quoted(one)}::text as {quoted(one)}" for one in names)
    order = ", ".join(str(at + 1) for at in range(len(names)))
    sql = f"select {shown} from {quoted(layer)} order by {order}"
    return Question(
        table.name.name,
        "left-out",
        Severity.LOSS,
        f"{table.name.name}: rows that are not inserted because one of their key is there",
        "ON CONFLICT DO NOTHING lets them out without a word.",
        asked(made, sql, (table.name,), layers=(layer,)),
        names,
        table=table.name,
    )


def _under_index(state: State, after: State, table: Table, index: Index) -> Iterator[Question]:
    if index.unique and not index.deferred:
        yield keys.doubles(after, table, index, hit_only=True)
    if index.unique and not index.deferrable:
        yield keys.passing(state, after, table, index)


def _unsettable(table: Table, column: str) -> Question:
    """A column that computes or numbers itself, and takes nothing else."""
    reason = f"{column} of {table.name.name} makes its own values, and takes no other"
    return Question(
        f"{table.name.name}-{column}",
        "unsettable",
        Severity.ABORT,
        f"{table.name.name}: {column} cannot be given a value",
        f"{reason}.",
        constant([{"column": column, "reason": reason}], "column", "reason"),
        ("column",),
        sqlstate="428C9",
        table=table.name,
    )


def _set(table: Table, update: Update) -> frozenset[str]:
    """The columns that an update sets, and those that are computed from them."""
    given = frozenset(one for one, _ in update.changes)
    computed = (one for one in table.columns.values() if one.generated and given & columns_of(one.generated))
    return given | {one.name for one in computed}


def _ruled(table: Table, column: str) -> bool:
    """Whether more is asked of a column than that it has a value."""
    only = frozenset([column])
    rules: list[Index | Exclusion] = [one for one in table.indexes.values() if one.unique]
    rules += [one for one in table.constraints if isinstance(one, Exclusion)]
    checked = any(column in columns_of(one.expression) for one in table.constraints if isinstance(one, CheckConstraint))
    joined = any(column in one.columns for one in table.constraints if isinstance(one, ForeignKey))
    return checked or joined or any(_concerns(one, only) for one in rules)


def _concerns(rule: Index | Exclusion, set_columns: frozenset[str]) -> bool:
    mentioned = {one.column for one in rule.keys if one.column}
    for text in (*(one.expression for one in rule.keys if not one.column), *([rule.where] if rule.where else [])):
        mentioned |= columns_of(text)
    return bool(set_columns & mentioned)
