import pytest
from worlds import Asked

from auditor.migrations.sql import steps
from auditor.model.migration import Reading
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    CreateTable,
    CreateType,
    Delete,
    DropConstraint,
    DropTable,
    Harmless,
    Opaque,
    SetNotNull,
    Update,
)
from auditor.model.source import Step

NO_TYPE = "NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')"


def read(body: str, world: Asked | None = None, *, declared: str = "") -> list[Step]:
    return list(steps(f"do $$\n{declared}begin\n{body}\nend $$", world=world))


def only(body: str, world: Asked | None = None) -> Step:
    (step,) = read(body, world)
    return step


def says(condition: str, answer: bool | None) -> dict[str, list[dict[str, bool | None]]]:
    return {f"SELECT ({condition}) AS answer": [{"answer": answer}]}


def test_statements_of_a_block_are_steps_in_their_lines() -> None:
    found = read("drop table a;\n\ndelete from b; perform 1;\nraise notice 'done';")
    assert [(one.line, type(one.operation), one.reading) for one in found] == [
        (3, DropTable, Reading.EXACT),
        (5, Delete, Reading.EXACT),
        (5, Harmless, Reading.EXACT),
    ]


def test_lines_count_from_the_line_of_the_text() -> None:
    sql = "select 1;\n\n-- now\nDO\n$body$\nBEGIN\n  DROP TABLE a;\nEND\n$body$ LANGUAGE plpgsql;"
    assert [one.line for one in steps(sql, line=11)] == [11, 17]


def test_an_empty_block_is_harmless() -> None:
    assert steps("do 'begin end'") == (Step(Harmless("do 'begin end'"), 1),)


def test_a_condition_is_answered_by_the_world() -> None:
    body = f"if {NO_TYPE} then create type mood as enum ('good'); else drop table a; end if;"
    world = Asked(rows=says(NO_TYPE, True))
    step = only(body, world)
    assert isinstance(step.operation, CreateType)
    assert (step.reading, step.because) == (Reading.GUARDED, f"depends on whether {NO_TYPE}; here it is so")
    other = only(body, Asked(rows=says(NO_TYPE, False)))
    assert isinstance(other.operation, DropTable)
    assert (other.because or "").endswith("here it is not so")


def test_a_branch_that_is_not_taken_leaves_a_guarded_nothing() -> None:
    step = only("if a then drop table a; end if;", Asked(rows=says("a", None)))
    assert isinstance(step.operation, Harmless)
    assert step.reading is Reading.GUARDED


def test_conditions_are_asked_until_one_holds() -> None:
    body = "if a then drop table a; elsif b then drop table b; elsif c then drop table c; end if;"
    world = Asked(rows={**says("a", False), **says("b", True)})
    step = only(body, world)
    assert isinstance(step.operation, DropTable)
    assert step.operation.table.name == "b"
    assert len(world.asked) == 2


def test_without_an_answer_from_the_catalog_all_branches_are_guarded() -> None:
    body = f"if {NO_TYPE} then drop table a; elsif x then drop table b; else drop table c; end if;"
    for world in (None, Asked()):
        found = read(body, world)
        assert [one.reading for one in found] == [Reading.GUARDED] * 3
        assert NO_TYPE in (found[0].because or "")


def test_without_an_answer_from_rows_all_branches_are_partial() -> None:
    found = read("if exists (select 1 from a) then delete from a; end if; delete from b;")
    assert [one.reading for one in found] == [Reading.PARTIAL, Reading.EXACT]


def test_nothing_comes_behind_a_return() -> None:
    body = "if a then return; end if; drop table b;"
    assert [type(one.operation) for one in read(body, Asked(rows=says("a", True)))] == [Harmless]
    assert [type(one.operation) for one in read(body, Asked(rows=says("a", False)))] == [Harmless, DropTable]
    assert [type(one.operation) for one in read(body)] == [DropTable]


def test_an_error_of_its_own_is_told() -> None:
    (step,) = read("if a then raise exception 'no'; end if;", Asked(rows=says("a", True)))
    assert isinstance(step.operation, Opaque)
    assert "an error of its own" in step.operation.reason
    assert step.operation.tables == ()


def test_a_literal_that_is_executed_is_read() -> None:
    assert isinstance(only("execute 'drop table a';").operation, DropTable)


@pytest.mark.parametrize(
    "body", ["execute 'drop table ' || 'a';", "execute format('drop table %I', 'a');", "execute 'x' using 1;"]
)
def test_a_text_that_is_put_together_may_do_anything(body: str) -> None:
    step = only(body)
    assert isinstance(step.operation, Opaque)
    assert (step.operation.tables, step.reading) == (None, Reading.UNREAD)


