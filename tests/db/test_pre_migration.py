"""What the script that copies all polls at once leaves behind it, as the real migration was seen to leave it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import Server
from tests.db.copying import BREAD, SOUP, copied, field, left, marks, opened, poll, settings, votes
from tests.truth import cases
from tests.truth.legacy import Field, NewPoll
from tests.truth.premigrated import LEFT, Trial, report_on, seen, take_back
from tests.truth.texts import noise

PARTS = 4
KEPT = sorted(cases.FOLDER.glob("*.json"))[::6]


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Clone]:
    """One database, emptied between forums."""
    with opened(server, "pre_migration") as clone:
        yield clone


def test_a_poll_whose_name_is_taken_goes_into_the_new_one(place: Clone, tmp_path: Path) -> None:
    old = poll(
        "poll", {**SOUP, "anonymous_votes": 2}, BREAD, {"id": "c3", "html": "Cake"}, anonymous_voters=1, status="closed"
    )
    filed = {"1": {"poll": ["a1"]}, "2": {"poll": ["a1"]}, "3": {"poll": ["c3"]}, "4": {"poll": ["b2"]}}
    new = NewPoll(1, "poll", (("z9", " Soup\n"), ("b2", "Brot"), ("d4", "New")), ((1, 2), (1, 4)))
    one = copied(place, tmp_path, field(1, {"poll": old}), votes(1, filed), polls=(new,))
    assert marks(one) == {("z9", 1), ("b2", 2), ("b2", 4)}
    assert {row[:3] for row in one.polls[1, "poll"].options} == {
        ("z9", " Soup\n", 2),
        ("b2", "Brot", 0),
        ("d4", "New", 0),
    }
    assert settings(one, "poll")["status"] == 0
    assert settings(one, "poll")["anonymous_voters"] == 1
    assert left(one) == {
        ("poll", None, "c3", "its poll has no such option any more"),
        ("poll", "3", "c3", "its poll has no such option any more"),
        ("poll", "2", "a1", "its user has voted anew"),
    }


def test_the_second_poll_of_a_name_goes_by_its_key_with_its_votes(place: Clone, tmp_path: Path) -> None:
    polls = {"one": poll("x"), "two": poll("x", {"id": "c3", "html": "C"}), "x": poll("y", SOUP), "y": poll("y")}
    filed = {"1": {"one": ["a1"], "two": ["c3"]}, "2": {"x": ["c3"]}}
    one = copied(place, tmp_path, field(1, polls), votes(1, filed))
    assert {name for _, name in one.polls} == {"x", "two", "y"}
    assert marks(one, "x") == {("a1", 1)}
    assert marks(one, "two") == {("c3", 1), ("c3", 2)}
    assert left(one) == {("x", None, None, "another poll of the post has its name")}


def test_votes_under_the_key_go_with_those_under_the_name(place: Clone, tmp_path: Path) -> None:
    filed = {"1": {"key": ["a1"]}, "2": {"name": ["b2"], "key": ["b2"]}, "3": {"neither": ["a1"]}, "9": {"key": ["a1"]}}
    one = copied(place, tmp_path, field(1, {"key": poll("name")}), votes(1, filed))
    assert marks(one, "name") == {("a1", 1), ("b2", 2)}
    assert left(one) == {
        ("neither", "3", "a1", "for no option of a poll of the post"),
        ("key", "9", "a1", "by nobody who is a user"),
    }


def test_of_several_fields_the_one_changed_last_counts_and_nothing_of_the_others_is_lost(
    place: Clone, tmp_path: Path
) -> None:
    one = copied(
        place,
        tmp_path,
        field(1, {"poll": poll("poll", SOUP, BREAD, status="closed"), "more": poll("more")}, day=1),
        field(1, {"poll": poll("poll", SOUP)}, day=2),
        Field(1, "polls", "{", updated_at="2018-03-01"),
        votes(1, {"1": {"poll": ["a1"]}, "2": {"more": ["a1"]}, "3": {"poll": ["b2"]}}, day=2),
        votes(1, {"1": {"poll": ["a1"]}, "2": {"more": ["b2"]}, "4": {"poll": ["a1"]}}, day=1),
    )
    assert settings(one, "poll")["status"] == 0
    assert {row[0] for row in one.polls[1, "poll"].options} == {"a1"}
    assert marks(one) == {("a1", 1), ("a1", 4)}
    assert marks(one, "more") == {("a1", 2)}
    assert [row["id"] for row in one.fields if row["name"] == "polls"] == [2]
    assert [row["id"] for row in one.fields if row["name"] == "polls-votes"] == [4]
    assert left(one) == {
        (None, None, None, "not json"),
        ("poll", None, None, "another field tells it otherwise"),
        ("poll", None, "b2", "its poll has no such option any more"),
        ("poll", "3", "b2", "its poll has no such option any more"),
        ("more", "2", "b2", "another field tells it otherwise"),
    }


def test_what_stops_the_migration_is_carried_as_far_as_it_goes_and_the_rest_is_listed(
    place: Clone, tmp_path: Path
) -> None:
    long = noise(Random(1), 4000)
    one = copied(
        place,
        tmp_path,
        field(1, {"a": poll(5), "b": None, "c": poll(long), "d": poll("d", min=[], type=5), "e": {"name": "e"}}),
        votes(1, {"1": {"a": "b2"}, "2": {"a": {"a1": 1}}, "3": 7, "4": {"a": None, "d": ["a1", 5, "zz"]}}),
        field(77, {"poll": poll()}),
        Field(2, "polls", "null"),
        Field(3, "polls", None),
        Field(4, "polls", '{"z": {"name": "zero \\u0000", "options": [{"id": "a1", "html": "A"}]}}'),
        Field(5, "polls-votes", '{"1": {"poll": ["a1"]}}'),
    )
    assert set(one.polls) == {(1, "a"), (1, "c"), (1, "d"), (1, "e"), (4, "z")}
    assert marks(one, "a") == {("b2", 1), ("a1", 2)}
    assert marks(one, "d") == {("a1", 4)}
    assert left(one) == {
        ("b", None, None, "not an object"),
        ("d", None, None, "min cannot be read"),
        ("d", None, None, "type cannot be read"),
        (None, "3", None, "no polls"),
        ("a", "4", "null", "no list"),
        ("d", "4", "5", "not the id of an option"),
        ("d", "4", "zz", "for no option of a poll of the post"),
        ("poll", None, None, "its post is gone"),
        (None, None, None, "json null"),
        (None, None, None, "null"),
        ("poll", "1", "a1", "for no option of a poll of the post"),
    }


def test_a_poll_under_a_key_that_is_no_text_keeps_its_options_and_votes(place: Clone, tmp_path: Path) -> None:
    options = '"options": [{"id": "a1", "html": "A"}]'
    old = Field(1, "polls", f'{{"\\udc00x": {{"name": "x", {options}}}, "\\u0000": {{"name": "y", {options}}}}}')
    one = copied(place, tmp_path, old, votes(1, {"1": {"x": ["a1"]}, "2": {"y": ["a1"]}}))
    assert marks(one, "x") == {("a1", 1)}
    assert marks(one, "y") == {("a1", 2)}
    assert one.left == ()


def test_the_fields_round_the_polls_are_those_of_the_migration_but_no_mark_is_doubled(
    place: Clone, tmp_path: Path
) -> None:
    marked = Field(2, "has_polls", "t")
    new = NewPoll(3, "poll", (("a1", "A"),), ((0, 1),))
    one = copied(place, tmp_path, field(1, {"poll": poll()}), field(2, {"poll": poll()}), marked, polls=(new,))
    assert one.marked() == {1: 1, 2: 1, 3: 1}
    assert [(row["post_id"], row["value"], row["c"]) for row in one.fields if row["name"] == "polls-votes"] == [
        (1, "{}", "2018-01-02 03:04:05.678"),
        (2, "{}", "2018-01-02 03:04:05.678"),
    ]
    assert one.left == ()
    assert place.query(f"select to_regclass('{LEFT}') as t") == [{"t": None}]


def test_the_version_is_marked_and_a_second_run_and_audit_find_nothing(place: Clone, tmp_path: Path) -> None:
    one = copied(place, tmp_path / "once", field(1, {"poll": poll()}), votes(1, {"1": {"poll": ["a1"]}}))
    (script,) = (tmp_path / "once").rglob("copy-at-once.sql")
    place.execute(script.read_text("utf-8"))
    assert seen(place) == one
    assert report_on(place).checks == ()


def test_undo_takes_everything_back_and_the_list_with_it(place: Clone, tmp_path: Path) -> None:
    copied(place, tmp_path, field(1, {"poll": poll()}), votes(1, {"9": {"poll": ["a1"]}}))
    take_back(place, tmp_path)
    after = seen(place)
    assert after.polls == {}
    assert len(after.fields) == 2
    assert place.query("select nspname from pg_namespace where nspname like 'auditor%'") == []


def test_a_forum_without_polls_is_not_touched(place: Clone, tmp_path: Path) -> None:
    one = copied(place, tmp_path, votes(1, {"1": {"poll": ["a1"]}}))
    assert list(tmp_path.iterdir()) == []
    assert one.polls == {}


def test_a_forum_of_many_parts_is_copied_to_its_end(place: Clone, tmp_path: Path) -> None:
    big = {"extra": "x" * 5_000_000}
    fields = [field(post, {"poll": poll("poll", **big)}) for post in (1, 2, 3)]
    one = copied(place, tmp_path, *fields, *(votes(post, {"1": {"poll": ["a1"]}}) for post in (1, 2, 3)))
    assert [marks(one, post=post) for post in (1, 2, 3)] == [{("a1", 1)}] * 3
    assert one.left == ()


@pytest.mark.parametrize("part", range(PARTS))
def test_of_kept_forums_everything_is_carried_or_listed_and_at_least_what_was_seen_to_arrive(
    place: Clone, part: int
) -> None:
    trial = Trial(place, None)
    for path in KEPT[part::PARTS]:
        forum, happened = cases.load(path)
        assert list(trial.faults(forum)) == [], path.stem
        if len(happened) == 1 and happened[0].ran.ok and forum.users.count(0) == 0:
            assert set(happened[0].arrived["votes"]) <= trial.votes, path.stem
