"""Makes the backups that the tests restore: a small forum with every trap, dumped in every form."""

import gzip
import io
import os
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.db.backups import recognise, restore
from auditor.db.clone import Clone
from auditor.db.servers import Server

SCHEMA = r"""
create extension hstore; create extension pg_trgm;
create schema discourse_functions;
create function discourse_functions.raise_users_email_readonly() returns trigger language plpgsql
    as $$ begin raise exception 'email; is readonly'; end $$;
create table users (id serial primary key, username text not null unique, email text, extra hstore, born timestamptz);
create index users_trgm on users using gin (username gin_trgm_ops);
create index users_extra on users using gist (extra);
create table posts (id bigserial primary key, user_id integer references users, raw text);
create index on posts (lower(raw));
create unique index posts_once on posts (user_id, id) where user_id is not null;
create view badge_posts as select p.*, u.username as "who; wrote" from posts p join users u on u.id = p.user_id;
create view counted as select u.id, u.username, count(*) from users u group by u.id;
create materialized view totals as select user_id, count(*) as posts from posts group by user_id;
create unique index on totals (user_id);
create function shout(text) returns text language sql immutable as $f$ select upper($1) || ';' $f$;
create function touch() returns trigger language plpgsql
    as $$ begin new.born = coalesce(new.born, 'epoch'); return new; end $$;
create trigger touched before insert on users for each row execute function touch();
create trigger closed before insert or update of email on users for each row when (new.email is not null)
    execute function discourse_functions.raise_users_email_readonly();
comment on table users is 'it''s "quoted"; \. and $$';
create table "odd;""name" ("select" text default 'a;''b\');
create sequence loose start 42;
"""
ROWS: list[tuple[int, str]] = [
    (1, "plain"),
    (2, 'it\'s; "quoted" -- no comment /* none */'),
    (3, "back\\slash \\. \\n \\\\"),
    (4, "\\."),
    (5, "line\nbreak\r\n\\.\nand\ttab"),
    (6, "$$ $tag$ %s :x {}"),
    (7, "-- PostgreSQL database dump complete"),
    (8, "Ünïcödé \u202e 🎉"),
    (9, ""),
]
AS_DISCOURSE_ASKS = ("--schema=public", "--no-owner", "--no-privileges")
EXTENSIONS = ("hstore", "pg_trgm", "no_such_extension")


def fill(clone: Clone) -> None:
    """Makes the forum in an empty database."""
    clone.execute(SCHEMA)
    clone.execute("insert into users (username, extra) select 'user' || n, 'a=>1' from generate_series(1, 50) n")
    clone.copy("posts", ["id", "user_id", "raw"], [(number, number, raw) for number, raw in ROWS])
    clone.execute("insert into posts (id, raw) select n, repeat(md5(n::text), 9) from generate_series(100, 3000) n")
    clone.execute("select setval('posts_id_seq', 3000), nextval('loose'); refresh materialized view totals")


def contents(clone: Clone) -> Mapping[str, object]:
    """What must be the same after a restore."""
    named = "select relname::text, relkind::text from pg_class where relnamespace = 'public'::regnamespace"
    kept = "select objid from pg_depend where deptype = 'e'"
    return {
        "posts": clone.query("select * from posts order by id"),
        "users": clone.query("select * from users order by id"),
        "view": clone.query("select * from badge_posts order by id"),
        "counted": clone.query("select * from counted order by id"),
        "totals": clone.query("select * from totals order by user_id"),
        "relations": clone.query(f"{named} and oid not in ({kept}) order by 1"),
        "constraints": clone.query(
            "select conname::text, contype::text from pg_constraint"
            " where contype <> 'n' and connamespace = 'public'::regnamespace order by 1"
        ),
        "triggers": clone.query("select tgname::text from pg_trigger where not tgisinternal order by 1"),
        "sequences": clone.query("select sequencename::text, last_value from pg_sequences order by 1"),
        "shout": clone.query("select shout('a')"),
    }


def pg_dump(server: Server, database: str, *words: str) -> bytes:
    """What pg_dump of that server's version writes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [server.installation.program("pg_dump"), "--dbname", server.url(database), *words],
        check=True,
        capture_output=True,
        env=environment,
    ).stdout


def every_form(server: Server, database: str, folder: Path) -> dict[str, Path]:
    """One backup of each form."""
    plain = pg_dump(server, database, *AS_DISCOURSE_ASKS)
    made = {name: folder / name for name in ("dump.sql", "dump.sql.gz", "custom.dump", "dump.tar", "directory")}
    made["dump.sql"].write_bytes(plain)
    made["dump.sql.gz"].write_bytes(gzip.compress(plain))
    for name, form in (("custom.dump", "c"), ("dump.tar", "t"), ("directory", "d")):
        pg_dump(server, database, *AS_DISCOURSE_ASKS, f"--format={form}", f"--file={made[name]}")
    uploads = {"uploads/default/1.png": os.urandom(50_000), "uploads/default/dump.sql": b"no dump"}
    parts = {f"db/{file.name}": file.read_bytes() for file in sorted(made["directory"].iterdir(), reverse=True)}
    made["classic"] = archive(
        folder / "forum-2026-01-02-030405-v20180820080623.tar.gz", {"dump.sql.gz": gzip.compress(plain)} | uploads
    )
    made["oldest"] = archive(folder / "oldest.tar.gz", {"./meta.json": b"{}", "./dump.sql": plain} | uploads)
    made["uploads first"] = archive(folder / "reversed.tar.gz", uploads | {"dump.sql.gz": gzip.compress(plain)})
    made["new"] = archive(folder / "new.tar", {"meta.json": b"{}"} | uploads | parts)
    made["new, gzipped"] = archive(folder / "new.tar.gz", {"meta.json": b"{}"} | uploads | parts)
    made["ungzipped"] = archive(folder / "ungzipped.tar", uploads | {"dump.sql.gz": gzip.compress(plain)})
    return made


def archive(path: Path, files: Mapping[str, bytes]) -> Path:
    """A tar archive of these files, with gzip if its name says so."""
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as made:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return path


@dataclass(frozen=True, slots=True)
class Source:
    """A database, and its backups by form."""

    contents: Mapping[str, object]
    backups: Mapping[str, Path]


def source(server: Server, folder: Path) -> Source:
    clone = server.create("source")
    fill(clone)
    return Source(contents(clone), every_form(server, "source", folder))


def bring_back(server: Server, path: Path) -> Clone:
    return restore(recognise(path), server, database="restored", extensions=EXTENSIONS)


def write_dump(path: Path, *statements: str) -> Path:
    lines = ["--\n-- PostgreSQL database dump\n--\n", *statements, "--\n-- PostgreSQL database dump complete\n--\n"]
    path.write_text("\n".join(lines))
    return path


def assert_nothing_left(server: Server) -> None:
    everything = Clone(server, "postgres").query("select datname::text from pg_database")
    assert "restored" not in {row["datname"] for row in everything}
    assert {path.name for path in server.folder.iterdir()} == {"data", "socket", "log", "lock"}
