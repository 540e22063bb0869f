import pytest

from auditor.migrations.sql_batches import without_batches


@pytest.mark.parametrize(
    ("sql", "whole"),
    [
        (
            "update a set b = 1 where id in (select id from a where b is null order by id limit 100)",
            "UPDATE a SET b = 1 WHERE id IN (SELECT id FROM a WHERE b IS NULL)",
        ),
        (
            "delete from a where id in (select id from a where b limit 5 for update skip locked) and c",
            "DELETE FROM a WHERE id IN (SELECT id FROM a WHERE b) AND c",
        ),
        (
            "delete from a where ctid = any(array(select ctid from a where b limit 5))",
            "DELETE FROM a WHERE ctid = ANY(ARRAY(SELECT ctid FROM a WHERE b))",
        ),
        (
            "with few as (select id from a where b is null limit 10) update a set b = 1 from few where few.id = a.id",
            "WITH few AS (SELECT id FROM a WHERE b IS NULL) UPDATE a SET b = 1 FROM few WHERE few.id = a.id",
        ),
        (
            "update a set b = 1 from (select id from a where id > $1 limit 10) x where x.id = a.id",
            "UPDATE a SET b = 1 FROM (SELECT id FROM a) x WHERE x.id = a.id",
        ),
        (
            "delete from a using (select distinct on (c) id from a order by c, d limit 10) x where x.id = a.id",
            "DELETE FROM a USING (SELECT DISTINCT ON (c) id FROM a ORDER BY c, d) x WHERE x.id = a.id",
        ),
        ("update a set b = 1 where id > $1 and b is null", "UPDATE a SET b = 1 WHERE b IS NULL"),
        ("update a set b = 1 where b and c and $1 < id", "UPDATE a SET b = 1 WHERE b AND c"),
        ("update a set b = 1 where topic_id between $1 and $1 + 1000", "UPDATE a SET b = 1"),
        ("delete from a where a.id >= 0 and a.id < 1000 and b", "DELETE FROM a WHERE b"),
        ("delete from a where id between 1 and 1000", "DELETE FROM a"),
        (
            "insert into a select * from b where id > $1 order by id limit 10",
            "INSERT INTO a SELECT * FROM b",
        ),
        ("update a set b = 1 where id >= $1; delete from c", "UPDATE a SET b = 1;\ndelete from c"),
    ],
)
def test_a_window_is_taken_out(sql: str, whole: str) -> None:
    assert without_batches(sql) == whole


@pytest.mark.parametrize(
    "sql",
    [
        "update a set b = (select c from d order by e limit 1)",
        "delete from a where id > 0 and b",
        "delete from a where id not in (select id from a order by id limit 10)",
        "delete from a where x >= 0 and x < 1000",
        "update a set b = 1 where id < c and b > 'x'",
        "update a set b = 1 where id = $1",
        "update a set b = 1 where id > $1 or b is null",
        "update a set b = 1 where id > (select min(id) from a)",
        "delete from a where id between 'a' and 'b'",
        "insert into a values (1)",
        "truncate a",
        "this is no sql",
    ],
)
def test_what_is_no_window_is_left(sql: str) -> None:
    assert without_batches(sql) == sql
