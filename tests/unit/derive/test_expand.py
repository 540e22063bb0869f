import pytest
from staged import EMPTY, after, operations, settled, table

from auditor.derive.expand import expanded
from auditor.derive.world import Answering
from auditor.migrations.sql import steps
from auditor.model.operation import AddIndex, CreateTable, DropTable, Insert, Operation
from auditor.model.schema import Column, Name

BEFORE = settled("create table users (id integer primary key, code text)")


class Told(Answering):
    """Knows the columns of every query."""

    def shape(self, query: str, ctes: str | None = None) -> tuple[Column, ...]:
        return (Column("id", "integer"), Column("label", "text"))


def parts(world: Answering, sql: str) -> tuple[Operation, ...]:
    (step,) = steps(sql)
    return expanded(world, step.operation)


def test_a_table_made_of_a_query_is_a_table_and_its_rows() -> None:
    made, filled = parts(Told(BEFORE), "create table copy as select id, code from users")
    assert made == CreateTable(Name("copy"), (Column("id", "integer"), Column("label", "text")))
    assert isinstance(filled, Insert)
    assert (filled.columns, filled.reads) == (("id", "label"), (Name("users"),))


def test_it_stays_as_it_is_where_nobody_tells_its_columns_or_the_name_is_taken() -> None:
    for world, sql in (
        (Answering(BEFORE), "create table copy as select id from users"),
        (Told(BEFORE), "create table if not exists users as select 1 as id"),
    ):
        (one,) = parts(world, sql)
        assert isinstance(one, CreateTable)
        assert one.query is not None


def test_a_table_whose_columns_nobody_told_is_doubtful() -> None:
    state = after("create table copy as select id from users", BEFORE)
    assert state.unsure([Name("copy")]) == "copy is made by a query"


def test_a_star_gives_the_columns_that_come_first() -> None:
    (one,) = parts(Told(BEFORE), "insert into users select * from users")
    assert isinstance(one, Insert)
    assert one.columns == ("id", "code")
    (one,) = parts(Told(BEFORE), "insert into users (id) values (1)")
    assert isinstance(one, Insert)
    assert one.columns == ("id",)


def test_a_star_that_nobody_counts_is_left_alone() -> None:
    (one,) = parts(Answering(BEFORE), "insert into users select * from users")
    assert isinstance(one, Insert)
    assert one.columns == ()


@pytest.mark.parametrize(("name", "count"), [("users", 1), ("nothing", 0), ("users_pkey", 1)])
def test_what_is_done_only_where_the_table_is_there(name: str, count: int) -> None:
    assert len(parts(Answering(BEFORE), f"alter table if exists {name} rename to other")) == count


def test_where_it_may_be_there_it_is_taken_to_be() -> None:
    doubtful = BEFORE.doubting(None, "something ran")
    assert len(parts(Answering(doubtful), "alter table if exists nothing rename to other")) == 1


def test_a_view_is_told_its_columns_once_somebody_knows() -> None:
    view = table(after("create view v as select id as number from users", BEFORE), "v")
    assert view.columns == {}
    assert table(after("create table t (id integer); create view v as select id from t"), "t").dependents


def test_other_operations_are_what_they_are() -> None:
    (one,) = parts(Answering(BEFORE), "drop table users")
    assert one == DropTable(Name("users"))
    found = [one for _, one in operations(EMPTY, "create index i on nothing (id)")]
    assert all(isinstance(one, AddIndex) for one in found)
