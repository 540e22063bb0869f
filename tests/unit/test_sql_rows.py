import pytest

from auditor.migrations.sql import steps
from auditor.migrations.sql_reads import calls, reads, writes
from auditor.model.operation import Delete, Harmless, Insert, Opaque, Operation, Truncate, Update
from auditor.model.schema import Name

T = Name("t")


def only(sql: str) -> Operation:
    (step,) = steps(sql)
    return step.operation


def insert(sql: str) -> Insert:
    operation = only(sql)
    assert isinstance(operation, Insert)
    return operation


def update(sql: str) -> Update:
    operation = only(sql)
    assert isinstance(operation, Update)
    return operation


def delete(sql: str) -> Delete:
    operation = only(sql)
    assert isinstance(operation, Delete)
    return operation


def test_an_insert_has_its_columns_and_its_query() -> None:
    sql = 'insert into s.t (a, "B") select x, y from u where z returning a'
    assert insert(sql) == Insert(Name("t", "s"), ("a", "B"), "SELECT x, y FROM u WHERE z", (Name("u"),))
    assert insert("insert into t values (1, 'x'), (2, null)") == Insert(T, (), "VALUES (1, 'x'), (2, NULL)")


def test_an_insert_of_defaults_has_no_query() -> None:
    assert insert("insert into t default values") == Insert(T, (), None)


def test_a_column_of_defaults_is_not_inserted_into() -> None:
    assert insert("insert into t (a, b, c) values (default, 1, 2), (default, 3, 4)") == Insert(
        T, ("b", "c"), "VALUES (1, 2), (3, 4)"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "insert into t (a, b) values (default, 1), (2, 3)",
        "insert into t values (1, default)",
        "insert into t (a) values (default)",
    ],
)
def test_defaults_that_cannot_be_left_out_are_dark(sql: str) -> None:
    assert only(sql) == Opaque(sql, "some of its rows have DEFAULT, others a value", (T,))


@pytest.mark.parametrize(
    ("clause", "conflict", "target"),
    [
        ("on conflict do nothing", "nothing", None),
        ("on conflict (a, lower(b)) do nothing", "nothing", "(a, (lower(b)))"),
        (
            'on conflict ("A" collate "C" text_pattern_ops) where c > 2 do update set b = excluded.b',
            "update",
            '("A" COLLATE "C" text_pattern_ops) WHERE c > 2',
        ),
        ("on conflict on constraint u do nothing", "nothing", "ON CONSTRAINT u"),
    ],
)
def test_a_conflict_has_what_stands_between_on_conflict_and_do(clause: str, conflict: str, target: str | None) -> None:
    read = insert(f"insert into t (a) values (1) {clause}")
    assert (read.conflict, read.conflict_target) == (conflict, target)


def test_an_update_has_its_changes_and_its_condition() -> None:
    sql = 'update only s.t as x set a = x.b + 1, "C" = default from u, v join w on true where x.id = u.id and not d'
    assert update(sql) == Update(
        Name("t", "s"),
        (("a", "x.b + 1"), ("C", "DEFAULT")),
        "x.id = u.id AND NOT d",
        "x",
        "u, v JOIN w ON true",
        (Name("u"), Name("v"), Name("w")),
    )


def test_columns_set_together_are_set_one_by_one() -> None:
    assert update("update t set (a, b) = (1, default), (c, d) = row(2, 3)").changes == (
        *(("a", "1"), ("b", "DEFAULT"), ("c", "2"), ("d", "3")),
    )
    assert update("update t set (a, b) = (select x, y from u where u.id = t.id)").changes == (
        ("a", "(SELECT several.c1 FROM (SELECT x, y FROM u WHERE u.id = t.id) several(c1, c2))"),
        ("b", "(SELECT several.c2 FROM (SELECT x, y FROM u WHERE u.id = t.id) several(c1, c2))"),
    )


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("update t set a[1] = 2", "it sets a part of a column"),
        ("update t set a.b = 2", "it sets a part of a column"),
        ("insert into t (a[1]) values (2)", "it sets a part of a column"),
        ("update t set (a, b) = row(v.*) from v", "it sets several columns from the parts of a row"),
        ("update t set a = 1 where current of c", "its row is that of a cursor"),
        ("delete from t where current of c", "its row is that of a cursor"),
    ],
)
def test_what_has_no_expression_is_dark(sql: str, reason: str) -> None:
    assert only(sql) == Opaque(sql, reason, (T,))


def test_a_delete_has_what_stands_after_using() -> None:
    sql = "with q as (select id from t) delete from t x using q, u where x.id = q.id returning 1"
    assert delete(sql) == Delete(T, "x.id = q.id", "x", "q, u", (Name("u"), Name("t")), "q AS (SELECT id FROM t)")
    assert delete("delete from t") == Delete(T)


def test_a_target_is_read_only_where_it_is_looked_into() -> None:
    assert update("update t set a = 1").reads == ()
    assert update("update t set a = (select max(a) from t)").reads == (T,)
    assert delete("delete from t a using t b where a.id > b.id").reads == (T,)


def test_tables_are_named_once_and_names_of_a_with_not_at_all() -> None:
    sql = """
        with a as (select * from b), c as (select * from a join b using (id))
        insert into t select * from c where id in (select id from s.a) and exists (select from d for update of d)
    """
    assert set(insert(sql).reads) == {Name("b"), Name("a", "s"), Name("d")}
    assert len(insert(sql).reads) == 3


def test_a_with_hides_a_table_only_from_what_comes_behind_it() -> None:
    assert insert("with a as (select * from a) insert into t select * from a").reads == (Name("a"),)
    assert insert("insert into t with recursive a as (select 1 union select * from a) table a").reads == ()
    assert insert("insert into t select * from (with a as (select 1) table a) x, a").reads == (Name("a"),)


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("with d as (delete from a returning *) insert into b select * from d", {"a", "b"}),
        ("with d as (update a set x = 1 returning *) select * from d", {"a"}),
        ("with d as (insert into a select 1 returning *) update b set x = 1 from d", {"a", "b"}),
    ],
)
def test_rows_that_a_with_changes_are_dark(sql: str, tables: set[str]) -> None:
    operation = only(sql)
    assert isinstance(operation, Opaque)
    assert {one.name for one in operation.tables or ()} == tables


def test_truncate_names_all_its_tables() -> None:
    assert only("truncate a, s.b restart identity cascade") == Truncate((Name("a"), Name("b", "s")), cascade=True)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "select setval('s', (select max(id) from t))",
        "select pg_catalog.set_config('search_path', '', false)",
        "select count(*), json_agg(a), pg_advisory_xact_lock(7) from t for update",
        "values (1)",
    ],
)
def test_looking_is_harmless(sql: str) -> None:
    assert only(sql) == Harmless(sql)


def test_a_function_of_the_application_may_do_anything() -> None:
    assert only("select 1 from s.tidy_up(3)") == Opaque(
        "select 1 from s.tidy_up(3)", "what s.tidy_up() does is not known"
    )


def test_what_is_below_a_tree_can_be_asked_for() -> None:
    (step,) = steps("select 1")
    assert isinstance(step.operation, Harmless)
    from auditor.migrations import grammar

    (one,) = grammar.statements("with d as (delete from a) select f(x), s.g(y) from b, c as b2 where f(1)")
    assert set(reads(one.tree)) == {Name("b"), Name("c"), Name("a")}
    assert writes(one.tree) == (Name("a"),)
    assert set(calls(one.tree)) == {"f", "s.g"}