@pytest.mark.parametrize(
    ("body", "tables"),
    [
        ("for r in select * from a loop delete from b where id = r.id; update c set d = r.id; end loop;", {"b", "c"}),
        ("while true loop insert into a default values; exit; end loop;", {"a"}),
        ("foreach r in array array[1] loop select count(*) into n from a; end loop;", set()),
        ("for r in select 1 loop execute 'drop table ' || r.id; end loop;", None),
        ("for r in select 1 loop perform 1; drop table a; end loop;", None),
    ],
)
def test_a_loop_names_what_it_writes(body: str, tables: set[str] | None) -> None:
    (step,) = read(body, declared="declare r record; n int;\n")
    assert isinstance(step.operation, Opaque)
    assert (None if step.operation.tables is None else {one.name for one in step.operation.tables}) == tables


def test_values_of_variables_are_not_known() -> None:
    body = "n := 4; select count(*) into n from a; update b set c = n; delete from d where n > 3; delete from e;"
    found = read(body, declared="declare n int := 3;\n")
    assert [type(one.operation) for one in found] == [Opaque, Opaque, Delete]
    assert [
        one.operation.tables[0].name for one in found if isinstance(one.operation, Opaque) and one.operation.tables
    ] == ["b", "d"]


def test_a_variable_that_is_filled_by_the_application_is_dark() -> None:
    (step,) = read("n := tidy_up();", declared="declare n int;\n")
    assert step.because == "what tidy_up() does is not known"


def test_a_condition_on_a_variable_is_not_asked() -> None:
    world = Asked(rows=says("n > 3", True))
    found = read("if n > 3 then drop table a; else drop table b; end if;", world, declared="declare n int := 3;\n")
    assert len(found) == 2
    assert world.asked == []


def test_a_thing_that_may_be_there_already_is_made_if_it_is_not() -> None:
    caught = "exception when duplicate_column or duplicate_table then null;"
    added = only(f"alter table a add b int; {caught}")
    assert isinstance(added.operation, AddColumn)
    assert added.operation.if_not_exists
    assert (added.reading, added.because) == (
        Reading.GUARDED,
        "goes on where it fails with duplicate_column or duplicate_table",
    )
    for body, kind in (("create table a (b int);", CreateTable), ("create index i on a (b);", AddIndex)):
        operation = only(f"{body} {caught}").operation
        assert isinstance(operation, kind)
        assert operation.if_not_exists


def test_a_thing_that_may_be_gone_is_dropped_if_it_is_there() -> None:
    operation = only(
        "alter table a drop constraint c; exception when undefined_object then raise notice 'gone';"
    ).operation
    assert isinstance(operation, DropConstraint)
    assert operation.if_exists


def test_a_type_or_constraint_that_is_there_already_is_not_made() -> None:
    body = "create type mood as enum ('good'); exception when duplicate_object then null;"
    asked = "SELECT 1 AS found FROM pg_catalog.pg_type WHERE typname = 'mood'"
    assert isinstance(only(body, Asked(rows={asked: [{"found": 1}]})).operation, Harmless)
    assert isinstance(only(body, Asked(rows={asked: []})).operation, CreateType)
    assert isinstance(only(body).operation, CreateType)
    body = "alter table a add constraint c check (b > 0); exception when duplicate_object then null;"
    assert isinstance(only(body, Asked(tables={"a": ["b"]}, constraints=["c"])).operation, Harmless)
    assert isinstance(only(body, Asked(tables={"a": ["b"]})).operation, AddConstraint)
    assert isinstance(only(body, Asked()).operation, AddConstraint)


def test_how_far_a_block_comes_whose_failure_is_caught_is_not_known() -> None:
    for body in (
        "update a set b = 1; exception when unique_violation then null;",
        "update a set b = 1; alter table a alter b set not null; exception when others then raise warning 'x';",
    ):
        found = read(body)
        assert {one.reading for one in found} == {Reading.PARTIAL}
        assert {type(one.operation) for one in found} <= {Update, SetNotNull}


def test_what_is_done_in_place_of_a_block_that_fails_may_be_done() -> None:
    body = "alter table a add column b int; exception when duplicate_column then delete from a;"
    made, gone = read(body)
    assert isinstance(made.operation, AddColumn)
    assert isinstance(gone.operation, Delete)
    assert gone.reading is Reading.PARTIAL
    assert gone.because == "is done where the block fails with duplicate_column"


def test_a_failure_that_is_raised_again_is_a_failure() -> None:
    body = "update a set b = 1; exception when others then raise;"
    assert only(body).reading is Reading.EXACT


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("do language plperl 'x'", "not in PL/pgSQL"),
        ("do $$ begin bogus; end $$", 'syntax error at or near "bogus"'),
        ("do $$ begin " + "begin " * 2000 + "end; " * 2000 + "end $$", "nested too deeply"),
        ("do $$ begin if " + "(" * 2000 + " then end if; end $$", "nested too deeply"),
    ],
)
def test_a_block_that_cannot_be_read_is_dark(sql: str, reason: str) -> None:
    (step,) = steps(sql)
    assert isinstance(step.operation, Opaque)
    assert step.reading is Reading.UNREAD
    assert reason in (step.because or "")
