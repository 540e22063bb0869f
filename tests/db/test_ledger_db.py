"""The ledger of the polls, on rows whose fate under the migration is known."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.db import snapshot
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.judge.judge import Terms
from auditor.judge.ledger import draw_up
from auditor.judge.masking import MASK
from auditor.model.outcome import Cell
from auditor.model.report import Ledger, LedgerEntity
from auditor.packs.ledgers import Account, load_accounts
from auditor.shipping import shipped

CASES = Path(__file__).parents[2] / "checks" / "discourse" / "polls-name-taken" / "cases"
EVERYTHING: dict[str, tuple[str, ...]] = {
    "post_custom_fields": ("id", "post_id", "name", "value", "created_at", "updated_at"),
    "polls": ("id", "post_id", "name"),
    "poll_options": ("id", "poll_id", "digest"),
    "poll_votes": ("poll_id", "poll_option_id", "user_id"),
    "posts": ("id",),
    "users": ("id",),
}


def account() -> Account:
    (polls,) = load_accounts(shipped("checks") / "discourse", "discourse")
    return polls


def drawn(clone: Clone) -> dict[str, LedgerEntity]:
    with snapshot.take(clone.reader_url) as moment, moment.session() as session:
        return {one.entity: one for one in draw_up(account(), session, Terms(EVERYTHING)).entities}


@pytest.fixture
def forum(each_database: Clone) -> Clone:
    each_database.execute((CASES / "schema.sql").read_text(encoding="utf-8"))
    each_database.execute(
        "insert into users (id, username, username_lower, created_at, updated_at)"
        " select n, 'u' || n, 'u' || n, now(), now() from generate_series(1, 3) n;"
        "insert into posts (id, topic_id, post_number, raw, cooked, created_at, updated_at)"
        " select n, 1, n, 'x', 'x', now(), now() from generate_series(1, 5) n"
    )
    return each_database


def add(clone: Clone, post: int, polls: str | None, votes: str) -> None:
    for name, value in (("polls", polls), ("polls-votes", votes)):
        if value is not None:
            text = value.replace("'", "''")
            clone.execute(
                "insert into post_custom_fields (post_id, name, value, created_at, updated_at)"
                f" values ({post}, '{name}', '{text}', now(), now())"
            )


LUNCH = '{"x": {"name": "lunch", "options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]}}'


def test_each_vote_is_counted_once_by_what_becomes_of_it(forum: Clone) -> None:
    add(forum, 1, LUNCH, '{"1": {"lunch": ["a1", "b2", "a1"]}, "2": {"x": ["a1"]}, "9": {"lunch": ["a1"]}}')
    add(forum, 2, LUNCH, '{"1": {"lunch": ["zz", ["a1"]], "tea": ["a1"]}}')
    add(forum, 3, None, '{"1": {"lunch": ["a1"]}}')
    books = drawn(forum)
    assert books["polls"] == LedgerEntity("polls", 2, 2, 0, 0, 0, {})
    assert books["options"] == LedgerEntity("options", 4, 4, 0, 0, 0, {})
    votes = books["votes"]
    assert (votes.total, votes.migrates, votes.already_there, votes.lost, votes.dangling) == (8, 2, 0, 2, 4)
    assert votes.reasons == {
        "for no poll of the post": 2,
        "by nobody who is a user": 1,
        "for no option of the poll": 1,
        "not the id of an option": 1,
        "under the key of a poll that has another name": 1,
    }


def test_what_the_new_poll_has_already_is_no_loss_and_the_rest_is(forum: Clone) -> None:
    add(forum, 1, LUNCH, '{"1": {"lunch": ["a1"]}, "2": {"lunch": ["a1"]}, "3": {"lunch": ["b2"]}}')
    forum.execute(
        "insert into polls (id, post_id, name, created_at, updated_at) values (1, 1, 'lunch', now(), now());"
        "insert into poll_options (id, poll_id, digest, html, created_at, updated_at)"
        " values (1, 1, 'a1', 'x', now(), now());"
        "insert into poll_votes values (1, 1, 1, now(), now())"
    )
    books = drawn(forum)
    assert books["polls"] == LedgerEntity("polls", 1, 0, 1, 0, 0, {})
    taken = "the name of its poll is taken"
    assert books["options"] == LedgerEntity("options", 2, 0, 1, 1, 0, {taken: 1})
    assert books["votes"] == LedgerEntity("votes", 3, 0, 1, 2, 0, {taken: 2})


def test_a_copy_of_what_arrives_is_counted_once(forum: Clone) -> None:
    for _ in range(2):
        add(forum, 1, LUNCH, '{"1": {"lunch": ["a1"]}}')
    books = drawn(forum)
    assert books["polls"] == LedgerEntity("polls", 1, 1, 0, 0, 0, {})
    assert books["options"] == LedgerEntity("options", 2, 2, 0, 0, 0, {})
    assert books["votes"] == LedgerEntity("votes", 1, 1, 0, 0, 0, {})


def test_of_polls_of_one_name_that_arrives_whose_key_stands_first(forum: Clone) -> None:
    poll = '{{"name": "lunch", "options": [{}]}}'
    soup, bread, tea = (f'{{"id": "{one}", "html": "{one}"}}' for one in ("soup", "bread", "tea"))
    first, second, last = (poll.format(options) for options in (tea, soup, f"{soup}, {bread}"))
    votes = '{"1": {"lunch": ["bread"]}, "2": {"lunch": ["soup"]}, "3": {"lunch": ["tea"]}}'
    add(forum, 1, f'{{"z": {first}, "a": {second}, "z": {last}}}', votes)
    books = drawn(forum)
    namesake = "another poll of the post has its name"
    assert books["polls"] == LedgerEntity("polls", 2, 1, 0, 1, 0, {namesake: 1})
    assert books["options"] == LedgerEntity("options", 3, 2, 0, 1, 0, {namesake: 1})
    assert books["votes"] == LedgerEntity("votes", 3, 2, 0, 0, 1, {"for no option of the poll": 1})


def listed(clone: Clone, *, unmask: bool = False) -> tuple[Ledger, dict[str, list[dict[str, Cell]]]]:
    files: dict[str, list[dict[str, Cell]]] = {}

    def sink(name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        files.setdefault(name, []).extend(dict(zip(columns, row, strict=True)) for row in rows)

    with snapshot.take(clone.reader_url) as moment, moment.session() as session:
        return draw_up(account(), session, Terms(EVERYTHING, unmask=unmask, sink=sink)), files


def test_the_account_is_kept_by_poll_and_vote_by_vote(forum: Clone) -> None:
    add(forum, 1, LUNCH, '{"1": {"lunch": ["a1", "b2"]}, "2": {"x": ["a1"]}, "mo@example.org": {"lunch": ["a1"]}}')
    add(forum, 2, LUNCH, '{"1": {"lunch": ["a1"]}}')
    ledger, files = listed(forum)
    (losing,) = ledger.groups
    assert (ledger.key, ledger.losing, losing.key, losing.lost) == (("post_id", "poll"), 1, (1, "lunch"), 2)
    by_poll = files["discourse/ledger-polls"]
    votes = files["discourse/ledger-polls-votes"]
    for one in ledger.entities:
        assert sum(int(str(row["count"])) for row in by_poll if row["entity"] == one.entity) == one.total
    assert [(row["poll"], row["option"], row["user_id"], row["voter"], row["outcome"]) for row in votes] == [
        ("lunch", "a1", 1, None, "migrates"),
        ("lunch", "b2", 1, None, "migrates"),
        ("lunch", "a1", 2, None, "lost"),
        ("lunch", "a1", None, MASK, "lost"),
        ("lunch", "a1", 1, None, "migrates"),
    ]
    assert len(files["discourse/ledger-polls-options"]) == 4
    assert any(
        row["voter"] == "mo@example.org" for row in listed(forum, unmask=True)[1]["discourse/ledger-polls-votes"]
    )


def test_the_cases_of_every_check_add_up(server: Server) -> None:
    cases = sorted(CASES.parents[1].glob("*/cases/bad.sql"))
    legacy = [one for one in cases if "poll_votes" in (one.parent / "schema.sql").read_text(encoding="utf-8")]
    assert len(legacy) > 10
    for number, bad in enumerate(legacy):
        clone = server.create(f"ledger_{number}")
        clone.execute((bad.parent / "schema.sql").read_text(encoding="utf-8"))
        clone.execute(bad.read_text(encoding="utf-8"))
        for one in drawn(clone).values():
            assert one.total == one.migrates + one.already_there + one.lost + one.dangling, bad
            assert sum(one.reasons.values()) == one.lost + one.dangling, bad
        server.drop(clone.database)


def test_a_missing_column_gives_no_ledger(forum: Clone) -> None:
    columns = {**EVERYTHING, "poll_votes": ("poll_id", "poll_option_id")}
    with (
        snapshot.take(forum.reader_url) as moment,
        moment.session() as session,
        pytest.raises(QueryError, match=r"no column poll_votes\.user_id"),
    ):
        draw_up(account(), session, Terms(columns))
