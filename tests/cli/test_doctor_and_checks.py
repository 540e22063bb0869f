from collections.abc import Callable

from click.testing import Result

from auditor.db.clone import Clone
from auditor.db.servers import Server
from tests.cli.conftest import Ground

Run = Callable[..., Result]


def test_doctor_is_content_with_a_reading_role(run: Run, ground: Ground) -> None:
    result = run("doctor", ground.clone.reader_url, "--to", "2.3.0")
    assert result.exit_code == 0, result.output
    assert "12 migrations pending" in result.stdout
    assert "MISSING" not in result.stdout


def test_doctor_names_what_would_be_skipped_and_the_grant(run: Run, server: Server, copy: Clone) -> None:
    copy.execute("create role weak login; grant select on all tables in schema public to weak")
    copy.execute("revoke select on poll_votes from weak")
    result = run("doctor", server.url(copy.database, "weak"), "--to", "2.3.0")
    copy.execute("drop owned by weak; drop role weak")
    assert result.exit_code == 3, result.output
    assert "discourse/polls-name-taken: no privilege to read poll_votes" in result.stdout


def test_doctor_says_what_is_wrong_with_a_foreign_database(run: Run, database: Clone) -> None:
    result = run("doctor", database.reader_url)
    assert result.exit_code == 3
    assert "is not a database of Discourse" in result.stdout


def test_checks_are_listed_and_explained_offline(run: Run) -> None:
    assert "discourse/polls-name-taken" in run("checks", "list").stdout
    told = run("checks", "explain", "discourse/polls-name-taken").stdout
    for words in ("20180820080623", "abort from 2.2.0.beta5 before 2.4.0.beta3", "remedy merge", "order by"):
        assert words in told
    wrong = run("checks", "explain", "discourse/polls-name-token")
    assert wrong.exit_code == 2
    assert "known: discourse/polls-name-taken" in wrong.stderr


def test_the_checks_of_a_pack_are_listed_by_release_and_migration(run: Run) -> None:
    hop = run("checks", "list", "--pack", "discourse", "--to", "2.3.0").stdout
    assert hop.count("\n20") == 11
    assert hop.startswith("20180820080623 MigratePollsData  (checks of its own)\n  discourse/")
    told = run("checks", "list", "--pack", "discourse", "--migration", "20190123171817").stdout
    assert "DropQueuedPosts  (stated in checks/discourse/operations/20190123171817.sql, tried on v2.3.0)" in told
    assert "discourse/20190123171817-posts-still-queued  loss" in told
    assert "select q.id" in run("checks", "explain", "discourse/20190123171817-posts-still-queued").stdout
    for words, said in (
        (("--to", "2.3.0"), "name it with --pack"),
        (("--pack", "discourse", "--to", "2"), "no release '2'"),
        (("--pack", "discourse", "--migration", "7"), "no migration '7'"),
    ):
        wrong = run("checks", "list", *words)
        assert wrong.exit_code == 2
        assert said in wrong.stderr
