import pytest
from known_world import people
from recorded import operations as operations_of
from recorded import told

from auditor.errors import SourceError
from auditor.migrations.rails.call import Call, Unknown, Value
from auditor.migrations.rails.schema_statements import operations
from auditor.model.operation import AddTrigger, DropColumn, DropTable, DropTrigger, Operation
from auditor.model.schema import Name


def dropped(dropper: str, name: str, *args: Value) -> tuple[Operation, ...] | None:
    return operations(Call(name, args, {}, None, 1, (told(f"Migration::{dropper}"),)), (5, 2), people())


def test_columns_go_with_the_triggers_that_kept_them_as_they_were() -> None:
    assert dropped("ColumnDropper", "execute_drop", "people", ["name", "age"]) == (
        DropTrigger(Name("people"), "people_name_readonly", if_exists=True),
        DropColumn(Name("people"), "name", if_exists=True),
        DropTrigger(Name("people"), "people_age_readonly", if_exists=True),
        DropColumn(Name("people"), "age", if_exists=True),
    )


def test_lists_of_columns_may_be_nested() -> None:
    flat = dropped("ColumnDropper", "execute_drop", "people", ["name", "age"])
    assert dropped("ColumnDropper", "execute_drop", "people", [["name"], ["age"]]) == flat


def test_names_are_sent_without_quotes_and_so_in_small_letters() -> None:
    assert dropped("TableDropper", "execute_drop", "People") == (DropTable(Name("people"), if_exists=True),)


def test_a_column_made_read_only_has_a_trigger_until_it_goes() -> None:
    [locked] = dropped("ColumnDropper", "mark_readonly", "people", "age") or ()
    assert locked == AddTrigger(
        Name("people"), "people_age_readonly", frozenset({"insert", "update"}), frozenset({"age"})
    )
    assert dropped("ColumnDropper", "drop_readonly", "people", "age") == (
        DropTrigger(Name("people"), "people_age_readonly", if_exists=True),
    )


def test_a_table_made_read_only_takes_nothing() -> None:
    [locked] = dropped("TableDropper", "read_only_table", "people") or ()
    assert isinstance(locked, AddTrigger)
    assert locked.events == {"insert", "update", "delete", "truncate"}


def test_the_name_of_the_class_may_stand_without_its_module() -> None:
    call = Call("execute_drop", ("people",), {}, None, 1, (told("TableDropper"),))
    assert operations(call, (5, 2), people()) == tuple(operations_of(["DROP TABLE IF EXISTS people"]))


def test_columns_that_are_not_known_are_a_reason() -> None:
    with pytest.raises(SourceError, match="from a file"):
        dropped("ColumnDropper", "execute_drop", "people", Unknown("they come from a file"))
    with pytest.raises(SourceError, match="columns"):
        dropped("ColumnDropper", "execute_drop", "people")


def test_a_drop_that_waits_for_time_to_pass_cannot_be_told() -> None:
    with pytest.raises(SourceError, match="time"):
        dropped("TableDropper", "delayed_drop", "people")


def test_other_classes_and_methods_are_none() -> None:
    assert dropped("Uploader", "execute_drop", "people") is None
    assert dropped("TableDropper", "something_else", "people") is None


def test_safe_migrate_does_nothing_to_the_database() -> None:
    assert dropped("SafeMigrate", "disable!") == ()
