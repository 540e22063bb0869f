"""A forum in the gap between the phases, and what its application does there, for the tests of guards."""

import json
from collections.abc import Sequence

import psycopg

from auditor.db.clone import Clone
from auditor.packs.checks import load_check
from auditor.prescribe.order import Order
from auditor.shipping import shipped
from tests.prescribed import report_of, result_of

FOLDER = shipped("checks") / "discourse" / "polls-name-open"
OLD = "'2018-01-02 03:04:05.6', '2018-01-03 03:04:05.6'"
NOW = "now() at time zone 'UTC', now() at time zone 'UTC'"
VERSION = "20180820080623"
OPTIONS = (("a1", "Soup"), ("b2", "Bread"))
POLL = {
    "name": "lunch",
    "status": "open",
    "anonymous_voters": "3",
    "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 3}, {"id": "old", "html": " Bread "}],
}
TEA = {"name": "tea", "status": "open", "options": [{"id": "t1", "html": "Green"}]}
BALLOTS = {"1": {"lunch": ["a1", "old"], "tea": ["t1"]}, "2": {"lunch": ["old"]}, "77": {"lunch": ["a1"]}}
MERGED = [("a1", 1), ("b2", 1), ("b2", 2)]


def order(remedy_id: str, **target: str | None) -> Order:
    check = load_check(FOLDER, "discourse")
    remedy = check.remedy(remedy_id)
    assert remedy is not None
    result = result_of(check, [{"field": "polls", "posts": 1, "polls": 2}])
    return Order(report_of(result, **target), result, check, remedy, None, False, "select 'this forum'")


def opened(clone: Clone) -> Clone:
    """Nine users and nine posts of one topic."""
    clone.execute((FOLDER / "cases" / "schema.sql").read_text(encoding="utf-8"))
    clone.execute(
        f"insert into users select n, 'u' || n, 'u' || n, {OLD} from generate_series(1, 9) n;"
        f" insert into topics values (1, 't', 'regular', {OLD});"
        f" insert into posts select n, 1, 1, n, 'r', 'c', {OLD} from generate_series(1, 9) n"
    )
    return clone


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def add_field(clone: Clone, name: str, value: object, post: int = 1, times: str = OLD) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    clone.execute(
        "insert into post_custom_fields (post_id, name, value, created_at, updated_at)"
        f" values ({post}, '{name}', {literal(text)}, {times})"
    )


def add_legacy(clone: Clone, polls: object, votes: object = None, post: int = 1) -> None:
    add_field(clone, "polls", polls, post)
    if votes is not None:
        add_field(clone, "polls-votes", votes, post)


def making(name: str = "lunch", options: Sequence[tuple[str, str]] = OPTIONS, post: int = 1, times: str = NOW) -> str:
    """The statements that the application sends for a new poll, without those round a transaction."""
    poll = f"insert into polls (post_id, name, created_at, updated_at) values ({post}, {literal(name)}, {times})"
    each = [
        "insert into poll_options (poll_id, digest, html, created_at, updated_at)"
        f" select id, {literal(digest)}, {literal(html)}, {times} from polls"
        f" where post_id = {post} and name = {literal(name)}"
        for digest, html in options
    ]
    return "; ".join([poll, *each])


def make(clone: Clone, name: str = "lunch", options: Sequence[tuple[str, str]] = OPTIONS, post: int = 1) -> None:
    clone.execute(f"begin; {making(name, options, post)}; commit")


def connected(clone: Clone) -> "psycopg.Connection[tuple[object, ...]]":
    """A session of its own; it begins a transaction by itself."""
    return psycopg.connect(clone.url)


def votes(clone: Clone) -> list[tuple[object, object]]:
    rows = clone.query(
        "select digest, user_id from poll_votes v join poll_options o on o.id = poll_option_id order by 1, 2"
    )
    return [(row["digest"], row["user_id"]) for row in rows]


def fields(clone: Clone, post: int = 1) -> dict[str, object]:
    rows = clone.query(f"select name, value from post_custom_fields where post_id = {post}")
    return {str(row["name"]): json.loads(str(row["value"])) for row in rows}


def lines(clone: Clone) -> dict[str, list[str]]:
    """Every row of the tables that a guard might touch."""
    tables = ("polls", "poll_options", "poll_votes", "post_custom_fields")
    return {
        one: [str(row["t"]) for row in clone.query(f"select t::text as t from {one} t order by 1")] for one in tables
    }


def waits_for_a_lock(clone: Clone) -> None:
    """Returns once a session of this server does."""
    while not clone.query("select from pg_stat_activity where wait_event_type = 'Lock'"):
        pass
