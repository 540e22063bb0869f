"""The tables of a forum between the phases, as SQL."""

import re
from collections.abc import Iterator

from auditor.forum.catalog import Catalog, Column, Table

FUNCTIONS = "discourse_functions"

SEQUENCE = re.compile(r"nextval\('(\w+)'::regclass\)")
NAME = re.compile(r"\w+")

VIEW_BODIES = {
    "badge_posts": """
        from posts p
        join topics t on t.id = p.topic_id
        join categories c on c.id = t.category_id
        where p.post_type in (1, 2, 3) and p.deleted_at is null
          and t.visible and t.deleted_at is null
          and c.allow_badges and not c.read_restricted"""
}


def before_load(schema: Catalog) -> list[str]:
    """Extensions, sequences and bare tables: what rows can be copied into at full speed."""
    extensions = [f"create extension if not exists {quoted(name)}" for name in schema["extensions"]]
    tables = [line for name, table in _kind(schema, "table") for line in _bare(name, table)]
    return [*extensions, *tables]


def keys(schema: Catalog, name: str) -> list[str]:
    """The primary key and the indexes of one table."""
    return list(_keys(name, schema["tables"][name]))


def after_load(schema: Catalog) -> list[str]:
    """Foreign keys, views and triggers, for when every table has its keys."""
    tables = list(_kind(schema, "table"))
    references = [line for name, table in tables for line in _references(name, table)]
    views = [_view(name, table) for name, table in _kind(schema, "view")]
    guards = [line for name, table in tables for line in _guards(name, table)]
    return [*references, *views, f"create schema {FUNCTIONS}", *guards]


def sequences(schema: Catalog) -> dict[str, tuple[str, str]]:
    """Each sequence with the table and column whose default it is."""
    return {
        found[1]: (name, column)
        for name, table in _kind(schema, "table")
        for column, facts in table["columns"].items()
        if (found := SEQUENCE.fullmatch(facts.get("default", "")))
    }


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _kind(schema: Catalog, kind: str) -> Iterator[tuple[str, Table]]:
    return ((name, table) for name, table in schema["tables"].items() if table["kind"] == kind)


def _bare(name: str, table: Table) -> Iterator[str]:
    owners = []
    for column, facts in table["columns"].items():
        if found := SEQUENCE.fullmatch(facts.get("default", "")):
            yield f"create sequence {quoted(found[1])} as {facts['type']}"
            owners.append(f"alter sequence {quoted(found[1])} owned by {quoted(name)}.{quoted(column)}")
    columns = ", ".join(_column(column, facts) for column, facts in table["columns"].items())
    yield f"create table {quoted(name)} ({columns})"
    yield from owners


def _column(name: str, facts: Column) -> str:
    default = f" default {facts['default']}" if "default" in facts else ""
    return f"{quoted(name)} {facts['type']}{default}{' not null' if facts.get('not_null') else ''}"


def _keys(name: str, table: Table) -> Iterator[str]:
    if "primary_key" in table:
        yield f"alter table {quoted(name)} add primary key ({_names(table['primary_key'])})"
    for index, facts in table.get("indexes", {}).items():
        columns = ", ".join(quoted(one) if NAME.fullmatch(one) else f"({one})" for one in facts["columns"])
        where = f" where {facts['where']}" if "where" in facts else ""
        unique = "unique " if facts.get("unique") else ""
        method = facts.get("method", "btree")
        yield f"create {unique}index {quoted(index)} on {quoted(name)} using {method} ({columns}){where}"


def _references(name: str, table: Table) -> Iterator[str]:
    for key, facts in table.get("foreign_keys", {}).items():
        target = f"{quoted(facts['references'])} ({_names(facts['ref_columns'])})"
        on_delete = f" on delete {facts['on_delete']}" if "on_delete" in facts else ""
        added = f"alter table {quoted(name)} add constraint {quoted(key)} foreign key ({_names(facts['columns'])})"
        yield f"{added} references {target}{on_delete}"


def _view(name: str, table: Table) -> str:
    columns = ", ".join(f"p.{quoted(column)}" for column in table["columns"])
    return f"create view {quoted(name)} as select {columns}{VIEW_BODIES[name]}"


def _guards(name: str, table: Table) -> Iterator[str]:
    """The triggers that keep old columns and tables from being written between the phases."""
    for trigger in table.get("triggers", []):
        column = trigger.removeprefix(name).removesuffix("readonly").strip("_")
        thing = f"{name}.{column}" if column else name
        function = f"{FUNCTIONS}.{quoted(f'raise_{trigger}')}"
        yield (
            f"create function {function}() returns trigger language plpgsql as "
            f"$guard$ begin raise exception '{thing} is no longer written'; end $guard$"
        )
        event, when = "insert or update or delete", ""
        if column:
            event, when = f"insert or update of {quoted(column)}", f" when (new.{quoted(column)} is not null)"
        yield (
            f"create trigger {quoted(trigger)} before {event} on {quoted(name)} "
            f"for each row{when} execute function {function}()"
        )


def _names(columns: list[str]) -> str:
    return ", ".join(quoted(column) for column in columns)
