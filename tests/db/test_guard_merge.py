"""The guard that merges: what a poll looks like that is made in the gap, and that no edit ever fails by it."""

import json
import threading

import psycopg
import pytest

from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.prescribe import guard
from tests.db.gap import (
    BALLOTS,
    MERGED,
    OLD,
    POLL,
    TEA,
    VERSION,
    add_field,
    add_legacy,
    connected,
    fields,
    lines,
    make,
    making,
    opened,
    order,
    votes,
    waits_for_a_lock,
)

LOG = "auditor_quarantine.discourse_polls_name_open__guard_merge"


@pytest.fixture
def forum(each_database: Clone) -> Clone:
    opened(each_database)
    each_database.execute(guard.install(order("guard-merge")))
    return each_database


def left_alone(clone: Clone) -> bool:
    """Nothing but what the application wrote is there."""
    return votes(clone) == [] and clone.query(f"select count(*) as n from {LOG}")[0]["n"] == 0


def test_who_edits_a_post_finds_the_old_votes_in_its_poll(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL, "tea": TEA}, BALLOTS)
    make(forum)
    assert votes(forum) == MERGED
    assert forum.query("select digest, anonymous_votes as n from poll_options order by 1") == [
        {"digest": "a1", "n": 3},
        {"digest": "b2", "n": None},
    ]
    assert forum.query("select anonymous_voters as n, status from polls") == [{"n": 3, "status": 0}]
    assert fields(forum) == {
        "polls": {"tea": TEA},
        "polls-votes": {"1": {"tea": ["t1"]}, "2": {}, "77": {}},
    }


