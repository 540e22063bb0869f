"""What the catalog alone says against an index, a constraint or a view on the way."""

from dataclasses import replace

import pytest
from staged import after, asked, faults, settled, table

from auditor.model.schema import Name

HEIR = Name("weeks", "public")

DAYS = settled(
    "create table days (id integer primary key, day date, at timestamptz, span interval, mood mood)",
    mood=("good", "bad"),
)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("(day::text)", ["unsteady"]),
        ("(at::varchar)", ["unsteady"]),
        ("(mood::text)", ["unsteady"]),
        ("(span::text)", []),
        ("(id::text)", []),
        ("((day + 1)::text)", ["absent?"]),
        ("('x'::text)", []),
    ],
)
def test_a_value_whose_text_depends_on_a_setting_stands_in_no_index(key: str, said: list[str]) -> None:
    found = [one for one in faults(DAYS, f"create index days_x on days ({key})") if one in ("unsteady", "absent?")]
    assert found == said


def test_a_view_made_on_the_way_holds_up_only_what_it_reads() -> None:
    made = after("create view v as select d.day from days d", DAYS)
    assert {one.column for one in table(made, "days").dependents} == {"day"}
    assert "held" in faults(made, "alter table days drop column day")
    assert "held" not in faults(made, "alter table days drop column at")
    assert "held" in faults(after("create view v as select * from days", DAYS), "alter table days drop column at")


def test_what_nobody_understood_may_have_taken_away_what_holds_something_up() -> None:
    made = after("create view v as select day from days; call tidy()", DAYS)
    told = [one.unknown or "" for one in asked(made, "alter table days drop column day")]
    assert [one for one in told if one.startswith("what holds it up now may be gone by then")]
    assert "held" not in faults(made, "alter table days drop column day")


def test_a_value_that_is_the_same_for_all_rows_may_end_the_change_of_an_empty_table() -> None:
    [unfit] = [
        one for one in asked(DAYS, "alter table days alter day type varchar(2) using 'abc'") if one.fault == "unfit"
    ]
    assert not unfit.certain
    assert unfit.sqlstate == "22001"


def test_a_view_has_no_index_and_an_index_none_of_the_rows_of_heirs() -> None:
    assert "other" in faults(DAYS, "create view v as select day from days; create unique index on v (day)")
    heirs = replace(
        DAYS, tables={**DAYS.tables, Name("days", "public"): replace(table(DAYS, "days"), children=(HEIR,))}
    )
    for state, certain in ((DAYS, True), (heirs, False)):
        [found] = [one for one in asked(state, "create unique index on days (day)") if one.fault == "doubled"]
        assert found.certain is certain


def test_rows_that_lose_what_they_refer_to_are_held_to_checks_that_were_never_validated() -> None:
    notes = "create table notes (id integer, about integer references days on delete set null, n integer)"
    late = "alter table notes add constraint few check (n < 5) not valid"
    assert "violated" in faults(after(f"{notes}; {late}", DAYS), "delete from days")
    assert "violated" not in faults(after(notes, DAYS), "delete from days")
