"""The default remedies on kept forums at which the real migration was seen to stop, many in one database."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import Server
from tests.truth import cases
from tests.truth.compare import TEMPLATE, prepare
from tests.truth.legacy import Field, Forum, NewPoll, crowd
from tests.truth.remedied import Bench

RELEASE = "2.3.0"


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Clone]:
    """A database to try forums in one after another."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(server, RELEASE, patch.setattr)
        clone = server.create("remedied", TEMPLATE)
        yield clone
    server.drop(clone.database)
    server.drop(TEMPLATE)


@pytest.fixture(scope="module")
def bench(place: Clone) -> Bench:
    """Tries them, without the migration."""
    return Bench(place, None, RELEASE)


def stopping() -> list[Forum]:
    kept = [cases.load(path) for path in sorted(cases.FOLDER.glob("*.json"))]
    return [forum for forum, happened in kept if any(not way.ran.ok for way in happened)]


def test_after_all_default_remedies_nothing_stops_and_all_can_be_taken_back(bench: Bench) -> None:
    forums = stopping()
    assert len(forums) > 30
    done = bench.tried(crowd(forums), allow_loss=True, undone=True)
    assert done.faults == ()
    assert done.aborted_before
    assert not done.aborts_after


def test_without_leave_to_lose_anything_only_what_would_cost_something_is_left(bench: Bench) -> None:
    done = bench.tried(crowd(stopping()[::3]), allow_loss=False)
    assert done.faults == ()
    assert done.aborts_after
    assert done.stated


def test_a_forum_in_which_nothing_is_wrong_is_left_alone(bench: Bench) -> None:
    forum = Forum("1-0", (), ((1, False),), (1,), ())
    assert bench.tried(forum, allow_loss=True).stated == {}


def test_a_crowd_keeps_the_posts_of_each_apart() -> None:
    one, two = stopping()[:2]
    both = crowd([one, two])
    assert len(both.posts) == len(one.posts) + len(two.posts)
    assert {field.post_id for field in both.fields} <= {post for post, _ in both.posts} | {
        shift + field.post_id for shift, each in ((0, one), (1000, two)) for field in each.fields
    }
    assert crowd([one]).fields == one.fields


OPTIONS = '[{"id": "a1", "html": "Soup", "votes": 5}, {"id": "b2", "html": "Bread", "votes": 5}]'
POLLS = f'{{"k": {{"name": "n", "options": {OPTIONS}}}}}'
VOTES = '{"1": {"k": ["a1"]}, "2": {"n": ["b2"]}, "99": {"n": ["a1"]}}'
LATER = "2018-10-10 10:10:10"


def forum_of(*fields: Field) -> Forum:
    return Forum("1-0", (), ((1, False),), (1, 2, 3), fields)


@pytest.mark.parametrize(("polls", "votes"), [(2, 1), (1, 2), (2, 2), (3, 3)])
def test_fields_that_a_post_has_twice_are_mended_alike(bench: Bench, polls: int, votes: int) -> None:
    fields = [Field(1, "polls", POLLS)] * polls + [Field(1, "polls-votes", VOTES)] * votes
    for allow_loss in (True, False):
        assert bench.tried(forum_of(*fields), allow_loss=allow_loss, undone=True).faults == ()


@pytest.mark.parametrize(
    "others",
    [
        [Field(1, "polls", POLLS.replace("5", "7"))],
        [Field(1, "polls-votes", VOTES.replace("a1", "b2"))],
        [Field(1, "polls", POLLS.replace("5", "7")), Field(1, "polls-votes", VOTES.replace("a1", "b2"))],
    ],
)
def test_where_fields_of_a_post_differ_what_waits_for_one_is_left_alone(bench: Bench, others: list[Field]) -> None:
    fields = [Field(1, "polls", POLLS), Field(1, "polls-votes", VOTES), *others]
    for allow_loss in (True, False):
        assert bench.tried(forum_of(*fields), allow_loss=allow_loss, undone=True).faults == ()


@pytest.mark.parametrize("times", [(LATER, LATER), ()])
def test_what_only_an_unreadable_field_hid_counts_as_brought_up(bench: Bench, times: tuple[str, ...]) -> None:
    polls = [Field(1, "polls", POLLS), Field(1, "polls", "{", *times)]
    for some in (polls, polls[::-1]):
        fields = (*some, Field(1, "polls-votes", VOTES))
        assert bench.tried(forum_of(*fields), allow_loss=False, undone=True).faults == ()


def test_a_voter_who_is_nobody_is_counted_once_however_many_fields_say_so(bench: Bench, place: Clone) -> None:
    votes = [Field(1, "polls-votes", f'{{"99": {{"n": [{one}]}}}}') for one in ('"a1"', '"a1", "b2"')]
    done = bench.tried(forum_of(Field(1, "polls", POLLS), *votes), allow_loss=True)
    assert done.faults == ()
    (polls,) = place.query("select value from post_custom_fields where name = 'polls'")
    assert json.loads(str(polls["value"]))["k"]["anonymous_voters"] == 1


def test_votes_of_one_user_under_two_keys_move_together(bench: Bench) -> None:
    when = "2016-03-04 05:06:07"
    polls = {
        "old": {"name": "new", "type": "regular", "status": "open", "options": [{"id": "a", "html": "A", "votes": 1}]}
    }
    ballots = {"9": {"old": ["a"]}, "\t9": {"old": ["a"]}}
    fields = (
        Field(8, "polls", json.dumps(polls), when, when),
        Field(8, "polls-votes", json.dumps(ballots), when, when),
    )
    done = bench.tried(Forum("1-1", (), ((8, False),), (9,), fields), allow_loss=True, undone=True)
    assert done.faults == ()


NAMESAKES = f'{{"n": {{"name": "n", "options": {OPTIONS}}}, "k": {{"name": "n", "options": {OPTIONS}}}}}'


@pytest.mark.parametrize("polls", [NAMESAKES, NAMESAKES.replace('"n": {', '"z": {'), NAMESAKES.replace('"k"', '"a"')])
@pytest.mark.parametrize("turned", [False, True])
def test_of_polls_whose_name_is_taken_one_is_merged_and_the_others_stay(
    bench: Bench, place: Clone, polls: str, turned: bool
) -> None:
    members = json.loads(polls)
    text = json.dumps(dict(reversed(members.items())) if turned else members)
    forum = replace(forum_of(Field(1, "polls", text)), polls=(NewPoll(1, "n", (("c3", "Cheese"),)),))
    done = bench.tried(forum, allow_loss=True, undone=True)
    assert done.faults == ()
    assert done.stated == {}
    (field,) = place.query("select value from post_custom_fields where name = 'polls'")
    ((key, left),) = json.loads(str(field["value"])).items()
    assert left["name"] == key != "n"