def test_votes_and_poll_have_the_times_that_the_migration_would_have_given_them(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    make(forum)
    assert forum.query("select distinct created_at, updated_at from poll_votes") == [
        {"created_at": "2018-01-02 03:04:05", "updated_at": "2018-01-03 03:04:05"}
    ]
    assert forum.query("select created_at from polls") == [{"created_at": "2018-01-02 03:04:05"}]


@pytest.mark.parametrize(("status", "expected"), [("closed", 1), ("open", 0), (None, 1)])
def test_a_poll_that_was_closed_stays_closed(forum: Clone, status: str | None, expected: int) -> None:
    add_legacy(forum, {"lunch": {**POLL, "status": status}}, BALLOTS)
    make(forum)
    assert forum.query("select status from polls") == [{"status": expected}]


def test_two_polls_of_one_edit_are_both_merged(forum: Clone) -> None:
    add_legacy(forum, [{"lunch": POLL, "tea": TEA}, {"x": 1}], [BALLOTS, 2])
    forum.execute(f"begin; {making()}; {making('tea', [('t1', 'Green')])}; commit")
    assert votes(forum) == [*MERGED, ("t1", 1)]
    assert fields(forum) == {"polls": [{}, {"x": 1}], "polls-votes": [{"1": {}, "2": {}, "77": {}}, 2]}


NAMES = (
    ('{"a": {"name": "tea", "n\\u0061me": "lunch", %s}}', "lunch"),
    ('{"a": {"name": "tea"}, "\\u0061": {"name": "lunch", %s}}', "lunch"),
    ('{"a": {"name": " \\u00a0\\u3000", %s}}', "poll"),
    ('{"a": {%s}}', "poll"),
    ('{"a": {"name": [ ], %s}}', "poll"),
    ('{"a": {"name": "it\'s \\"x\\" \\\\ $$ %%s :x", %s}}', 'it\'s "x" \\ $$ %s :x'),
    ('{"a": {"name": " lunch\\n", %s}}', " lunch\n"),
    ('{"a": {"name": "日本🍜", %s}}', "日本🍜"),
)


def test_a_name_is_what_the_migration_takes_it_for(forum: Clone) -> None:
    for post, (field, name) in enumerate(NAMES, 1):
        options = json.dumps(POLL["options"])
        add_legacy(forum, field % f'"options": {options}', {str(post): {name: ["old"]}}, post)
        make(forum, name, post=post)
        assert fields(forum, post)["polls"] == {}, name
    assert votes(forum) == [("b2", voter) for voter in range(1, len(NAMES) + 1)]


DOUBTFUL = (
    ('{"lunch": {"name": "lunch"', BALLOTS),
    ("", BALLOTS),
    ("[]", BALLOTS),
    ('"lunch"', BALLOTS),
    ({"lunch": 5}, BALLOTS),
    ({"lunch": {**POLL, "name": 5}}, BALLOTS),
    ({"lunch": {**POLL, "options": {"id": "a1"}}}, BALLOTS),
    ({"lunch": {**POLL, "options": []}}, BALLOTS),
    ({"lunch": {**POLL, "options": ["a1"]}}, BALLOTS),
    ({"lunch": {**POLL, "options": [{"id": 5, "html": "Soup"}]}}, BALLOTS),
    ({"lunch": {**POLL, "options": [{"id": "a1", "html": "Soup", "anonymous_votes": "many"}]}}, {}),
    ({"lunch": {**POLL, "options": [{"id": "x9", "html": "Cake", "anonymous_votes": 1}]}}, {}),
    ({"lunch": {**POLL, "options": [{"id": "a1", "html": "Soup"}] * 2}}, {}),
    ({"lunch": {**POLL, "options": [{"id": "a1", "html": "Soup"}, {"id": "z", "html": "Soup"}]}}, {}),
    ({"lunch": {**POLL, "anonymous_voters": -1}}, {}),
    ({"lunch": POLL, "x": POLL}, BALLOTS),
    ('{"lunch": {"name": "lunch", "x": "\\ud83d", "options": [{"id": "a1", "html": "Soup"}]}}', {}),
    ({"lunch": POLL}, '{"1": {"lunch": ["a1"'),
    ({"lunch": POLL}, "null"),
    ({"lunch": POLL}, {"1": ["lunch"]}),
    ({"lunch": POLL}, {"1": {"lunch": "a1"}}),
    ({"lunch": POLL}, {"1": {"lunch": None}}),
    ({"lunch": POLL}, {"1": {"lunch": [5]}}),
    ({"lunch": POLL}, {"01": {"lunch": ["a1"]}}),
    ({"lunch": POLL}, '{"1": {"lunch": ["a1"], "x": "\\u0000"}}'),
    ({"dinner": POLL}, {"1": {"dinner": ["a1"]}}),
)  # fmt: skip


def test_on_any_doubt_all_is_left_as_it_is_and_the_edit_goes_through(forum: Clone) -> None:
    forum.execute(f"insert into posts select n, 1, 1, n, 'r', 'c', {OLD} from generate_series(10, 99) n")
    for post, (polls, ballots) in enumerate(DOUBTFUL, 1):
        add_legacy(forum, polls, ballots, post)
    kept = lines(forum)["post_custom_fields"]
    for post, case in enumerate(DOUBTFUL, 1):
        make(forum, post=post)
        assert left_alone(forum), case
    assert forum.query("select count(*) as n from polls") == [{"n": len(DOUBTFUL)}]
    assert lines(forum)["post_custom_fields"] == kept


def test_a_poll_without_an_option_that_has_votes_is_left_alone(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    make(forum, options=[("a1", "Soup"), ("c3", "Cake")])
    assert left_alone(forum)


def test_an_option_without_votes_may_be_gone_and_the_system_user_may_have_voted(forum: Clone) -> None:
    forum.execute(f"insert into users values (-1, 'system', 'system', {OLD})")
    add_legacy(forum, {"lunch": POLL}, {"-1": {"lunch": ["a1"]}})
    make(forum, options=[("a1", "Soup"), ("c3", "Cake")])
    assert votes(forum) == [("a1", -1)]


@pytest.mark.parametrize("name", ["polls", "polls-votes"])
def test_a_field_that_is_there_twice_is_left_alone(forum: Clone, name: str) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    add_field(forum, name, {"lunch": POLL} if name == "polls" else BALLOTS)
    make(forum)
    assert left_alone(forum)


@pytest.mark.parametrize(("name", "post"), [("dinner", 1), ("lunch", 2), ("Lunch", 1)])
def test_other_polls_are_none_of_its_business(forum: Clone, name: str, post: int) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    make(forum, name, post=post)
    assert left_alone(forum)


def test_what_else_the_application_does_to_polls_goes_on(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    make(forum)
    forum.execute("delete from poll_votes where user_id = 1; update polls set status = 1, max = 1, updated_at = now()")
    forum.execute(f"insert into poll_votes select poll_id, id, 5, {OLD} from poll_options where digest = 'a1'")
    assert votes(forum) == [("a1", 5), ("b2", 2)]
    forum.execute("begin; delete from poll_votes; delete from poll_options; delete from polls; commit")
    make(forum)
    assert votes(forum) == [], "what was merged once does not come again"


def test_a_poll_that_is_gone_by_the_end_of_the_transaction_is_no_poll(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    forum.execute(f"begin; {making()}; delete from poll_options; delete from polls; commit")
    assert left_alone(forum)
    assert fields(forum)["polls"] == {"lunch": POLL}


@pytest.mark.parametrize(
    "harm",
    [
        f"drop table {LOG}",
        f"alter table {LOG} add check (action <> 'UPDATE')",
        "alter table poll_votes add check (user_id <> 2)",
        "drop table schema_migrations",
        "alter table post_custom_fields rename to elsewhere",
    ],
)
def test_an_error_of_its_own_takes_back_its_own_work_only(forum: Clone, harm: str) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    forum.execute(harm)
    make(forum)
    assert forum.query("select count(*) as n from poll_options") == [{"n": 2}]
    assert votes(forum) == []


def test_a_role_that_may_only_write_rows_merges_too(forum: Clone) -> None:
    server, role = forum.server, f"app_{forum.database}"
    forum.execute(
        f"create role {role} login; grant select, insert, update, delete on all tables in schema public to {role};"
        f" grant usage on all sequences in schema public to {role}"
    )
    forum.execute(guard.install(order("guard-merge")))
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    with psycopg.connect(server.url(forum.database, role)) as session:
        session.execute(making().encode())
    assert votes(forum) == MERGED
    with psycopg.connect(server.url(forum.database, role)) as session, pytest.raises(psycopg.Error, match="denied"):
        session.execute(f"select * from {LOG}".encode())
    forum.execute(f"drop owned by {role}; drop role {role}")


@pytest.mark.parametrize("patience", ["0", "1s"])
def test_a_row_that_is_held_for_long_lets_the_edit_through_without_a_merge(forum: Clone, patience: str) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    with connected(forum) as other:
        other.execute("select from post_custom_fields for update")
        forum.execute(f"set statement_timeout = '{patience}'; begin; {making()}; commit")
    assert forum.query("select name from polls") == [{"name": "lunch"}]
    assert left_alone(forum)


def test_of_two_who_make_the_poll_at_once_one_does_and_its_votes_are_there_once(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    failed: list[str | None] = []

    def second() -> None:
        try:
            make(forum)
        except QueryError as error:
            failed.append(error.sqlstate)

    with connected(forum) as first:
        first.execute(making().encode())
        thread = threading.Thread(target=second)
        thread.start()
        waits_for_a_lock(forum)
        first.commit()
        thread.join()
    assert failed == ["23505"]
    assert votes(forum) == MERGED


def test_two_polls_of_a_post_that_are_made_at_once_are_both_merged(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL, "tea": TEA}, BALLOTS)
    with connected(forum) as first:
        first.execute(making().encode())
        first.execute("set constraints all immediate")
        thread = threading.Thread(target=make, args=(forum, "tea", [("t1", "Green")]))
        thread.start()
        waits_for_a_lock(forum)
        first.commit()
        thread.join()
    assert votes(forum) == [*MERGED, ("t1", 1)]
    assert fields(forum) == {"polls": {}, "polls-votes": {"1": {}, "2": {}, "77": {}}}


@pytest.mark.parametrize("votes_field", [True, False])
def test_undo_takes_back_what_it_did_and_nothing_else(forum: Clone, votes_field: bool) -> None:
    add_legacy(forum, {"lunch": POLL, "tea": TEA}, BALLOTS if votes_field else None)
    forum.execute(guard.remove(order("guard-merge")))
    make(forum)
    unguarded = lines(forum)
    forum.execute(
        "delete from poll_options; delete from polls;"
        " alter sequence polls_id_seq restart; alter sequence poll_options_id_seq restart"
    )
    forum.execute(guard.install(order("guard-merge")))
    times = unguarded["polls"][0].split(",")[-1].strip(')"')
    forum.execute(
        f"begin; {making()}; update polls set created_at = '{times}', updated_at = '{times}';"
        f" update poll_options set created_at = '{times}', updated_at = '{times}'; commit"
    )
    assert lines(forum) != unguarded
    forum.execute(guard.remove(order("guard-merge")))
    forum.execute(guard.undo(order("guard-merge")))
    assert lines(forum) == unguarded
    assert forum.query("select from pg_namespace where nspname = 'auditor_quarantine'") == []


def test_it_has_nothing_to_do_once_the_migration_is_done(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    forum.execute(f"insert into schema_migrations values ('{VERSION}')")
    make(forum)
    assert left_alone(forum)
