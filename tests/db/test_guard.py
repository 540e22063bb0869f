"""The scripts of guards: putting up, taking away, and guards that are forgotten when the migration comes."""

import subprocess

import pytest

from auditor.db.clone import Clone
from auditor.db.polyfill import for_server
from auditor.errors import QueryError
from auditor.model.check import Remedy
from auditor.prescribe import guard
from auditor.prescribe.order import Order
from tests.db.gap import (
    BALLOTS,
    MERGED,
    OLD,
    POLL,
    VERSION,
    add_legacy,
    connected,
    fields,
    lines,
    make,
    making,
    opened,
    order,
    votes,
)

GUARDS = ("guard-merge", "guard-refuse")
JUST_NOW = "date_trunc('second', now() at time zone 'UTC')"


@pytest.fixture
def forum(each_database: Clone) -> Clone:
    return opened(each_database)


@pytest.fixture(params=GUARDS)
def guarded(request: pytest.FixtureRequest, forum: Clone) -> Order:
    """One guard, put up in a forum that has a legacy poll."""
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    forum.execute(guard.install(order(request.param)))
    return order(request.param)


def things(clone: Clone) -> list[str]:
    rows = clone.query(
        "select tgname as n from pg_trigger where not tgisinternal union all select proname from pg_proc"
        " where pronamespace = 'public'::regnamespace"
        " union all select nspname from pg_namespace where nspname ~ '^auditor'"
    )
    return sorted(str(row["n"]) for row in rows)


def migrating(times: str) -> str:
    """What the migration does for the legacy poll of `POLL`, in its words."""
    return (
        "insert into polls (post_id, name, status, anonymous_voters, created_at, updated_at)"
        f" values (1, 'lunch', 0, 3, {times});"
        " insert into poll_options (poll_id, digest, html, anonymous_votes, created_at, updated_at)"
        f" select id, digest, html, n, {times}"
        " from polls, (values ('a1', 'Soup', 3), ('old', 'Bread', 0)) as o (digest, html, n);"
        f" insert into poll_votes select poll_id, o.id, u, {times}"
        " from poll_options o, (values ('a1', 1), ('old', 1), ('old', 2)) as v (d, u) where d = digest"
    )


def test_it_is_refused_elsewhere_than_in_the_database_that_was_audited(forum: Clone) -> None:
    before = things(forum)
    with pytest.raises(QueryError, match="is not the one audited"):
        forum.execute(guard.install(order("guard-merge", identity="another forum")))
    assert things(forum) == before
    forum.execute(guard.install(order("guard-merge", identity="this forum")))
    assert things(forum) != before


@pytest.mark.parametrize("remedy", GUARDS)
def test_it_does_not_wait_for_ever_for_a_transaction_that_writes_polls(forum: Clone, remedy: str) -> None:
    script = guard.install(order(remedy)).replace("lock_timeout = '10s'", "lock_timeout = '100ms'")
    before = things(forum)
    with connected(forum) as session:
        session.execute(making().encode())
        with pytest.raises(QueryError, match="lock timeout"):
            forum.execute(script)
    assert things(forum) == before


def test_it_is_not_taken_away_under_a_transaction_that_it_has_to_finish(forum: Clone, guarded: Order) -> None:
    script = guard.remove(guarded).replace("lock_timeout = '10s'", "lock_timeout = '100ms'")
    with connected(forum) as session:
        session.execute(making("tea").encode())
        with pytest.raises(QueryError, match="lock timeout"):
            forum.execute(script)
    forum.execute(script)
    make(forum)


def test_the_audit_tells_whether_a_guard_is_up(forum: Clone, guarded: Order) -> None:
    find = for_server(guarded.check.find, forum.server.installation.major)
    assert forum.query(find) == [{"field": "polls", "posts": 1, "polls": 1, "guarded": True}]
    forum.execute(guard.remove(guarded))
    assert forum.query(find) == [{"field": "polls", "posts": 1, "polls": 1, "guarded": False}]


def test_what_it_made_of_rows_stays_when_it_is_taken_away_and_so_does_its_log(forum: Clone) -> None:
    before = things(forum)
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    forum.execute(guard.install(order("guard-merge")))
    make(forum)
    merged = lines(forum)
    forum.execute(guard.remove(order("guard-merge")))
    assert lines(forum) == merged
    assert things(forum) == sorted([*before, "auditor_quarantine"])
    forum.execute(guard.install(order("guard-merge")))
    assert forum.query(
        "select count(*) > 0 as kept from auditor_quarantine.discourse_polls_name_open__guard_merge"
    ) == [{"kept": True}]


