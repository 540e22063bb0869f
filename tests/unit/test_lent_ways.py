"""How to connect to a database beside the one that was given."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from auditor.db.lent_ways import url_of

SERVER = {"host": "db.example.org", "port": "6432", "user": "o'b@x", "password": "p@s/s:w%rd", "sslmode": "require"}
SOCKET = {"host": "/run/postgresql", "port": "5433", "user": "lodger"}


@pytest.mark.parametrize("way", [SERVER, SOCKET, {**SERVER, "host": "::1"}, {**SOCKET, "password": "a b&c"}])
def test_every_part_comes_back_as_it_was(way: dict[str, str]) -> None:
    assert conninfo_to_dict(url_of("a/b c", way)) == {**way, "dbname": "a/b c"}


def test_a_server_stands_where_every_library_looks_for_it() -> None:
    assert url_of("x", {"host": "db", "port": "1", "user": "u", "password": "p"}) == "postgresql://u:p@db:1/x"
