"""The remedies for polls whose name is taken, vote by vote, and with any name a poll can have."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from auditor.db.clone import Clone
from auditor.db.polyfill import for_server
from auditor.db.servers import Server
from auditor.model.check import Check
from auditor.packs.checks import load_check
from auditor.prescribe.order import Order
from auditor.prescribe.script import apply, undo
from auditor.shipping import shipped
from tests.prescribed import report_of, result_of

FOLDER = shipped("checks") / "discourse" / "polls-name-taken"
TIMES = "'2018-01-02 03:04:05.6', '2018-01-03 03:04:05.6'"
SPACES = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000"
AWKWARD = (
    "poll", "it's", "''", '"', "\\", "\\u0000", "\\'", "$$", "$auditor$", "%s %I", ":x :'x'", "?", "\x1b[31m",
    "\u202e", "\u200b",
    "\uffff", "\uffff0000", "\uffffd83d", "\uffffffff", "\uffff+d83dde00", "🗳️", "\n", " x ", "</script>", "a" * 600,
    "NULL", "{}",
)  # fmt: skip
names = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12),
    st.text(SPACES, max_size=4),
)


@pytest.fixture(scope="module")
def check() -> Check:
    return load_check(FOLDER, "discourse")


@pytest.fixture
def forum(each_database: Clone) -> Clone:
    return prepared(each_database)


def prepared(clone: Clone) -> Clone:
    clone.execute((FOLDER / "cases" / "schema.sql").read_text(encoding="utf-8"))
    clone.execute(
        f"insert into users select n, 'u' || n, 'u' || n, {TIMES} from generate_series(1, 9) n;"
        f" insert into topics values (1, 't', 'regular', {TIMES});"
        f" insert into posts select n, 1, 1, n, 'r', 'c', {TIMES} from generate_series(1, 9) n"
    )
    return clone


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def add_legacy(clone: Clone, polls: str, votes: str | None = None, post: int = 1) -> None:
    for name, value in (("polls", polls), ("polls-votes", votes)):
        if value is not None:
            clone.execute(
                "insert into post_custom_fields (post_id, name, value, created_at, updated_at)"
                f" values ({post}, '{name}', {text(value)}, {TIMES})"
            )


def add_new(clone: Clone, name: str, options: Sequence[tuple[str, str]], votes: Sequence[tuple[str, int]]) -> None:
    clone.execute(f"insert into polls (post_id, name, created_at, updated_at) values (1, {text(name)}, {TIMES})")
    for digest, html in options:
        clone.execute(
            "insert into poll_options (poll_id, digest, html, created_at, updated_at)"
            f" select max(id), {text(digest)}, {text(html)}, {TIMES} from polls"
        )
    for digest, user in votes:
        clone.execute(
            f"insert into poll_votes select poll_id, id, {user}, {TIMES} from poll_options"
            f" where digest = {text(digest)} and poll_id = (select max(id) from polls)"
        )


def found(check: Check, clone: Clone) -> list[dict[str, object]]:
    return list(clone.query(for_server(check.find, clone.server.installation.major)))


def fields(clone: Clone) -> dict[str, str]:
    return {str(row["name"]): str(row["value"]) for row in clone.query("select name, value from post_custom_fields")}


def order(check: Check, remedy_id: str, *, allow_loss: bool = False, total: int = 9) -> Order:
    remedy = check.remedy(remedy_id)
    assert remedy is not None
    result = result_of(check, [{"post_id": 1, "name": "x"}] * total)
    return Order(report_of(result), result, check, remedy, "votes", allow_loss, None)


def votes(clone: Clone) -> list[tuple[object, object]]:
    rows = clone.query(
        "select digest, user_id from poll_votes v join poll_options o on o.id = poll_option_id order by 1, 2"
    )
    return [(row["digest"], row["user_id"]) for row in rows]


OPTIONS = (("a1", "Soup"), ("b2", "Bread"))
LEGACY = json.dumps(
    {
        "tea": {"name": "tea", "options": [{"id": "t1", "html": "Green"}]},
        "lunch": {
            "name": "lunch",
            "anonymous_voters": "3",
            "options": [{"id": "a1", "html": "Soup", "anonymous_votes": 3}, {"id": "old", "html": " Bread "}],
        },
    }
)
BALLOTS = '{"1": {"lunch": ["a1", "old"], "tea": ["t1"]}, "2": {"lunch": ["old"]}, "77": {"lunch": ["a1"]}}'


def test_a_merge_moves_votes_by_digest_and_by_text_and_adds_anonymous_ones(check: Check, forum: Clone) -> None:
    add_legacy(forum, LEGACY, BALLOTS)
    add_new(forum, "lunch", OPTIONS, [("a1", 3)])
    assert [(row["legacy_votes"], row["unmergeable_votes"]) for row in found(check, forum)] == [(6, 0)]
    forum.execute(apply(order(check, "merge")))
    assert votes(forum) == [("a1", 1), ("a1", 3), ("b2", 1), ("b2", 2)]
    assert forum.query("select anonymous_votes from poll_options where digest = 'a1'") == [{"anonymous_votes": 3}]
    assert forum.query("select anonymous_voters from polls") == [{"anonymous_voters": 3}]
    merged = forum.query("select distinct created_at, updated_at from poll_votes where user_id = 1")
    assert merged == [{"created_at": "2018-01-02 03:04:05", "updated_at": "2018-01-03 03:04:05"}]
    kept = fields(forum)
    assert json.loads(kept["polls"]) == {"tea": json.loads(LEGACY)["tea"]}
    assert json.loads(kept["polls-votes"]) == {"1": {"tea": ["t1"]}, "2": {}, "77": {}}


def test_a_merge_that_would_cost_a_vote_leaves_that_poll_alone_until_allowed(check: Check, forum: Clone) -> None:
    add_legacy(forum, LEGACY, BALLOTS)
    add_new(forum, "lunch", OPTIONS[:1], [("a1", 2)])
    assert [row["unmergeable_votes"] for row in found(check, forum)] == [2]
    before = fields(forum)
    forum.execute(apply(order(check, "merge")))
    assert (fields(forum), votes(forum)) == (before, [("a1", 2)])
    forum.execute(apply(order(check, "merge", allow_loss=True)))
    assert votes(forum) == [("a1", 1), ("a1", 2)]
    assert found(check, forum) == []


def test_the_same_vote_cast_again_is_no_loss(check: Check, forum: Clone) -> None:
    add_legacy(forum, LEGACY, '{"2": {"lunch": ["a1"]}}')
    add_new(forum, "lunch", OPTIONS, [("a1", 2)])
    assert [row["unmergeable_votes"] for row in found(check, forum)] == [0]
    forum.execute(apply(order(check, "merge")))
    assert votes(forum) == [("a1", 2)]


def test_a_new_poll_with_votes_is_kept_until_its_loss_is_allowed(check: Check, forum: Clone) -> None:
    add_legacy(forum, LEGACY)
    add_new(forum, "tea", OPTIONS, [])
    add_new(forum, "lunch", OPTIONS, [("a1", 2)])
    forum.execute(apply(order(check, "keep-legacy")))
    assert [row["name"] for row in forum.query("select name from polls")] == ["lunch"]
    assert votes(forum) == [("a1", 2)]
    forum.execute(apply(order(check, "keep-legacy", allow_loss=True)))
    assert forum.query("select * from polls") + forum.query("select * from poll_options") == []


def test_members_that_stay_keep_their_text_letter_by_letter(check: Check, forum: Clone) -> None:
    odd = '"\\ud83d \\ufFfF \uffff0000 \\\\u0000 \\\\\\u0000"'
    kept = '{ "name" : "t\\u0065a", "x": 1.50e+1,"n\\u0000":' + odd + ' ,"options":[ ]}'
    add_legacy(forum, '[ {"k": {"name": "lunch"}, "\\u0041\\ud800" : ' + kept + ' , "l":{"name":"lunch"}} , {"z" :2} ]')
    add_new(forum, "lunch", OPTIONS, [])
    forum.execute(apply(order(check, "keep-new", allow_loss=True)))
    expected = kept.replace("\uffff", "\\uffff").replace("\\ud83d ", "?")  # as the migration reads half a character
    expected = expected.replace("\\ufFfF", "\\uffff")
    assert fields(forum)["polls"] == '[{"A\\ud800":' + expected + '},{"z" :2}]'


def test_a_hidden_member_does_not_come_to_light(check: Check, forum: Clone) -> None:
    add_legacy(forum, '{"a": {"name": "tea"}, "b": {"name": "cake"}, "\\u0061": {"name": "lunch"}}')
    add_new(forum, "lunch", OPTIONS, [])
    add_new(forum, "tea", OPTIONS, [])
    assert [row["name"] for row in found(check, forum)] == ["lunch"]
    forum.execute(apply(order(check, "keep-new", allow_loss=True)))
    assert fields(forum)["polls"] == '{"b":{"name": "cake"}}'


@pytest.mark.parametrize("remedy_id", ["keep-new", "keep-legacy", "merge"])
def test_names_of_any_kind_are_found_mended_and_restored(remedy_id: str, check: Check, server: Server) -> None:
    clone = prepared(server.create(f"names_{remedy_id.replace('-', '_')}"))

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(names, st.booleans())
    @example("\uffffD83D'$$\\", True)
    def tried(name: str, escaped: bool) -> None:
        clone.execute("truncate polls, poll_options, poll_votes, post_custom_fields")
        effective = name if name.strip(SPACES) else "poll"
        polls = json.dumps({"k": {"name": name, "options": [{"id": "a1", "html": "x"}]}, "o": {"name": "other'"}})
        ballots = json.dumps({"1": {effective: ["a1"], "other'": ["z"]}})
        if not escaped:
            polls, ballots = (json.dumps(json.loads(one), ensure_ascii=False) for one in (polls, ballots))
        add_legacy(clone, polls, ballots)
        add_new(clone, effective, [("a1", "x")], [])
        add_new(clone, effective + "!", [("a1", "x")], [])
        before = state(clone)
        assert [(row["name"], row["legacy_votes"]) for row in found(check, clone)] == [(effective, 1)]
        one = order(check, remedy_id, allow_loss=True)
        clone.execute(apply(one))
        assert found(check, clone) == []
        left = json.loads(fields(clone)["polls"])
        assert left["o"] == {"name": "other'"}
        assert ("k" in left) == (remedy_id == "keep-legacy")
        assert len(votes(clone)) == (1 if remedy_id == "merge" else 0)
        new = {row["name"] for row in clone.query("select name from polls")}
        assert new == {effective + "!"} | ({effective} if remedy_id != "keep-legacy" else set())
        clone.execute(undo(one))
        assert state(clone) == before

    tried()
    server.drop(clone.database)


def state(clone: Clone) -> list[list[str]]:
    return [
        sorted(str(row["line"]) for row in clone.query(f"select (t.*)::text as line from {table} t"))
        for table in ("polls", "poll_options", "poll_votes", "post_custom_fields")
    ]
