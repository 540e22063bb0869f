"""The forum that benchmarks measure on has the faults that arithmetic says, and the audit finds all of them."""

import time
from collections.abc import Iterator

import pytest

from auditor.commands import audit
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.model.outcome import Status
from auditor.model.report import CheckResult
from auditor.render.progress import Progress
from benchmarks.contestants import PACK
from benchmarks.expected import expected
from benchmarks.made import Sizes, fill

SCALE = 0.002
PATIENCE = 5.0


def audited(clone: Clone, jobs: int = 2) -> dict[str, CheckResult]:
    options = audit.Options(packs=(str(PACK),), select=("forum/*",), jobs=jobs)
    report = audit.run(clone.reader_url, options, progress=Progress(False))
    return {one.id: one for one in report.checks}


@pytest.fixture(scope="module")
def faulty(server: Server) -> Iterator[Clone]:
    clone = server.create("bench_faulty")
    fill(clone.execute, SCALE)
    yield clone
    server.drop("bench_faulty")


@pytest.fixture(scope="module")
def clean(server: Server) -> Iterator[Clone]:
    clone = server.create("bench_clean")
    fill(clone.execute, SCALE, faults=False)
    yield clone
    server.drop("bench_clean")


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_check_finds_what_arithmetic_says(faulty: Clone, jobs: int) -> None:
    found = {one: result.total for one, result in audited(faulty, jobs).items()}
    assert found == expected(Sizes.of(SCALE))
    assert len(found) == 30
    assert min(found.values()) > 0


def test_a_forum_without_faults_is_clear_of_all_of_them(clean: Clone) -> None:
    results = audited(clean)
    assert len(results) == 30
    assert {one.status for one in results.values()} == {Status.CLEAR}


def test_all_questions_about_the_rows_of_a_table_look_at_each_row_once(clean: Clone) -> None:
    sizes = Sizes.of(SCALE)
    clean.query("select pg_stat_reset() is null as reset")
    audited(clean)
    due = {"posts": sizes.posts, "topics": sizes.topics, "user_options": sizes.users}
    listed = ", ".join(f"'{one}'" for one in due)
    seen = f"select relname::text as name, seq_tup_read as n from pg_stat_user_tables where relname in ({listed})"
    deadline = time.monotonic() + PATIENCE  # a session's counts arrive when it is over
    while (found := {row["name"]: row["n"] for row in clean.query(seen)}) != due and time.monotonic() < deadline:
        time.sleep(0.02)
    assert found == due


def test_an_older_server_gives_the_same_counts(older_database: Clone) -> None:
    fill(older_database.execute, SCALE)
    found = {one: result.total for one, result in audited(older_database).items()}
    assert found == expected(Sizes.of(SCALE))


def test_rows_come_in_the_proportions_of_a_forum(faulty: Clone) -> None:
    sizes = Sizes.of(SCALE)
    tables = ("posts", "topics", "users", "user_emails", "notifications", "post_custom_fields", "polls", "poll_votes")
    rows = [faulty.query(f"select count(*) as n from {one}")[0]["n"] for one in tables]
    due = (sizes.posts, sizes.topics, sizes.users, sizes.emails, sizes.notices, sizes.fields, sizes.polls, sizes.votes)
    assert tuple(rows) == due
    (posts,) = faulty.query("select relallvisible = relpages as all from pg_class where relname = 'posts'")
    assert posts["all"] is True
