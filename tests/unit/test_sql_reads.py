import pytest

from auditor.migrations import grammar
from auditor.migrations.sql_reads import calls, everything, reads, writes


def tree(sql: str) -> object:
    (one,) = grammar.statements(sql)
    return one.tree


def names(sql: str) -> list[str]:
    return sorted(map(str, reads(tree(sql))))


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("select 1", []),
        ("select * from a, s.b as c join only d on true", ["a", "d", "s.b"]),
        ("select (select 1 from a where x in (select y from b))", ["a", "b"]),
        ("select * from a union select * from b except table c", ["a", "b", "c"]),
        ("select * from (select * from a) x, lateral (select * from b) y", ["a", "b"]),
        ("select * from f((select 1 from a)) g", ["a"]),
        ("with x as (select * from a) select * from x", ["a"]),
        ("with x as (select * from a), y as (select * from x) select * from y, z", ["a", "z"]),
        ("with x as (select * from y), y as (select 1) select * from y", ["y"]),
        ("with recursive x as (select 1 union all select * from x) select * from x", []),
        ("with x as (select 1) select * from s.x", ["s.x"]),
        ("select * from (with x as (select 1) select * from x) q, x", ["x"]),
        ("select * from a x for update of x", ["a"]),
        ("select * from a tablesample system (10)", ["a"]),
        (
            "select exists (select from a), array(select 1 from b), case when 1 in (select 1 from c) then 1 end",
            ["a", "b", "c"],
        ),
        ("values ((select max(x) from a))", ["a"]),
    ],
)
def test_the_tables_that_a_query_looks_into(sql: str, tables: list[str]) -> None:
    assert names(sql) == tables


def test_tables_come_in_no_double() -> None:
    assert names("select * from a x, a y where exists (select from a)") == ["a"]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("select 1 from a", []),
        ("insert into a select * from b", ["a"]),
        ("with x as (delete from a returning *), y as (update b set c = 1 returning *) select * from x, y", ["a", "b"]),
        ("merge into s.a using b on true when matched then delete", ["s.a"]),
        ("explain analyze update a set b = 1", ["a"]),
    ],
)
def test_the_tables_that_a_statement_writes(sql: str, tables: list[str]) -> None:
    assert sorted(map(str, writes(tree(sql)))) == tables


def test_the_functions_that_are_called() -> None:
    assert set(calls(tree("select f(g(x)), s.h(1) over (), count(*) from k(2) where f(3)"))) == {
        "f",
        "g",
        "s.h",
        "count",
        "k",
    }


def test_everything_begins_with_the_tree_itself() -> None:
    found = list(everything(tree("select a + 1")))
    assert found[0].DESCRIPTOR.name == "SelectStmt"
    assert {one.DESCRIPTOR.name for one in found} >= {"ResTarget", "A_Expr", "ColumnRef", "A_Const"}
