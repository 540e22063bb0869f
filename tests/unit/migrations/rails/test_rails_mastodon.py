import pytest
from known_world import SilentWorld, people, world
from recorded import told

from auditor.errors import SourceError
from auditor.migrations.rails.call import Call, Raw, Symbol
from auditor.migrations.rails.schema_statements import operations, statements
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    ChangeType,
    CreateView,
    DropColumn,
    DropIndex,
    DropView,
    Operation,
    RenameIndex,
    SetDefault,
    SetNotNull,
    Update,
)
from auditor.model.schema import ForeignKey, Name
from auditor.model.source import World

UPDATED = told("update_index", "people", "by_age", ["age", "team_id"], unique=True)


def kinds(call: Call, at: World | None = None) -> list[type[Operation]]:
    return [type(one) for one in done(call, at)]


def done(call: Call, at: World | None = None) -> tuple[Operation, ...]:
    found = operations(call, (6, 1), at or people())
    assert found is not None
    return found


def test_an_index_is_replaced_by_a_new_one_built_beside_it() -> None:
    added, dropped, renamed = done(UPDATED)
    assert isinstance(added, AddIndex)
    assert (added.index.name, added.index.unique, added.concurrently) == ("by_age_new", True, True)
    assert dropped == DropIndex(Name("by_age"))
    assert renamed == RenameIndex(Name("by_age_new"), "by_age")


def test_an_index_that_is_not_there_is_only_built() -> None:
    assert kinds(told("update_index", "people", "nope", ["age"])) == [AddIndex, RenameIndex]


def test_what_an_interrupted_run_left_is_put_right_first() -> None:
    both = world(
        "create table people (age int); create index by_age on people (age); create index by_age_new on people (age)"
    )
    assert kinds(UPDATED, both) == [DropIndex, AddIndex, DropIndex, RenameIndex]
    new = world("create table people (age int); create index by_age_new on people (age)")
    assert kinds(UPDATED, new) == [RenameIndex, AddIndex, DropIndex, RenameIndex]


def test_an_index_that_nobody_knows_of_is_dropped_where_it_is_there() -> None:
    assert done(UPDATED, SilentWorld())[1] == DropIndex(Name("by_age"), if_exists=True)


def test_a_column_with_a_default_is_filled_and_then_required() -> None:
    call = told("add_column_with_default", "people", "kind", Symbol("integer"), default=0)
    assert kinds(call) == [AddColumn, SetDefault, Update, SetNotNull]
    allowed = told("add_column_with_default", "people", "kind", Symbol("integer"), default=0, allow_null=True)
    assert kinds(allowed) == [AddColumn, SetDefault, Update]


def test_a_column_updated_in_batches_is_updated() -> None:
    [updated] = done(told("update_column_in_batches", "people", "age", Raw("age + 1")))
    assert isinstance(updated, Update)
    assert updated.where is None
    [text] = statements(told("update_column_in_batches", "people", "note", "it's"), (6, 1), people()) or ()
    assert text.endswith("= 'it''s'")


def test_rows_that_a_block_chooses_are_a_reason() -> None:
    call = Call("update_column_in_batches", ("people", "age", 1), {}, (told("where"),), 1)
    with pytest.raises(SourceError, match="block"):
        operations(call, (6, 1), people())


def test_indexes_and_keys_made_without_locks_are_the_usual_ones() -> None:
    [index] = done(told("add_concurrent_index", "people", "score"))
    assert isinstance(index, AddIndex)
    assert index.concurrently
    assert done(told("remove_concurrent_index", "people", "name")) == (DropIndex(Name("index_people_on_name")),)
    assert done(told("remove_concurrent_index_by_name", "people", "by_age")) == (DropIndex(Name("by_age")),)
    [key] = done(told("add_concurrent_foreign_key", "badges", "people", column="person_id"))
    assert isinstance(key, AddConstraint)
    assert isinstance(key.constraint, ForeignKey)
    assert key.constraint.on_delete == "cascade"


def test_a_change_of_type_beside_the_column_is_a_change_of_type() -> None:
    assert kinds(told("change_column_type_concurrently", "people", "age", Symbol("bigint"))) == [ChangeType]
    assert done(told("cleanup_concurrent_column_type_change", "people", "age")) == ()


def test_a_column_renamed_by_copying_has_its_values_and_what_held_of_them() -> None:
    assert kinds(told("rename_column_concurrently", "people", "note", "remark")) == [AddColumn, SetDefault, Update]
    assert kinds(told("rename_column_concurrently", "teams", "title", "label")) == [AddColumn, Update, SetNotNull]
    assert kinds(told("cleanup_concurrent_column_rename", "people", "note", "remark")) == [DropColumn]


def test_a_column_of_unknown_type_is_not_copied() -> None:
    with pytest.raises(SourceError, match=r"people\.note"):
        operations(told("rename_column_concurrently", "people", "note", "remark"), (6, 1), SilentWorld())


def test_a_view_is_made_of_its_query() -> None:
    [made] = done(told("create_view", "grown", sql_definition="select id from people where age > 17;\n"))
    assert isinstance(made, CreateView)
    assert (made.materialized, made.reads) == (False, (Name("people"),))
    [kept] = done(told("create_view", "grown", materialized=True, sql_definition="select id from people"))
    assert isinstance(kept, CreateView)
    assert kept.materialized


def test_a_view_whose_query_is_in_a_file_is_a_reason() -> None:
    with pytest.raises(SourceError, match="db/views"):
        operations(told("create_view", "grown", version=2), (6, 1), people())


def test_a_view_is_replaced_in_its_place_or_made_anew() -> None:
    query = "select id from people"
    [replaced] = done(told("replace_view", "grown", version=2, sql_definition=query))
    assert isinstance(replaced, CreateView)
    assert replaced.replace
    assert kinds(told("update_view", "grown", version=2, sql_definition=query)) == [DropView, CreateView]


def test_a_view_goes() -> None:
    assert done(told("drop_view", "grown")) == (DropView(Name("grown")),)
    assert done(told("drop_view", "grown", materialized=True)) == (DropView(Name("grown"), materialized=True),)
