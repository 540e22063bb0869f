"""Whatever leads to a database leads to the clone, under whatever name it stands."""

from types import SimpleNamespace
from typing import Any

import pytest

from auditor.rehearse.runners.environment import NOWHERE, environment

URL = "postgresql:///attempt?host=%2Ftmp%2Fs&port=5432&user=auditor_restorer"
CLONE: Any = SimpleNamespace(url=URL, database="attempt", role="auditor_restorer")


def led(name: str, value: str) -> str | None:
    return environment(CLONE, {name: value}).get(name)


def test_the_names_that_frameworks_read_are_there_without_being_asked_for() -> None:
    found = environment(CLONE, {})
    assert found["DATABASE_URL"] == found["AUDITOR_CLONE_URL"] == found["GOOSE_DBSTRING"] == URL
    assert [found[one] for one in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE")] == [
        *("/tmp/s", "5432", "auditor_restorer", "attempt")
    ]
    for before in ("DB_", "DISCOURSE_DB_"):
        assert (found[before + "HOST"], found[before + "NAME"]) == ("/tmp/s", "attempt")
        assert found[before + "USERNAME"] == "auditor_restorer"
    assert (found["POSTGRES_HOST"], found["POSTGRES_DB"]) == ("/tmp/s", "attempt")


@pytest.mark.parametrize(
    "name",
    ["PGPASSWORD", "PGSERVICE", "PGHOSTADDR", "PGOPTIONS", "PGSSLMODE", "PGSSLROOTCERT", "PGTARGETSESSIONATTRS"],
)
def test_what_libpq_would_read_besides_is_gone(name: str) -> None:
    assert name not in environment(CLONE, {name: "production"})


def test_files_with_passwords_and_services_are_not_found() -> None:
    found = environment(CLONE, {"PGPASSFILE": "/root/.pgpass", "PGSERVICEFILE": "/root/.pg_service.conf"})
    assert {found[one] for one in ("PGPASSFILE", "PGSERVICEFILE", "PGSYSCONFDIR")} == {"/dev/null/none"}


@pytest.mark.parametrize(
    ("name", "value", "now"),
    [
        ("BOARD_DATABASE_URL", "postgresql+psycopg://u:p@prod:6432/x", URL.replace("sql:", "sql+psycopg:")),
        ("REPORTS", "postgres://prod/x?sslmode=require", URL.replace("postgresql", "postgres")),
        ("GIS", "postgis://prod/x", URL.replace("postgresql", "postgis")),
        ("TWO", "postgresql://a,b/x", URL),
        (
            "CONFIG",
            '{"url": "postgres://prod/x", "pool": 5}',
            f'{{"url": "{URL.replace("postgresql", "postgres")}", "pool": 5}}',
        ),
        ("SPRING_DATASOURCE_URL", "jdbc:postgresql://prod/x?user=u", NOWHERE),
        ("SQITCH_OTHER", "db:pg://prod/x", "db:pg:attempt"),
        ("DSN", "host=prod dbname=x password=p", "host=/tmp/s port=5432 dbname=attempt user=auditor_restorer"),
        ("DSN", "service=prod", "host=/tmp/s port=5432 dbname=attempt user=auditor_restorer"),
        ("NET", "Host=prod;Database=x;Password=p", "Host=/tmp/s;Port=5432;Database=attempt;Username=auditor_restorer"),
        ("MY_DB_HOST", "prod", "/tmp/s"),
        ("DISCOURSE_DB_REPLICA_HOST", "replica", "/tmp/s"),
        ("AIRFLOW__DATABASE__PORT", "6432", "5432"),
        ("RDS_USERNAME", "admin", "auditor_restorer"),
        ("POSTGRES_PASSWORD", "secret", "not-needed"),
        ("DB_SSLMODE", "verify-full", "disable"),
    ],
)
def test_what_names_a_database_names_the_clone_in_the_same_form(name: str, value: str, now: str) -> None:
    assert led(name, value) == now


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PATH", "/usr/bin"),
        ("PGTZ", "UTC"),
        ("REDIS_URL", "redis://prod/0"),
        ("REDIS_DB_HOST", "prod"),
        ("MYSQL_DATABASE", "x"),
        ("HTTP_HOST", "example.org"),
        ("DB_POOL", "5"),
        ("USER", "me"),
        ("MESSAGE", "the host = of the feast"),
        ("HOMEPAGE", "https://www.postgresql.org/docs"),
    ],
)
def test_all_else_stays(name: str, value: str) -> None:
    assert led(name, value) == value


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("postgresql+asyncpg://prod/x", "postgresql+asyncpg"),
        ("postgis://prod/x", "postgis"),
        ("mysql://x", "postgresql"),
    ],
)
def test_the_driver_of_the_applications_own_url_is_kept(value: str, scheme: str) -> None:
    assert led("DATABASE_URL", value) == URL.replace("postgresql", scheme)


def test_no_value_of_ours_that_leads_elsewhere_is_left() -> None:
    ours = {"DATABASE_URL": "postgres://u:hidden@prod/x", "PGPASSWORD": "hidden", "DB_PASS": "hidden", "PGHOST": "prod"}
    assert not [one for one in environment(CLONE, ours).values() if "hidden" in one or "prod" in one]


LENT: Any = SimpleNamespace(
    url="postgresql://lodger:p%40s%2Fs@db.example.org:6432/attempt?sslmode=require", database="attempt", role="lodger"
)


def test_a_clone_on_a_lent_server_is_named_with_all_that_it_needs() -> None:
    found = environment(LENT, {"MY_DB_PASSWORD": "production", "JAVA": "jdbc:postgresql://prod/x?user=u"})
    assert found["DATABASE_URL"] == LENT.url
    assert [found[one] for one in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSSLMODE")] == [
        *("db.example.org", "6432", "lodger", "p@s/s", "require")
    ]
    assert {found[one] for one in ("MY_DB_PASSWORD", "DB_PASSWORD", "DISCOURSE_DB_PASSWORD")} == {"p@s/s"}
    assert (found["DB_SOCKET"], found["DISCOURSE_DB_SOCKET"]) == ("", "")
    assert found["JAVA"] == (
        "jdbc:postgresql://db.example.org:6432/attempt?user=lodger&password=p%40s%2Fs&sslmode=require"
    )
