from staged import asked, faults, settled

from auditor.model.check import Severity

BEFORE = settled(
    "create table users (id integer primary key, code text default 'x', nr serial,"
    " twice integer generated always as (id * 2) stored); create table others (ref integer, title text)"
)


def losses(sql: str) -> list[tuple[str, str]]:
    return [(one.thing, one.fault) for one in asked(BEFORE, sql) if one.severity is Severity.LOSS]


def test_rows_that_go_are_lost() -> None:
    assert losses("delete from users where id = 1") == [("users", "deleted")]
    assert losses("truncate users") == losses("drop table users") == [("users", "dropped")]


def test_nothing_is_lost_with_a_temporary_table() -> None:
    assert losses("create temporary table t (id integer); drop table t") == []


def test_values_that_are_the_default_are_no_loss() -> None:
    (question,) = asked(BEFORE, "alter table users drop column code")
    assert """"code"::text is distinct from""" in (question.find or "")
    assert losses("alter table users drop column twice") == []
    (question,) = asked(BEFORE, "alter table users drop column nr")
    assert "is distinct from" not in (question.find or "")


def test_a_value_of_several_is_arbitrary() -> None:
    sql = "update users u set code = o.title from others o where o.ref = u.id"
    (question,) = [one for one in asked(BEFORE, sql) if one.fault == "arbitrary"]
    assert question.severity is Severity.LOSS
    assert question.key == ("id",)
    assert "count(distinct row((o.title)::text)::text) from others o where o.ref = u.id) > 1" in (question.find or "")


def test_an_update_from_nowhere_leaves_nothing_to_chance() -> None:
    assert "arbitrary" not in faults(BEFORE, "update users set code = 'y'")
