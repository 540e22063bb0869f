import pytest

from auditor.migrations.sql import steps
from auditor.model.operation import AddIndex, CopyTable, CreateTable, CreateView, Like, Opaque, Operation
from auditor.model.schema import CheckConstraint, Column, Exclusion, ForeignKey, Index, Key, Name, Unique

T = Name("t")


def only(sql: str) -> Operation:
    (step,) = steps(sql)
    return step.operation


def table(sql: str) -> CreateTable:
    operation = only(sql)
    assert isinstance(operation, CreateTable)
    return operation


def index(sql: str) -> Index:
    operation = only(sql)
    assert isinstance(operation, AddIndex)
    return operation.index


def test_a_table_has_its_columns_and_all_constraints() -> None:
    sql = """
        create table s.t (
            id bigserial primary key,
            name varchar(20) not null default 'x' check (name <> ''),
            owner_id int references people on delete cascade,
            span tsrange,
            unique (name, owner_id),
            constraint apart exclude using gist (owner_id with =, span with &&)
        )
    """
    assert table(sql) == CreateTable(
        Name("t", "s"),
        (
            Column("id", "bigint", False, "nextval('t_id_seq'::regclass)"),
            Column("name", "character varying(20)", False, "'x'"),
            Column("owner_id", "integer"),
            Column("span", "tsrange"),
        ),
        (
            Unique(None, ("id",), primary=True),
            CheckConstraint(None, "name <> ''"),
            ForeignKey(None, ("owner_id",), Name("people"), on_delete="cascade"),
            Unique(None, ("name", "owner_id")),
            Exclusion("apart", (Key.of("owner_id"), Key.of("span")), ("=", "&&"), method="gist"),
        ),
    )


def test_columns_of_a_primary_key_are_required_wherever_it_stands() -> None:
    read = table("create table t (a int, b int, c int, primary key (a, b), constraint n not null c)")
    assert [one.nullable for one in read.columns] == [False, False, False]
    assert read.constraints == (Unique(None, ("a", "b"), primary=True),)


def test_the_ways_to_make_a_table_are_told_apart() -> None:
    assert table("create table if not exists t (a int)").if_not_exists
    assert table("create temp table t (a int)").temporary
    assert not table("create unlogged table t (a int)").temporary


def test_a_table_made_of_a_query_has_its_query() -> None:
    assert table("create table t as select a, b from u where c") == CreateTable(
        T, (), query="SELECT a, b FROM u WHERE c"
    )
    assert table("select a into temp t from u") == CreateTable(T, (), query="SELECT a FROM u", temporary=True)
    assert table('create table t (x, "Y") as select 1, 2').query == 'SELECT * FROM (SELECT 1, 2) t(x, "Y")'


def test_a_table_made_without_data_has_no_rows() -> None:
    assert table("create table t as select 1 as a with no data").query == "SELECT * FROM (SELECT 1 AS a) t LIMIT 0"


def test_a_materialized_view_is_a_view() -> None:
    assert only("create materialized view v as select * from a join s.b using (c)") == CreateView(
        Name("v"), "SELECT * FROM a JOIN s.b USING (c)", materialized=True, reads=(Name("a"), Name("b", "s"))
    )


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("create table t (a int) inherits (u)", "it inherits columns"),
        ("create table t partition of u for values in (1)", "it is a partition"),
        ("create table t of pair", "its columns are those of a type"),
        ("create table t as execute q", "its rows come from EXECUTE"),
    ],
)
def test_a_table_whose_columns_stand_elsewhere_is_dark(sql: str, reason: str) -> None:
    assert only(sql) == Opaque(sql, reason, (T,))


def test_an_index_has_its_keys() -> None:
    sql = """
        create unique index concurrently if not exists i on s.t using btree
            (a desc nulls last, lower(b) text_pattern_ops, c collate "C", "Odd" collate pg_catalog."de_DE") include (d)
            nulls not distinct where a is not null
    """
    assert only(sql) == AddIndex(
        Index(
            "i",
            Name("t", "s"),
            (
                Key("a", "a"),
                Key("(lower(b))", opclass="text_pattern_ops"),
                Key("c", "c", '"C"'),
                Key('"Odd"', "Odd", '"de_DE"'),
            ),
            unique=True,
            where="a IS NOT NULL",
            nulls_distinct=False,
        ),
        concurrently=True,
        if_not_exists=True,
    )


def test_an_index_of_another_method_says_so() -> None:
    read = index("create index i on t using gin (a jsonb_path_ops)")
    assert (read.method, read.unique, read.keys) == ("gin", False, (Key("a", "a", None, "jsonb_path_ops"),))


def test_an_index_without_a_name_is_called_by_table_and_keys() -> None:
    assert index("create index on s.t (a, lower(b), (a || b))").name == "t_a_lower_expr_idx"
    assert len(index(f"create index on {'t' * 63} ({'a' * 63})").name) == 63


def test_a_table_like_others_has_their_columns_where_the_clause_stands() -> None:
    sql = "create table t (a int, like u including all excluding indexes excluding identity, b int, like v)"
    found = only(sql)
    assert isinstance(found, CopyTable)
    assert [one.name for one in found.columns] == ["a", "b"]
    assert found.likes == (
        Like(Name("u"), 1, frozenset({"constraints", "defaults", "generated"})),
        Like(Name("v"), 2, frozenset()),
    )


def test_an_index_says_whether_it_was_given_its_name() -> None:
    given, unnamed = only("create index i on t (a)"), only("create index on t (a)")
    assert isinstance(given, AddIndex)
    assert isinstance(unnamed, AddIndex)
    assert (given.named, unnamed.named) == (True, False)
