"""A mismatch made as small as it gets."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.derived.case import Case, Migration

TRIES = 60
ROWS = re.compile(r"^(insert into .*? values )(.*?)((?: on conflict do nothing)?;)$")


def shrunk(case: Case, still: Callable[[Case], bool], tries: int = TRIES) -> Case:
    """A smaller case of which `still` holds, after at most `tries` questions."""
    left = tries
    while True:
        for smaller in _smaller(case):
            if left == 0:
                return case
            left -= 1
            if still(smaller):
                case = smaller
                break
        else:
            return case


def _smaller(case: Case) -> Iterator[Case]:
    """Without a migration, a statement, a statement of the schema, or a row."""
    for at in range(len(case.migrations)):
        if len(case.migrations) > 1:
            yield replace(case, migrations=case.migrations[:at] + case.migrations[at + 1 :])
    for at, migration in enumerate(case.migrations):
        for one in _shorter(migration):
            yield replace(case, migrations=(*case.migrations[:at], one, *case.migrations[at + 1 :]))
    lines = case.schema.splitlines()
    for at, line in enumerate(lines):
        yield replace(case, schema=_joined([*lines[:at], *lines[at + 1 :]]))
        found = ROWS.match(line)
        if found is not None:
            for rows in _fewer(found[2]):
                yield replace(case, schema=_joined([*lines[:at], f"{found[1]}{rows}{found[3]}", *lines[at + 1 :]]))


def _shorter(migration: Migration) -> Iterator[Migration]:
    if len(migration.statements) > 1:
        for at in range(len(migration.statements)):
            yield replace(migration, statements=migration.statements[:at] + migration.statements[at + 1 :])


def _fewer(rows: str) -> Iterator[str]:
    parts = re.split(r"(?<=\)), (?=\()", rows)
    if len(parts) > 1:
        yield from (", ".join(parts[:at] + parts[at + 1 :]) for at in range(len(parts)))


def _joined(lines: list[str]) -> str:
    return "".join(f"{one}\n" for one in lines)
