import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.db.backups import recognise, restore
from auditor.db.clone import Clone
from auditor.db.dump import WRITERS, write_backup
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.forum import Forum, build
from auditor.forum.__main__ import main
from auditor.forum.catalog import load_catalog
from auditor.forum.schema import quoted


@pytest.fixture(scope="module")
def built(server: Server) -> Iterator[tuple[Clone, Forum]]:
    clone = server.create("a_forum")
    yield clone, build(clone)
    server.drop(clone.database)


def one(clone: Clone, sql: str) -> object:
    (row,) = clone.query(sql)
    (value,) = row.values()
    return value


def contents(clone: Clone) -> str:
    tables = [name for name, table in load_catalog()["tables"].items() if table["kind"] == "table"]
    sums = " union all ".join(
        f"select '{name}' as name, md5(string_agg(t::text, ';' order by t::text)) as sum from {quoted(name)} t"
        for name in tables
    )
    rows = clone.query(f"{sums} order by name")
    assert len(rows) == len(tables)
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_a_forum_is_as_large_as_it_says(built: tuple[Clone, Forum]) -> None:
    clone, forum = built
    assert one(clone, "select count(*) from posts") == forum.posts == 2_000
    assert one(clone, "select count(*) from users where id > 0") == forum.users
    keys_of_polls = "select count(*) from post_custom_fields, lateral json_each(value::json) where name = 'polls'"
    assert one(clone, keys_of_polls) == forum.legacy_polls == 120
    assert one(clone, "select count(*) from polls") == forum.new_polls + len(forum.remade)


def test_just_the_remade_polls_stand_in_the_way(built: tuple[Clone, Forum]) -> None:
    clone, forum = built
    rows = clone.query(
        """select p.post_id, p.name from post_custom_fields f, lateral json_each(f.value::json) as old
           join polls p on true
           where f.name = 'polls' and p.post_id = f.post_id and p.name = old.value ->> 'name' order by p.post_id"""
    )
    assert tuple((row["post_id"], row["name"]) for row in rows) == forum.remade
    assert [name for _, name in forum.remade] == ["poll", "what's next"]


def test_every_legacy_vote_can_be_carried_over(built: tuple[Clone, Forum]) -> None:
    clone, _ = built
    lost = """
        select count(*)
        from post_custom_fields v, lateral json_each(v.value::json) as voter, lateral json_each(voter.value) as ballot,
             lateral json_array_elements_text(ballot.value) as choice
        where v.name = 'polls-votes' and not (
          exists (select from users u where u.id = voter.key::int) and exists (
            select from post_custom_fields f, lateral json_each(f.value::json) as poll,
                        lateral json_array_elements(poll.value -> 'options') as option
            where f.name = 'polls' and f.post_id = v.post_id and poll.value ->> 'name' = ballot.key
              and option ->> 'id' = choice))"""
    assert one(clone, lost) == 0
    assert one(clone, "select count(*) from post_custom_fields where name = 'polls-votes'") != 0


def test_no_old_column_holds_what_its_successor_lacks(built: tuple[Clone, Forum]) -> None:
    clone, _ = built
    assert one(clone, "select count(*) from users where email is not null") == 0
    assert (
        one(clone, "select count(*) from users u where not exists (select from user_options where user_id = u.id)") == 0
    )
    assert one(clone, "select count(*) from user_options where email_level <> 1 or email_messages_level <> 0") == 0
    assert one(clone, "select count(*) from queued_posts") == 0


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        ("posts", "topic_id", "topics"),
        ("posts", "user_id", "users"),
        ("topics", "category_id", "categories"),
        ("post_actions", "post_id", "posts"),
        ("post_actions", "user_id", "users"),
        ("post_custom_fields", "post_id", "posts"),
        ("topic_tags", "tag_id", "tags"),
        ("group_users", "group_id", "groups"),
        ("user_emails", "user_id", "users"),
    ],
)
def test_no_row_hangs_in_the_air(built: tuple[Clone, Forum], table: str, column: str, target: str) -> None:
    sql = f"select count(*) filter (where t.id is null) as lost, count(*) as rows from {table} o left join {target} t"
    (row,) = built[0].query(f"{sql} on t.id = o.{column}")
    assert row["lost"] == 0
    assert row["rows"] != 0


def test_totals_agree_with_the_rows(built: tuple[Clone, Forum]) -> None:
    clone, _ = built
    assert one(clone, "select sum(post_count + topic_count) from user_stats") == one(
        clone, "select count(*) from posts where deleted_at is null"
    )
    wrong = """
        select count(*) from topics t
        where (t.posts_count, t.like_count, t.participant_count)::text is distinct from
              (select (count(*), sum(like_count), count(distinct user_id))::text from posts where topic_id = t.id)"""
    assert one(clone, wrong) == 0
    likes = (
        "select count(*) from posts p where like_count <> (select count(*) from post_actions a where a.post_id = p.id)"
    )
    assert one(clone, likes) == 0
    assert one(clone, "select sum(topic_count) = (select count(*) from topics) from categories") is True


