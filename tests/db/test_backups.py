"""Backups made by pg_dump of two versions are restored whole, or refused with a reason."""

from pathlib import Path

import pytest

from auditor.db.backups import Kind, recognise, restore
from auditor.db.servers import Server
from auditor.errors import QueryError
from tests.db import dumps

KINDS = {
    "dump.sql": Kind.SQL,
    "dump.sql.gz": Kind.SQL_GZ,
    "custom.dump": Kind.CUSTOM,
    "dump.tar": Kind.TAR,
    "directory": Kind.DIRECTORY,
    "classic": Kind.DISCOURSE_TAR_GZ,
    "oldest": Kind.DISCOURSE_TAR_GZ,
    "uploads first": Kind.DISCOURSE_TAR_GZ,
    "new": Kind.DISCOURSE_TAR,
    "new, gzipped": Kind.DISCOURSE_TAR_GZ,
    "ungzipped": Kind.DISCOURSE_TAR,
}


@pytest.mark.parametrize("form", KINDS)
def test_every_form_comes_back_whole(
    form: str, new_source: dumps.Source, server: Server, restored_database: str
) -> None:
    seen: list[tuple[int, int]] = []
    backup = recognise(new_source.backups[form])
    clone = restore(
        backup, server, database="restored", extensions=dumps.EXTENSIONS, progress=lambda *n: seen.append(n)
    )
    assert backup.kind is KINDS[form]
    assert dumps.contents(clone) == new_source.contents
    assert seen == sorted(seen, key=lambda pair: pair[0] / pair[1])
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize("form", KINDS)
def test_what_an_older_server_dumped_comes_back_on_the_newest(
    form: str, old_source: dumps.Source, server: Server, restored_database: str
) -> None:
    assert dumps.contents(dumps.bring_back(server, old_source.backups[form])) == old_source.contents


@pytest.mark.parametrize("form", [form for form in KINDS if form not in {"new", "new, gzipped"}])
def test_an_older_server_restores_its_own(form: str, old_source: dumps.Source, older_server: Server) -> None:
    try:
        assert dumps.contents(dumps.bring_back(older_server, old_source.backups[form])) == old_source.contents
    finally:
        older_server.drop("restored")


def test_plain_sql_of_the_newest_comes_back_on_an_older_server(new_source: dumps.Source, older_server: Server) -> None:
    try:
        assert dumps.contents(dumps.bring_back(older_server, new_source.backups["classic"])) == new_source.contents
    finally:
        older_server.drop("restored")


def test_the_trigger_function_that_is_not_in_the_backup_still_refuses(
    new_source: dumps.Source, server: Server, restored_database: str
) -> None:
    clone = dumps.bring_back(server, new_source.backups["classic"])
    with pytest.raises(QueryError, match="refused by a trigger"):
        clone.execute("update users set email = 'new' where id = 1")


@pytest.mark.parametrize("form", ["dump.sql", "custom.dump"])
def test_a_restored_database_is_vacuumed_and_not_owned_by_a_superuser(
    form: str, new_source: dumps.Source, server: Server, restored_database: str
) -> None:
    clone = dumps.bring_back(server, new_source.backups[form])
    sizes = clone.query("select relpages, relallvisible from pg_class where relname = 'posts'")[0]
    # A page that another process holds at that moment is passed over.
    assert 0.8 * int(sizes["relpages"] or 0) <= int(sizes["relallvisible"] or 0) > 0
    assert clone.query("select count(*) from pg_stats where tablename = 'posts'")[0]["count"] == 3
    assert clone.query("select usesuper from pg_user where usename = current_user") == [{"usesuper": False}]
    with pytest.raises(QueryError):
        clone.execute("copy posts to '/dev/null'")


def test_what_only_a_cluster_has_is_passed_over(each_server: Server, tmp_path: Path) -> None:
    words = """
        create database other; \n\\connect other
        create role app; alter table nothing owner to app; grant all on schema public to app; begin; commit;
        set transaction_timeout = 0; set default_table_access_method = heap; set nonsense = 1; set role app;
        comment on extension nothing is 'x'; create schema public; create extension if not exists plpgsql;
        create extension nothing_known; create publication p for all tables;
        create table t (a text); comment on table nothing is 'x';
    """
    clone = dumps.bring_back(each_server, dumps.write_dump(tmp_path / "d.sql", words))
    assert clone.query("select * from t") == []
    each_server.drop("restored")


def test_collations_that_this_server_does_not_have_do_not_stop_a_restore(each_server: Server, tmp_path: Path) -> None:
    words = """
        create collation public.numeric_order (provider = icu, locale = 'en-u-kn-true', deterministic = false);
        create table t (a text collate pg_catalog."xx_YY.utf8", b text collate public.numeric_order);
        create index i on t (a collate "zz_ZZ");
        create index j on t (b);
    """
    clone = dumps.bring_back(each_server, dumps.write_dump(tmp_path / "d.sql", words))
    assert clone.query("select count(*) from pg_indexes where tablename = 't'") == [{"count": 2}]
    each_server.drop("restored")


def test_a_dump_in_another_encoding_is_converted(each_server: Server, tmp_path: Path) -> None:
    path = dumps.write_dump(
        tmp_path / "d.sql",
        "set client_encoding = 'LATIN1'; create table t (\"Ä\" text); copy t from stdin;\nß\n\\.\n"
        'create index "Ö" on t ("Ä");',
    )
    path.write_bytes(path.read_text().encode("latin-1"))
    clone = dumps.bring_back(each_server, path)
    assert clone.query("select * from t") == [{"Ä": "ß"}]
    assert clone.query("select indexname::text as i from pg_indexes where tablename = 't'") == [{"i": "Ö"}]
    each_server.drop("restored")


def test_rows_written_as_inserts_come_back(new_source: dumps.Source, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "inserts.sql"
    path.write_bytes(dumps.pg_dump(server, "source", *dumps.AS_DISCOURSE_ASKS, "--inserts"))
    try:
        assert dumps.contents(dumps.bring_back(server, path)) == new_source.contents
    finally:
        server.drop("restored")


def test_a_whole_database_with_its_own_schemas_comes_back(
    new_source: dumps.Source, server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "whole.sql"
    path.write_bytes(dumps.pg_dump(server, "source", "--create"))
    try:
        clone = dumps.bring_back(server, path)
        assert dumps.contents(clone) == new_source.contents
        with pytest.raises(QueryError, match="email; is readonly"):
            clone.execute("update users set email = 'new' where id = 1")
    finally:
        server.drop("restored")


def test_an_index_that_needs_what_comes_later_waits_for_it(server: Server, tmp_path: Path) -> None:
    words = """
        create table t (id integer, name text);
        alter table only t add constraint t_pkey primary key (id);
        create index early on later (id);
        create index broken_by_order on t (late(name));
        create function late(text) returns text language sql immutable as 'select $1';
        create materialized view later as select id, name from t group by id;
    """
    clone = dumps.bring_back(server, dumps.write_dump(tmp_path / "d.sql", words))
    assert clone.query("select count(*) from pg_indexes where schemaname = 'public'") == [{"count": 3}]
    server.drop("restored")
