"""A form as the plain query that it stands for: one SELECT with named columns and a total order."""

from collections.abc import Iterable, Sequence

from auditor.model.form import Count, Form, Reference, Rows, Shown, Unique
from auditor.model.schema import quoted


def query(form: Form, *, source: str | None = None, to: str | None = None) -> str:
    """The form as a query.

    `source` stands in FROM in place of the table, and `to` in place of the one that is referred to.
    """
    own = f"{source or form.table.sql} as {quoted(form.table.name)}"
    match form:
        case Rows(answer=answer):
            return f"select {listed(answer)}\nfrom {own}\nwhere {form.where}\norder by {places(answer)}"
        case Unique(keys=keys):
            return (
                f"select {listed(keys)}, count(*) as {quoted(form.times)}\nfrom {own}{_where(counting(form))}\n"
                f"group by {places(keys)}\nhaving count(*) > 1\norder by {places(keys)}"
            )
        case Reference(answer=answer):
            held = unmet(form, to or form.to.sql)
            return f"select {listed(answer)}\nfrom {own}\nwhere {held}\norder by {places(answer)}"
        case Count():
            return _counted(form, own)


def unmet(form: Reference, to: str) -> str:
    """When a row refers to nothing in `to`, which stands in FROM."""
    own = quoted(form.table.name)
    pairs = zip(form.columns, form.to_columns, strict=True)
    met = " and ".join(f"{own}.{quoted(one)} = auditor_to.{quoted(other)}" for one, other in pairs)
    whole = " and ".join(f"{own}.{quoted(one)} is not null" for one in form.columns)
    held = f"{whole} and not exists (select from {to} as auditor_to where {met})"
    if form.full and len(form.columns) > 1:
        none = " and ".join(f"{own}.{quoted(one)} is null" for one in form.columns)
        held = f"(({held}) or not (({whole}) or ({none})))"
    return f"{form.where} and {held}" if form.where else held


def counting(form: Unique) -> str | None:
    """When a row is held against others."""
    held = [form.where] if form.where else []
    if form.nulls_distinct:
        held += [f"{one.sql} is not null" for one in form.keys]
    return " and ".join(held) or None


def titles(form: Form) -> tuple[str, ...]:
    """The names of the columns of its answer."""
    match form:
        case Rows(answer=answer) | Reference(answer=answer):
            return tuple(one.name for one in answer)
        case Unique(keys=keys):
            return (*(one.name for one in keys), form.times)
        case Count(column=None):
            return ("table", "rows")
        case Count():
            return ("table", "column", "rows", "different")


def listed(columns: Iterable[Shown]) -> str:
    """Columns as they stand behind SELECT."""
    return ", ".join(f"{one.sql} as {quoted(one.name)}" for one in columns)


def places(columns: Sequence[Shown]) -> str:
    """The first so many columns of an answer, for ORDER BY."""
    return ", ".join(str(at + 1) for at in range(len(columns)))


def _counted(form: Count, own: str) -> str:
    columns = [f'{_text(form.table.name)} as "table"', 'count(*) as "rows"']
    if form.column is not None:
        columns.insert(1, f'{_text(form.column)} as "column"')
        columns.append(f'count(distinct {quoted(form.table.name)}.{quoted(form.column)}::text) as "different"')
    return f"select {', '.join(columns)}\nfrom {own}{_where(form.where)}\nhaving count(*) > 0"


def _where(condition: str | None) -> str:
    return f"\nwhere {condition}" if condition else ""


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'::text"