def test_the_view_shows_what_everybody_can_see(built: tuple[Clone, Forum]) -> None:
    clone, _ = built
    seen = one(clone, "select count(*) from badge_posts")
    assert seen == one(clone, "select count(*) from posts where deleted_at is null")
    assert seen != one(clone, "select count(*) from posts")


def test_old_places_are_no_longer_written(built: tuple[Clone, Forum]) -> None:
    clone, _ = built
    with pytest.raises(QueryError, match=r"users\.email is no longer written"):
        clone.execute("update users set email = 'ada@example.org' where id = 1")
    with pytest.raises(QueryError, match="topic_status_updates is no longer written"):
        clone.execute(
            "insert into topic_status_updates (topic_id, execute_at, status_type, user_id) values (1, now(), 1, 1)"
        )
    assert one(clone, "select count(*) from users where email is not null") == 0


def test_the_application_can_go_on_writing(built: tuple[Clone, Forum]) -> None:
    clone, forum = built
    clone.execute(
        f"""begin;
            insert into posts (topic_id, post_number, raw, cooked, created_at, updated_at, last_version_at)
            values (1, 1000, 'One more', '<p>One more</p>', now(), now(), now());
            insert into polls (post_id, created_at, updated_at) values ({forum.posts + 1}, now(), now());
            rollback"""
    )
    used = one(clone, "select last_value from posts_id_seq")
    assert used == forum.posts + 1


def test_the_ledger_has_the_last_ordinary_migration_and_no_post_migration(built: tuple[Clone, Forum]) -> None:
    clone, forum = built
    assert one(clone, "select max(version) from schema_migrations") == forum.version
    assert one(clone, "select count(*) from schema_migrations where version = '20180820080623'") == 0
    assert one(clone, "select count(*) from schema_migrations") == one(
        clone, "select count(*) from schema_migration_details where name is not null"
    )


def test_its_backup_is_named_as_the_application_would(built: tuple[Clone, Forum]) -> None:
    _, forum = built
    assert forum.backup_name == f"the-potting-shed-2019-06-30-033012-v{forum.version}.tar.gz"


@pytest.mark.parametrize("ending", WRITERS)
def test_it_comes_back_whole_from_each_form_of_backup(
    built: tuple[Clone, Forum], server: Server, tmp_path: Path, ending: str
) -> None:
    clone, forum = built
    path = tmp_path / forum.backup_name.replace(".tar.gz", ending)
    write_backup(clone, path)
    restored = restore(recognise(path), server, database="restored", extensions=["hstore", "pg_trgm"])
    try:
        assert contents(restored) == contents(clone)
        assert one(restored, "select count(*) from pg_trigger where not tgisinternal") == 6
    finally:
        server.drop("restored")


@pytest.mark.parametrize(("ledger", "done"), [("before", 834), ("between", 930), ("after", 942)])
def test_the_ledger_can_be_that_of_another_moment(database: Clone, ledger: Any, done: int) -> None:
    build(database, posts=200, ledger=ledger)
    assert one(database, "select count(*) from schema_migrations") == done


def test_a_seed_gives_the_same_rows_on_every_server(server: Server, older_server: Server) -> None:
    found = []
    for running in (server, older_server):
        clone = running.create("same_rows")
        build(clone, posts=200)
        found.append(contents(clone))
        running.drop(clone.database)
    assert found[0] == found[1]


def test_another_seed_gives_another_forum(server: Server) -> None:
    found = set()
    for seed in (1, 2):
        clone = server.create("another")
        build(clone, posts=200, seed=seed)
        found.add(contents(clone))
        server.drop(clone.database)
    assert len(found) == 2


def test_more_polls_can_be_remade(database: Clone) -> None:
    forum = build(database, posts=400, remade=50)
    assert len(set(forum.remade)) == 50
    assert one(database, "select count(distinct post_id) from polls") == 50 + forum.new_polls


def test_a_measure_that_does_not_fit_ends_the_developers_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--posts", "10"]) == 2
    assert "at least 200" in capsys.readouterr().err


def test_a_backup_that_cannot_be_named_ends_it_before_anything_is_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--dump", "forum.zip"]) == 2
    said = capsys.readouterr().err
    assert "'forum.zip'" in said
    assert "posts" not in said


def test_the_developers_command_shows_a_forum_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "auditor.forum", "--posts", "200"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("postgresql:///forum?host=")
        counted = (
            "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('select count(*) from posts').fetchone())"
        )
        said = subprocess.run([sys.executable, "-c", counted, url], capture_output=True, text=True, check=True)
        assert said.stdout == "(200,)\n"
        os.kill(process.pid, signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "200 posts" in errors
    gone = subprocess.run([sys.executable, "-c", counted, url], capture_output=True, text=True, check=False)
    assert gone.returncode != 0
