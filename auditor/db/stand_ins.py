"""What a dump takes for granted and is not in it: functions of triggers, collations; and what stands in for them."""

import re
from dataclasses import dataclass

from auditor.db.dump_stream import Statement

NAME = r'(?:"(?:[^"]|"")+"|[a-z_\x80-\uffff][\w$]*)'
TRIGGER = re.compile(r"create\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\b", re.IGNORECASE)
CALLS = re.compile(rf"\bexecute\s+(?:function|procedure)\s+({NAME})\s*\.\s*({NAME})\s*\(", re.IGNORECASE)
FUNCTION = re.compile(rf"create\s+(?:or\s+replace\s+)?function\s+({NAME})\s*\.\s*({NAME})\s*\(", re.IGNORECASE)
COLLATION = re.compile(rf"create\s+collation\s+((?:{NAME}\s*\.\s*)?{NAME})\s*\(", re.IGNORECASE)
NO_COLLATION = re.compile(r'collation "(?:pg_catalog\.|public\.)?([^"]+)" (?:for encoding "[^"]*" )?does not exist')


@dataclass(frozen=True, slots=True)
class Routine:
    """A function by its schema and name, unquoted."""

    schema: str
    name: str


def called_by_trigger(statement: Statement) -> Routine | None:
    """The function that the trigger made here calls, where its schema is said."""
    text = statement.text.decode(errors="replace")
    calls = CALLS.findall(text) if TRIGGER.match(text) else []
    return Routine(*map(unquoted, calls[-1])) if calls else None


def defined(statement: Statement) -> Routine | None:
    """The function that is made here."""
    match = FUNCTION.match(statement.text.decode(errors="replace"))
    return Routine(unquoted(match[1]), unquoted(match[2])) if match else None


def stand_in(routine: Routine) -> str:
    """A trigger function in place of one that is not in the backup: the table it guards was closed for that change."""
    schema, name = quoted(routine.schema), quoted(routine.name)
    return (
        f"create schema if not exists {schema}; create or replace function {schema}.{name}() returns trigger"
        " language plpgsql as $$ begin raise exception using message ="
        " 'refused by a trigger whose function is not in the backup: ' || tg_name; end $$"
    )


def missing_collation(message: str) -> str | None:
    """The collation that an error of PostgreSQL says it does not have."""
    match = NO_COLLATION.search(message)
    return match[1] if match else None


def stand_in_collation(statement: Statement) -> bytes | None:
    """The same collation by bytes, where the statement makes one that this server may not know how to make."""
    match = COLLATION.match(statement.text.decode(errors="replace"))
    return f'create collation {match[1]} from pg_catalog."C"'.encode() if match else None


def unquoted(name: str) -> str:
    """A name as PostgreSQL stores it."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def quoted(name: str) -> str:
    """A name as it can stand in any statement."""
    return '"' + name.replace('"', '""') + '"'