def test_undo_leaves_all_as_it_is_where_someone_has_changed_a_row_since(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    forum.execute(guard.install(order("guard-merge")))
    make(forum)
    forum.execute(guard.remove(order("guard-merge")))
    forum.execute("delete from poll_votes where user_id = 2")
    before = lines(forum)
    with pytest.raises(QueryError, match="changed since"):
        forum.execute(guard.undo(order("guard-merge")))
    assert lines(forum) == before


def test_both_can_be_up_and_each_goes_by_itself(forum: Clone) -> None:
    before = things(forum)
    for one in GUARDS:
        forum.execute(guard.install(order(one)))
    forum.execute(guard.remove(order("guard-refuse")))
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    make(forum)
    assert votes(forum) == MERGED
    forum.execute("delete from auditor_quarantine.discourse_polls_name_open__guard_merge")
    forum.execute(guard.remove(order("guard-merge")))
    assert things(forum) == before


@pytest.mark.parametrize("times", [OLD, "'2018-01-02 03:04:05', '2018-01-03 03:04:05'"])
def test_a_guard_that_was_forgotten_stands_aside_for_the_migration(forum: Clone, guarded: Order, times: str) -> None:
    kept = fields(forum)
    forum.execute(f"begin; {migrating(times)}; commit")
    assert votes(forum) == [("a1", 1), ("old", 1), ("old", 2)]
    assert forum.query("select sum(anonymous_votes)::int as n from poll_options") == [{"n": 3}]
    assert fields(forum) == kept, guarded.remedy.id


def test_it_stands_aside_even_where_the_legacy_poll_is_of_this_minute(forum: Clone, guarded: Order) -> None:
    forum.execute(f"update post_custom_fields set created_at = {JUST_NOW} + interval '0.7 s', updated_at = {JUST_NOW}")
    kept = fields(forum)
    forum.execute(f"begin; {migrating(f'{JUST_NOW}, {JUST_NOW}')}; commit")
    assert forum.query("select sum(anonymous_votes)::int as n from poll_options") == [{"n": 3}]
    assert fields(forum) == kept, guarded.remedy.id


@pytest.mark.parametrize(
    "mark",
    [
        f"insert into schema_migrations values ('{VERSION}')",
        "select pg_advisory_lock(2053462845 * 3141592653)",
        "set local auditor.backslashes = '\\\\'",
    ],
)
def test_it_stands_aside_for_any_work_on_the_migration(forum: Clone, guarded: Order, mark: str) -> None:
    """Whatever the rows look like: the migration's version, Rails' lock and a script of the auditor each say enough."""
    forum.execute(f"begin; {mark}; {making()}; commit")
    assert votes(forum) == [], guarded.remedy.id


def test_a_lock_of_another_kind_or_of_another_session_is_not_taken_for_that_of_rails(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    forum.execute(guard.install(order("guard-merge")))
    with connected(forum) as session:
        session.execute("select pg_advisory_lock(2053462845 * 3141592653)")
        forum.execute(f"begin; select pg_advisory_lock(4711), pg_advisory_lock(1, 2); {making()}; commit")
    assert votes(forum) == MERGED


def test_a_dump_of_the_application_s_schema_alone_can_be_restored_elsewhere(forum: Clone, guarded: Order) -> None:
    programs, copy = forum.server.installation.bin, forum.server.create(f"{forum.database}_copy")
    copy.execute("drop schema public")
    dump = subprocess.run(
        [programs / "pg_dump", "--schema=public", "--no-owner", "--no-privileges", "-d", forum.url],
        capture_output=True,
        check=True,
    )
    restore = [programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-d", copy.url]
    subprocess.run(restore, input=dump.stdout, check=True, stdout=subprocess.DEVNULL)
    if guarded.remedy.touches:
        make(copy)
        assert votes(copy) == [], "without its log it leaves all alone"
    copy.execute(guard.remove(guarded))
    forum.server.drop(copy.database)


def test_each_script_says_at_its_top_what_it_is_and_how_to_be_rid_of_it() -> None:
    for one in GUARDS:
        install, remove = guard.install(order(one)), guard.remove(order(one))
        assert install.startswith("-- Guard: ")
        assert f"{one}.remove.sql" in install.split("begin transaction")[0]
        assert f"{one}.install.sql" in remove.split("begin transaction")[0]
        assert [ending for ending, _ in guard.scripts(order(one))] == (
            ["install.sql", "remove.sql", "undo.sql"] if one == "guard-merge" else ["install.sql", "remove.sql"]
        )


def test_a_name_too_long_for_the_server_is_shortened_and_stays_one_of_a_kind() -> None:
    def named(remedy_id: str) -> str:
        made = order("guard-refuse")
        long = Remedy(remedy_id, made.remedy.kind, made.remedy.safety, "t", "d", "<<name>>")
        text = guard.install(Order(made.report, made.result, made.check, long, None, False, None))
        return text.split("-- ---- the guard ----")[1].split("commit")[0].strip()

    assert len({named("x" * 60), named("x" * 59 + "y")}) == 2
    assert max(len(named("x" * many)) for many in range(1, 70)) <= guard.LONGEST_NAME


def test_a_poll_in_a_post_without_legacy_polls_costs_one_look_by_index(database: Clone) -> None:
    opened(database)
    database.execute(
        "insert into post_custom_fields (post_id, name, value, created_at, updated_at)"
        f" select n % 9000 + 100, 'polls', '{{}}', {OLD} from generate_series(1, 20000) n; analyze"
    )
    database.execute(guard.install(order("guard-merge")))
    looks = "select seq_scan, idx_scan from pg_stat_user_tables where relname = 'post_custom_fields'"
    before = database.query(looks)[0]
    make(database)
    after = database.query(looks)[0]
    assert (after["seq_scan"], after["idx_scan"]) == (before["seq_scan"], int(str(before["idx_scan"])) + 1)
