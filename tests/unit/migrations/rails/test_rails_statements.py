"""What the record of real statements does not say: guards in options, worlds without answers, arguments unread."""

from collections.abc import Callable

import pytest
from known_world import SilentWorld, people, world
from recorded import told

from auditor.errors import SourceError
from auditor.migrations.rails.call import Call, Raw, Symbol, Unknown, Value
from auditor.migrations.rails.schema_statements import operations, statements
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    CreateTable,
    CreateType,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
    RenameIndex,
    RenameTable,
    SetNotNull,
    Update,
)
from auditor.model.schema import Name
from auditor.model.source import World

NOW = (8, 0)


def sent(call: Call, version: tuple[int, int] = NOW, at: World | None = None) -> tuple[str, ...]:
    found = statements(call, version, at or people())
    assert found is not None
    return found


def done(call: Call, version: tuple[int, int] = NOW, at: World | None = None) -> tuple[Operation, ...]:
    found = operations(call, version, at or people())
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["say", "execute", "enable_things", "find_each", "string"])
def test_what_is_no_schema_statement_is_not_answered(name: str) -> None:
    assert operations(told(name, "people"), NOW, people()) is None


def test_a_statement_on_another_receiver_is_none() -> None:
    call = Call("add_index", ("people", "age"), {}, None, 1, (told("SomeService"),))
    assert operations(call, NOW, people()) is None


def test_operations_of_a_statement_follow_each_other() -> None:
    found = done(told("add_reference", "people", "badge", type="uuid", foreign_key=True))
    assert [type(one) for one in found] == [AddColumn, AddIndex, AddConstraint]


def test_a_column_that_may_be_there_is_added_where_it_is_not() -> None:
    [added] = done(told("add_column", "people", "name", "string", if_not_exists=True))
    assert isinstance(added, AddColumn)
    assert added.if_not_exists


def test_a_column_that_may_be_gone_is_dropped_where_it_is_not() -> None:
    [dropped] = done(told("remove_column", "people", "nope", "string", if_exists=True))
    assert dropped == DropColumn(Name("people"), "nope", if_exists=True)


@pytest.mark.parametrize(
    "call",
    [
        told("remove_index", "people", "score", if_exists=True),
        told("remove_index", "people", column=["score"], if_exists=True),
        told("remove_index", "people", name="index_people_on_score", if_exists=True),
    ],
)
def test_an_index_that_may_be_gone_is_dropped_where_it_is_not(call: Call) -> None:
    assert done(call) == (DropIndex(Name("index_people_on_score"), if_exists=True),)


def test_an_index_that_nobody_finds_is_dropped_by_the_name_rails_would_give_it() -> None:
    assert done(told("remove_index", "people", "score")) == (DropIndex(Name("index_people_on_score")),)
    assert done(told("remove_index", "people", ["a", "b"]), at=SilentWorld()) == (
        DropIndex(Name("index_people_on_a_and_b")),
    )


def test_an_index_by_another_name_is_found_by_its_columns() -> None:
    assert done(told("remove_index", "people", "age")) == (DropIndex(Name("by_age")),)


def test_two_indexes_on_the_same_columns_are_not_chosen_between() -> None:
    twice = world("create table t (a int); create index one on t (a); create index two on t (a)")
    with pytest.raises(SourceError, match="one, two"):
        statements(told("remove_index", "t", "a"), NOW, twice)
    assert done(told("remove_index", "t", "a", name="two"), at=twice) == (DropIndex(Name("two")),)


def test_an_index_is_not_removed_without_saying_which() -> None:
    with pytest.raises(SourceError, match="without a name or columns"):
        statements(told("remove_index", "people"), NOW, people())


def test_a_foreign_key_that_is_there_is_not_added_again() -> None:
    assert sent(told("add_foreign_key", "people", "teams", if_not_exists=True)) == ()
    assert len(sent(told("add_foreign_key", "badges", "people", if_not_exists=True))) == 1
    assert len(sent(told("add_foreign_key", "people", "teams", if_not_exists=True), at=SilentWorld())) == 1


def test_a_foreign_key_that_may_be_gone_is_dropped_where_it_is_not() -> None:
    [dropped] = done(told("remove_foreign_key", "badges", "people", if_exists=True))
    assert dropped == DropConstraint(Name("badges"), "fk_rails_558adad132", if_exists=True)


