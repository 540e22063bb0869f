"""A server that the user lends: clones are made there, marked, and removed; nothing else is touched."""

from collections.abc import Iterator

import pytest

from auditor.db.clone import Clone
from auditor.db.lent import MARK, LentServer, lend
from auditor.db.servers import Server
from auditor.errors import ServerError, TargetError

ROLE = "lodger"


@pytest.fixture(scope="module")
def house(each_server_of_module: Server) -> Server:
    """A server with a role that may make databases and is no superuser."""
    Clone(each_server_of_module, "postgres").execute(f"create role {ROLE} login createdb; create role guest login")
    return each_server_of_module


@pytest.fixture(scope="module", params=["server", "older_server"])
def each_server_of_module(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


@pytest.fixture
def lent(house: Server) -> Iterator[LentServer]:
    with lend(house.url("postgres", ROLE)) as server:
        yield server


def names(house: Server) -> dict[str, str]:
    rows = Clone(house, "postgres").query(
        "select datname::text as name, shobj_description(oid, 'pg_database') as said from pg_database"
        " where datname like 'auditor%'"
    )
    return {str(row["name"]): str(row["said"]) for row in rows}


def test_clones_have_names_of_their_own_are_marked_and_go_with_the_run(house: Server) -> None:
    with lend(house.url("postgres", ROLE)) as server:
        first = server.create("before")
        first.execute("create table t (a int); insert into t values (1)")
        second = server.create("attempt", first.database)
        assert second.query("select a from t") == [{"a": 1}]
        assert set(names(house)) == {first.database, second.database}
        assert all(said.startswith(MARK) for said in names(house).values())
        server.drop("attempt")
        assert set(names(house)) == {first.database}
    assert names(house) == {}


def test_what_this_run_has_not_made_is_not_touched(lent: LentServer) -> None:
    lent.drop("no such database")
    with pytest.raises(ServerError, match="postgres was not made by this run, and is not touched"):
        lent.drop("postgres")


def test_what_a_killed_run_has_left_goes_with_the_next_even_if_it_was_not_marked_yet(house: Server) -> None:
    odd = "auditor_clone_0badcafe_notes"
    for name in ("auditor_clone_00000007_before", "auditor_clone_00000007_attempt", odd):
        Clone(house, "postgres").execute(f"create database {name} owner {ROLE}")
    Clone(house, "postgres").execute(f"comment on database auditor_clone_00000007_before is '{MARK}; run 00000007'")
    with lend(house.url("postgres", ROLE)) as server:
        assert server.removed == ("auditor_clone_00000007_attempt", "auditor_clone_00000007_before")
        assert set(names(house)) == {odd}
    Clone(house, "postgres").execute(f"drop database {odd}")


def test_the_clones_of_a_run_that_lives_are_left_alone(house: Server, lent: LentServer) -> None:
    clone = lent.create("before")
    with lend(house.url("postgres", ROLE)) as other:
        assert other.removed == ()
    assert clone.query("select 1 as one") == [{"one": 1}]


def test_what_is_kept_stays_and_is_known_again_as_disposable(house: Server) -> None:
    with lend(house.url("postgres", ROLE)) as server:
        clone = server.create("before")
        server.keep(clone, "backup.tar.gz")
        server.admit(clone.database, admitted=False)  # as a run leaves it that is killed
    with lend(house.url("postgres", ROLE)) as server:
        known = server.marked(house.url(clone.database, ROLE))
        assert known is not None
        assert known.database == clone.database
        assert server.marked(house.url("postgres", ROLE)) is None
    assert set(names(house)) == {clone.database}
    Clone(house, "postgres").execute(f"drop database {clone.database}")


def test_a_role_that_may_not_make_databases_is_told_what_it_lacks(house: Server) -> None:
    with pytest.raises(
        TargetError, match="the role guest may not make databases there; accepted: a role with CREATEDB"
    ):
        lend(house.url("postgres", "guest"))


def test_what_is_no_server_is_told() -> None:
    with pytest.raises(TargetError, match=r"--clone-on backup.dump: that is no server; accepted: postgresql://"):
        lend("backup.dump")
