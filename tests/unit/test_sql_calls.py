import pytest

from auditor.migrations.sql_calls import unsure_call


@pytest.mark.parametrize(
    "name",
    [
        "lower",
        "pg_catalog.set_config",
        "setval",
        "jsonb_set",
        "pg_advisory_lock",
        "sha256",
        "uuid_generate_v4",
        "count",
    ],
)
def test_what_comes_with_postgresql_leaves_rows_alone(name: str) -> None:
    assert unsure_call([name]) is None


@pytest.mark.parametrize("name", ["tidy_up", "app.lower", "lowered", "counter", "create_hypertable", "dblink_exec"])
def test_any_other_function_may_change_rows(name: str) -> None:
    assert unsure_call(["lower", name, "other"]) == name
