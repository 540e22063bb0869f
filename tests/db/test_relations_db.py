import pytest

from auditor.db.clone import Clone
from auditor.db.reading import reading
from auditor.db.relations import Attribute, Relation, relations


def found(clone: Clone) -> dict[str, Relation]:
    with reading(clone) as session:
        return {str(one): one for one in relations(session)}


def test_tables_are_those_of_the_application(each_database: Clone) -> None:
    each_database.execute(
        "create schema shop; create table shop.items (id int); create table people (id int);"
        "create view v as select 1; create materialized view m as select 1; create sequence s;"
        "create schema auditor_watch; create table auditor_watch.t (id int);"
    )
    assert list(found(each_database)) == ["people", "shop.items"]


def test_columns_have_their_number_type_and_whether_they_are_always_filled(each_database: Clone) -> None:
    each_database.execute(
        "create table t (a int primary key, gone text, b varchar(10) not null, c numeric(8, 2));alter table t drop gone"
    )
    assert found(each_database)["t"].columns == (
        Attribute(1, "a", "integer", filled=True),
        Attribute(3, "b", "character varying", filled=True),
        Attribute(4, "c", "numeric", filled=False),
    )


def test_keys_are_whole_and_hold_no_null_and_the_primary_one_is_first(each_database: Clone) -> None:
    each_database.execute(
        "create table t (a int, b int not null, c int not null, d int, e int not null, primary key (b, c));"
        "create unique index on t (e); create unique index on t (a); create unique index on t (c) where b > 0;"
        "create unique index on t ((b + 1)); create index on t (b); create unique index on t (e) include (d);"
    )
    assert found(each_database)["t"].keys == ((2, 3), (5,), (5,))


def test_a_not_null_that_old_rows_do_not_keep_makes_no_key(database: Clone) -> None:
    if database.server.installation.major < 18:
        pytest.skip("before PostgreSQL 18 a column is either kept from nulls or not")
    database.execute("create table t (a int unique); insert into t values (null);")
    database.execute("alter table t add constraint filled not null a not valid")
    assert found(database)["t"].keys == ()


def test_the_files_of_a_partitioned_table_are_those_of_its_partitions(each_database: Clone) -> None:
    each_database.execute(
        "create table p (id int) partition by range (id);"
        "create table p1 partition of p for values from (0) to (10);"
        "create table p2 partition of p for values from (10) to (20) partition by list (id);"
        "create table p3 partition of p2 for values in (11);"
    )
    before = found(each_database)
    assert list(before) == ["p"]
    assert before["p"].partitioned
    assert len(before["p"].files) == 2
    each_database.execute("truncate p1")
    after = found(each_database)["p"]
    assert after.files.keys() == before["p"].files.keys()
    assert after.files != before["p"].files
