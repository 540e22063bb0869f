"""Servers whose log is read, and a small forum on them with a ledger of migrations."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from auditor.db.clone import Clone
from auditor.db.servers import RESTORER, Server
from auditor.db.watching import Watch

LEDGER = ("schema_migrations", "select version::text as version from schema_migrations")
FORUM = """
create table schema_migrations (version varchar primary key);
insert into schema_migrations values ('1');
create table users (id int primary key);
insert into users select generate_series(0, 9);
create table posts (id serial primary key, user_id int, raw text);
insert into posts (user_id, raw) select n % 10, 'post ' || n from generate_series(1, 1000) n;
"""


@contextmanager
def forum(server: Server, name: str) -> Iterator[Clone]:
    """A database that belongs to a role which can do nothing outside of it."""
    clone = server.create(name, owner=RESTORER)
    try:
        clone.execute(FORUM)
        yield clone
    finally:
        server.drop(name)


def send(clone: Clone, *statements: str) -> str | None:
    """Sends the statements one by one, as an application does, until one fails; the SQLSTATE of that one."""
    with psycopg.connect(clone.url, autocommit=True) as session:
        try:
            for statement in statements:
                session.execute(statement.encode())
        except psycopg.Error as error:
            return error.sqlstate
    return None


def migrate(version: str, *statements: str) -> tuple[str, ...]:
    """A migration in a transaction, with what notes it."""
    return ("begin", *statements, f"insert into schema_migrations values ('{version}')", "commit")


@contextmanager
def watched(clone: Clone, ledger: tuple[str, str] | None = LEDGER) -> Iterator[Watch]:
    watch = Watch(clone, ledger)
    try:
        yield watch
    finally:
        watch.take_down()


def psql(clone: Clone, script: str) -> "subprocess.CompletedProcess[str]":
    """A script run by PostgreSQL's own client, as a tool of migrations does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    words = [clone.server.installation.program("psql"), "-X", "-v", "ON_ERROR_STOP=1", "-d", clone.url]
    return subprocess.run(words, input=script, text=True, capture_output=True, check=False, env=environment)