def test_a_foreign_key_is_found_by_its_column_and_else_named_as_rails_would() -> None:
    by_column = told("remove_foreign_key", "people", column="age")
    assert done(by_column) == (DropConstraint(Name("people"), "teams_of_people"),)
    [dropped] = done(by_column, at=SilentWorld())
    assert isinstance(dropped, DropConstraint)
    assert dropped.name.startswith("fk_rails_")


def test_a_check_that_is_there_is_not_added_again() -> None:
    again = told("add_check_constraint", "people", "age > 17", name="old_enough", if_not_exists=True)
    assert sent(again) == ()
    assert len(sent(again, at=SilentWorld())) == 1


def test_a_check_that_may_be_gone_is_dropped_where_it_is_not() -> None:
    [dropped] = done(told("remove_check_constraint", "people", name="nope", if_exists=True))
    assert dropped == DropConstraint(Name("people"), "nope", if_exists=True)


def test_an_exclusion_is_dropped_by_name_or_by_what_it_says() -> None:
    named = told("remove_exclusion_constraint", "people", name="one_team")
    assert done(named) == (DropConstraint(Name("people"), "one_team"),)
    [said] = sent(told("remove_exclusion_constraint", "people", "age WITH ="))
    [made] = sent(told("add_exclusion_constraint", "people", "age WITH =", using="btree"))
    name = said.rsplit(" ", 1)[-1]
    assert name.startswith('"excl_rails_')
    assert name in made


def test_an_enumeration_is_a_new_type() -> None:
    made = done(told("create_enum", "color", ["red", "it's"]))
    assert made == (CreateType(Name("color"), ("red", "it's")),)


def test_a_file_of_paperclip_is_four_columns() -> None:
    added = done(told("add_attachment", "people", "photo"))
    names = [one.column.name for one in added if isinstance(one, AddColumn)]
    assert names == ["photo_file_name", "photo_content_type", "photo_file_size", "photo_updated_at"]
    [made] = done(Call("create_table", ("pets",), {"id": False}, (told("attachment", "photo"),), 1))
    assert isinstance(made, CreateTable)
    assert [one.name for one in made.columns] == names
    removed = done(told("remove_attachment", "people", "photo"))
    assert [one.column for one in removed if isinstance(one, DropColumn)] == names
    changed = done(Call("change_table", ("people",), {}, (told("attachment", "photo"),), 1))
    assert changed == added


def test_a_schema_goes_with_all_that_is_in_it() -> None:
    assert sent(told("drop_schema", "other", if_exists=True)) == ('DROP SCHEMA IF EXISTS "other" CASCADE',)


def test_a_table_renamed_in_the_dark_keeps_the_names_of_its_indexes() -> None:
    assert done(told("rename_table", "people", "persons"), at=SilentWorld()) == (
        RenameTable(Name("people"), "persons"),
    )


def test_the_indexes_of_a_renamed_table_get_short_names_where_long_ones_do_not_fit() -> None:
    long = "a_table_with_a_name_that_makes_its_index_names_quite_long_x"
    renamed = [one for one in done(told("rename_table", "teams", long)) if isinstance(one, RenameIndex)]
    assert renamed[1] == RenameIndex(Name("index_teams_on_title"), "idx_on_title_0c85c2991b")
    assert len(renamed[0].to) == 63
    with pytest.raises(SourceError, match="longer than 63"):
        statements(told("rename_table", "teams", long), (7, 0), people())


SETTINGS = world(
    "create table settings (a int, b int, c int);"
    "create index index_settings_on_a_and_b on settings (a, b);"
    "create index index_settings_on_b_and_c on settings (b, c)"
)


def changed(*calls: Call) -> list[Operation]:
    return list(done(Call("change_table", ("settings",), {}, calls, 1), at=SETTINGS))


def test_indexes_are_renamed_with_each_column_that_is_renamed() -> None:
    renamed = changed(told("rename", "a", "x"), told("rename", "b", "y"))
    assert [(one.index.name, one.to) for one in renamed if isinstance(one, RenameIndex)] == [
        ("index_settings_on_a_and_b", "index_settings_on_x_and_b"),
        ("index_settings_on_b_and_c", "index_settings_on_y_and_c"),
        ("index_settings_on_x_and_b", "index_settings_on_x_and_y"),
    ]


def test_an_index_that_went_before_is_not_renamed() -> None:
    for gone in (told("remove_index", ["a", "b"]), told("remove", "b")):
        assert not any(isinstance(one, RenameIndex) for one in changed(gone, told("rename", "a", "x")))


