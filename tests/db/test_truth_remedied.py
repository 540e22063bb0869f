"""The default remedies on kept forums at which the real migration was seen to stop, many in one database."""

from collections.abc import Iterator

import pytest

from auditor.db.servers import Server
from tests.truth import cases
from tests.truth.compare import TEMPLATE, prepare
from tests.truth.legacy import Forum, crowd
from tests.truth.remedied import Bench

RELEASE = "2.3.0"


@pytest.fixture(scope="module")
def bench(server: Server) -> Iterator[Bench]:
    """A place to try forums one after another, without the migration."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(server, RELEASE, patch.setattr)
        clone = server.create("remedied", TEMPLATE)
        yield Bench(clone, None, RELEASE)
    server.drop(clone.database)
    server.drop(TEMPLATE)


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
