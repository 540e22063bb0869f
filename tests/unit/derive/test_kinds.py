from staged import after, asked, faults, rows, settled, table

from auditor.derive.kinds import names_type
from auditor.model.schema import Column, Name

BEFORE = settled(
    "create table people (id integer primary key, feels mood default 'ok'::mood, said text)", mood=("sad", "ok")
)


def test_a_column_keeps_its_type_under_the_new_name() -> None:
    state = after("alter type mood rename to mood_old", BEFORE)
    assert table(state, "people").columns["feels"].type == "mood_old"
    assert dict(state.known) == {"mood_old": ("sad", "ok")}
    assert state.called["mood_old"] == "mood"


def test_a_name_that_is_free_again_may_be_given_to_another_type() -> None:
    state = after("alter type mood rename to mood_old; create type mood as enum ('ok')", BEFORE)
    assert state.made == {"mood"}
    assert state.known["mood"] == ("ok",)
    assert "mood" not in state.called
    back = after("drop type mood; alter type mood_old rename to mood", state)
    assert back.called["mood"] == "mood"
    assert not back.made


def test_a_type_that_is_made_and_then_renamed_stays_one_that_is_not_there_yet() -> None:
    state = after("create type fresh as enum ('a'); alter type fresh rename to newer", BEFORE)
    assert state.made == state.types == {"newer"}
    assert "newer" not in state.called


def test_renaming_is_refused_where_the_name_is_missing_or_taken() -> None:
    found = asked(
        BEFORE, "alter type nothing rename to x; create type other as enum (); alter type mood rename to other"
    )
    assert [(one.fault, one.sqlstate) for one in found] == [("absent", "42704"), ("taken", "42710")]


def test_the_values_of_a_replaced_enumeration_are_held_against_its_labels() -> None:
    found = asked(
        BEFORE,
        "alter table people alter feels drop default; alter type mood rename to mood_old;"
        "create type mood as enum ('ok'); alter table people alter feels type mood using feels::text::mood;"
        "drop type mood_old",
    )
    assert [(one.fault, one.sqlstate) for one in found] == [("misfit", "22P02"), ("doubled", "23505")]
    assert """"feels"::text <> all (array['ok']::text[])""" in (found[0].find or "")


def test_a_default_of_the_old_type_is_in_the_way() -> None:
    change = "create type newer as enum ('ok'); alter table people alter feels type newer using feels::text::newer"
    assert faults(BEFORE, change)[0] == "uncastable"


def test_a_type_is_held_by_a_default_that_casts_to_it() -> None:
    change = "alter table people alter feels type text; drop type mood"
    state = after("alter table people alter said set default 'ok'::mood::text", BEFORE)
    assert faults(state, change)[-1] == "held"
    assert names_type(table(state, "people"), "mood")
    assert not names_type(table(state, "people"), "moo")


def test_a_type_that_only_a_literal_speaks_of_is_not_held() -> None:
    state = after("alter table people alter said set default 'x::mood', alter feels drop default", BEFORE)
    assert not names_type(table(state, "people"), "mood")


def test_an_added_label_makes_texts_of_the_column_only_where_it_matters() -> None:
    added = after("alter type mood add value 'glad'", BEFORE)
    assert added.top(Name("people")) is None
    assert added.known["mood"] == ("sad", "ok", "glad")
    written = after("update people set feels = 'glad' where id = 1", added)
    assert '"feels"::text as "feels"' in rows(written, "people")
    assert "'glad'::text" in rows(written, "people")


def test_a_label_that_is_there_is_not_added_twice() -> None:
    assert after("alter type mood add value if not exists 'ok'", BEFORE).known["mood"] == ("sad", "ok")
    assert faults(BEFORE, "alter type mood add value 'ok'") == ["taken"]


def test_a_rule_that_knows_the_order_of_labels_makes_the_table_doubtful() -> None:
    ruled = settled(
        "create table people (id integer primary key, feels mood);"
        "create index by_feeling on people (id) where feels > 'sad'",
        mood=("sad", "ok"),
    )
    state = after("alter type mood add value 'glad'; update people set feels = 'glad'", ruled)
    assert state.unsure([Name("people")]) is not None


def test_the_present_transaction_may_not_use_its_own_label() -> None:
    assert faults(BEFORE, "alter type mood add value 'glad'; update people set feels = 'glad'") == ["untold?"]


def test_a_domain_that_is_made_on_the_way_is_not_judged() -> None:
    made = "create domain short as text check (length(value) < 3); create table words (word short);"
    assert faults(BEFORE, f"{made} insert into words values ('long')") == ["untold?"]
    assert Column("word", "short") == table(after(made, BEFORE), "words").columns["word"]
