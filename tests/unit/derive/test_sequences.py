import pytest
from staged import after, asked, faults, settled, table

from auditor.derive.sequences import MOST, drawing

BEFORE = settled(
    "create table users (id serial primary key, code text);"
    "create table other (id integer default nextval('public.users_id_seq'), n integer default nextval('free'))"
)


def test_a_number_that_a_sequence_does_not_take_is_looked_for() -> None:
    (question,) = asked(BEFORE, "select setval('users_id_seq', (select max(id) from users))")
    assert (question.thing, question.fault, question.sqlstate) == ("users_id_seq", "unsettable", "22003")
    assert f"not between 1 and {MOST}" in (question.find or "")
    assert question.probe


def test_it_is_looked_for_in_the_rows_as_they_will_be() -> None:
    found = asked(BEFORE, "delete from users where id > 5; select setval('users_id_seq', (select max(id) from users))")
    assert "(id > 5) is true" in (found[-1].find or "")


def test_every_call_is_asked_about() -> None:
    assert faults(BEFORE, "select setval('users_id_seq', 0), setval('free', 1)") == ["unsettable"] * 2


@pytest.mark.parametrize("sql", ["select setval('free', id) from users", "select currval('free')"])
def test_a_call_for_each_row_is_passed_over(sql: str) -> None:
    assert faults(BEFORE, sql) == []


def test_behind_a_setval_numbers_go_on_from_the_rows() -> None:
    state = after("select setval('users_id_seq', 10)", BEFORE)
    assert state.renumbered
    assert not after("select currval('users_id_seq')", BEFORE).renumbered


def test_a_default_of_another_table_draws_from_a_sequence_that_goes() -> None:
    users = table(BEFORE, "users")
    assert [(one.name.name, column.name) for one, column in drawing(BEFORE, users)] == [("other", "id")]
    assert [column.name for _, column in drawing(BEFORE, users, "id")] == ["id"]
    assert list(drawing(BEFORE, users, "code")) == []
    assert faults(BEFORE, "alter table users drop column id")[0] == "held"
    assert "held" not in faults(BEFORE, "alter table users drop column code")


def test_with_cascade_the_default_goes_as_well() -> None:
    state = after("alter table users drop column id cascade", BEFORE)
    assert table(state, "other").columns["id"].default is None
    assert table(state, "other").columns["n"].default is not None
