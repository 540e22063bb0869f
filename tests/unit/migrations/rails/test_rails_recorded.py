"""Schema statements against what ActiveRecord 8.0.5 sent to PostgreSQL 18 for them, under every Migration[x.y].

An entry of `statements.jsonl` is one statement as it is written, its calls, and the SQL by version; `stopped` where
PostgreSQL or Rails refused to go on. `people.sql` is what was there before. Statements of `refused.jsonl` sent nothing.
"""

from typing import Any

import pytest
from known_world import people
from recorded import calls, entries, operations

from auditor.errors import SourceError
from auditor.migrations.rails import schema_statements
from auditor.migrations.rails.column_statements import COLUMN_STATEMENTS
from auditor.migrations.rails.key_statements import KEY_STATEMENTS
from auditor.migrations.rails.table_statements import TABLE_STATEMENTS

SENT = entries("statements")
REFUSED = entries("refused")


def number(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)


@pytest.mark.parametrize("entry", SENT, ids=[one["ruby"] for one in SENT])
def test_operations_are_those_of_the_sql_that_rails_sends(entry: dict[str, Any]) -> None:
    for sent in entry["sent"]:
        for version in map(number, sent["versions"]):
            found = [schema_statements.statements(one, version, people()) or () for one in calls(entry["calls"])]
            mine = operations([statement for each in found for statement in each])
            theirs = operations(sent["sql"])
            assert (mine[: len(theirs)] if sent.get("stopped") else mine) == theirs, version


def test_the_record_covers_every_statement_of_rails() -> None:
    recorded = {one["name"] for entry in (*SENT, *REFUSED) for one in entry["calls"]}
    older_names = {"add_unique_key", "remove_unique_key"}
    told_elsewhere = {
        "create_enum",
        "drop_schema",
        "remove_exclusion_constraint",
        "add_attachment",
        "remove_attachment",
    }
    known = {*TABLE_STATEMENTS, *COLUMN_STATEMENTS, *KEY_STATEMENTS}
    assert known - recorded == older_names | told_elsewhere


@pytest.mark.parametrize("entry", REFUSED, ids=[one["ruby"] for one in REFUSED])
def test_what_rails_refuses_is_refused_with_a_reason(entry: dict[str, Any]) -> None:
    for version in map(number, entry["versions"]):
        for one in calls(entry["calls"]):
            with pytest.raises(SourceError, match=r"\w+ \w+"):
                schema_statements.statements(one, version, people())