def test_nulls_are_filled_before_they_are_forbidden() -> None:
    filled, forbidden = done(told("change_column_null", "people", "age", False, "3"))
    assert isinstance(filled, Update)
    assert filled.changes == (("age", "3"),)
    assert filled.where is not None
    assert forbidden == SetNotNull(Name("people"), "age")


def test_before_5_2_a_new_default_fills_the_nulls_that_a_change_of_column_forbids() -> None:
    change = told("change_column", "people", "name", "string", default="x", null=False)
    assert any(isinstance(one, Update) for one in done(change, (5, 1)))
    assert not any(isinstance(one, Update) for one in done(change, (5, 2)))


def test_an_empty_hash_is_a_default_and_not_a_lack_of_options() -> None:
    assert sent(told("change_column_default", "people", "settings", {}))[0].endswith("SET DEFAULT '{}'")
    assert sent(told("change_column_default", "people", "settings"))[0].endswith("SET DEFAULT '{}'")


def test_a_default_is_quoted_by_itself_where_the_type_is_not_known() -> None:
    assert sent(told("change_column_default", "people", "age", "7"), at=SilentWorld())[0].endswith("DEFAULT '7'")
    assert sent(told("change_column_default", "people", "age", "7"))[0].endswith("DEFAULT 7")


def test_a_join_table_is_named_after_both() -> None:
    made = done(told("create_join_table", "music_artists", "music_records"))[0]
    assert isinstance(made, CreateTable)
    assert made.table == Name("music_artists_records")


def unknown() -> Unknown:
    return Unknown("it comes from the environment")


@pytest.mark.parametrize(
    "call",
    [
        lambda: told("add_column", unknown(), "a", "string"),
        lambda: told("add_column", "people", "a", unknown()),
        lambda: told("add_column", "people", "a", "string", default=unknown()),
        lambda: told("add_column", "people", "a", "string", limit=unknown()),
        lambda: told("add_column", "people", "a", "string", null=unknown()),
        lambda: told("add_index", "people", unknown()),
        lambda: told("add_index", "people", ["age", unknown()]),
        lambda: told("add_index", "people", "age", unique=unknown()),
        lambda: told("add_index", "people", "age", where=unknown()),
        lambda: told("add_reference", "people", "boss", foreign_key=unknown()),
        lambda: told("add_foreign_key", "people", unknown()),
        lambda: told("change_column_null", "people", "age", unknown()),
        lambda: told("change_column_null", "people", "age", False, unknown()),
        lambda: told("remove_columns", "people", unknown()),
        lambda: told("drop_table", unknown()),
        lambda: told("create_table", "t", id=unknown()),
    ],
)
def test_an_argument_that_is_not_known_is_a_reason_and_never_a_guess(call: Callable[[], Call]) -> None:
    with pytest.raises(SourceError, match="it comes from the environment"):
        statements(call(), NOW, people())


@pytest.mark.parametrize("name", ["add_column", "add_index", "rename_column", "drop_table", "change_column_null"])
def test_a_statement_without_arguments_is_a_reason(name: str) -> None:
    with pytest.raises(SourceError, match=name):
        statements(told(name), NOW, people())


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("integer", {"limit": 9}),
        ("decimal", {"scale": 2}),
        ("enum", {}),
        ("virtual", {"as": "1"}),
    ],
)
def test_a_type_that_rails_refuses_is_a_reason(kind: str, options: dict[str, Value]) -> None:
    with pytest.raises(SourceError):
        statements(told("add_column", "people", "a", kind, **options), NOW, people())


def test_what_is_called_on_a_table_and_not_known_is_a_reason() -> None:
    for name in ("create_table", "change_table"):
        call = Call(name, ("people",), {}, (told("frobnicate", "x"),), 1)
        with pytest.raises(SourceError, match="frobnicate"):
            statements(call, NOW, people())


def test_a_comment_that_is_not_known_does_not_matter() -> None:
    call = told("add_column", "people", "a", "string", comment=unknown())
    assert [one for one in done(call) if isinstance(one, AddColumn)]


def test_names_in_quotes_and_with_a_schema_are_taken_apart() -> None:
    [added] = done(told("add_index", 'other."Things"', Symbol("code"), name="x"))
    assert isinstance(added, AddIndex)
    assert added.index.table == Name("Things", "other")


def test_raw_text_is_sent_as_it_is() -> None:
    assert sent(told("add_column", "people", "at", "date", default=Raw("now()")))[0].endswith("DEFAULT now()")
    assert "(lower(name))" in sent(told("add_index", "people", Raw("lower(name)"), name="z"))[0]
