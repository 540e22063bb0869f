"""How long a rehearsal takes against its parts: `python benchmarks/rehearsal.py [MEGABYTES…]`.

Restoring is what any copy costs, and migrating what the migrations cost; the rest is ours. Sizes are those of the
restored database.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from auditor.commands import audit, rehearse
from auditor.db import servers
from auditor.render.progress import Progress

MADE = """
create table schema_migrations (version varchar primary key);
create table members (id bigint primary key, email text not null, nick text, joined timestamptz not null, note text);
create table posts (id bigint primary key, member_id bigint not null, topic_id bigint not null, body text not null,
                    score integer not null, old_score text);
insert into members select n, 'm' || n || '@example.org', 'nick' || n, now() - n * interval '1 minute', repeat('x', 40)
from generate_series(1, {members}) n;
insert into posts select n, 1 + n % {members}, n / 20, repeat(md5(n::text), 8), n % 100, (n % 50)::text
from generate_series(1, {posts}) n;
create index posts_member on posts (member_id);
create index posts_topic on posts (topic_id);
vacuum analyze;
"""
FILES = {
    "20240101000000_unique": "create unique index members_email on members (email);",
    "20240102000000_reference": "alter table posts add foreign key (member_id) references members (id);",
    "20240103000000_fill": "update posts set score = score + 1 where topic_id % 10 = 0;",
    "20240104000000_type": "alter table posts alter column old_score type integer using old_score::integer;",
    "20240105000000_drop": "alter table members drop column note;",
}
BYTES_A_POST = 480


def main(sizes: list[int]) -> None:
    """One line for each size in megabytes."""
    parts: list[str] = []
    for megabytes in sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            backup, size = _backup(place, megabytes)
            report = _rehearsed(backup, _source(place), place)
        assert report.rehearsal is not None
        assert report.rehearsal.complete, report.rehearsal.failures
        seconds = report.rehearsal.parts
        if not parts:
            parts = list(seconds)
            print("| database | backup | " + " | ".join(parts) + " | all | all : restore + migrate |")
            print("|---" * (len(parts) + 4) + "|")
        total, least = sum(seconds.values()), seconds["restore"] + seconds["migrate"]
        told = " | ".join(f"{seconds[one]:.1f} s" for one in parts)
        print(f"| {megabytes:,} MB | {size / 1e6:,.0f} MB | {told} | {total:.1f} s | {total / least:.2f} |", flush=True)


def _backup(place: Path, megabytes: int) -> tuple[Path, int]:
    posts = megabytes * 1_000_000 // BYTES_A_POST
    path = place / "members.dump"
    with servers.start() as server:
        clone = server.create("members")
        for one in MADE.format(posts=posts, members=max(1, posts // 20)).split(";\n"):
            if one.strip():
                clone.execute(one)
        program = server.installation.program("pg_dump")
        subprocess.run([program, "-Fc", "-Z1", "-f", path, clone.url], check=True)
    return path, path.stat().st_size


def _source(place: Path) -> Path:
    folder = place / "app" / "db" / "migrations"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / f"{name}.sql").write_text(f"-- migrate:up\n{text}\n\n-- migrate:down\n")
    return place / "app"


def _rehearsed(backup: Path, source: Path, place: Path) -> audit.Report:
    options = rehearse.Options(audit.Options(sources=(source,)), log=place / "log")
    return rehearse.run(str(backup), options, progress=Progress(enabled=False))


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [100, 1000])
