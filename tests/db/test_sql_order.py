"""The parts of an ALTER TABLE are read in the order in which PostgreSQL comes upon rows that break them."""

import pytest

from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.migrations.sql import steps
from auditor.model.operation import AddConstraint, ChangeType, Operation, SetNotNull
from auditor.model.schema import CheckConstraint, Exclusion, ForeignKey, Unique

ROWS = """
    create table u (id int primary key);
    create table t (a int, b int, c int, d int, e text, x int4range);
    insert into t values (null, 1, -1, 9, 'no number', '[1,3)'), (null, 1, -1, 9, '1', '[2,4)');
"""
PARTS = {
    "null": "alter a set not null",
    "key": "add unique (b)",
    "check": "add check (c > 0)",
    "foreign": "add foreign key (d) references u",
    "type": "alter e type int using e::int",
    "rewrite": "alter d type bigint",
    "apart": "add exclude using gist (x with &&)",
}


def code(operation: Operation) -> str | None:
    """What the rows above break it with."""
    match operation:
        case SetNotNull():
            return "23502"
        case ChangeType(using=str()):
            return "22P02"
        case AddConstraint(constraint=constraint):
            return {Unique: "23505", CheckConstraint: "23514", ForeignKey: "23503", Exclusion: "23P01"}[
                type(constraint)
            ]
        case _:
            return None


@pytest.mark.parametrize(
    "parts",
    [
        "null key",
        "check key null",
        "foreign key",
        "foreign check",
        "foreign null check",
        "check null",
        "foreign apart",
        "null apart",
        "null type",
        "key type",
        "foreign type check",
        "rewrite key null",
        "rewrite key check",
        "rewrite foreign key",
        "rewrite apart check",
    ],
)
def test_the_first_part_that_rows_break_is_the_first_that_is_read(database: Clone, parts: str) -> None:
    sql = "alter table t " + ", ".join(PARTS[one] for one in parts.split())
    database.execute(ROWS)
    with pytest.raises(QueryError) as raised:
        database.execute(sql)
    broken = [found for one in steps(sql) if (found := code(one.operation))]
    assert raised.value.sqlstate == broken[0]
