import pytest

from auditor.errors import UsageError
from auditor.forum.plan import LANES, Plan, between, likes, mixed

SIZES = [200, 201, 337, 2_000, 12_345]


def plan(posts: int = 2_000, seed: int = 230, remade: int = 2) -> Plan:
    return Plan(posts=posts, seed=seed, remade=remade)


@pytest.mark.parametrize("posts", SIZES)
def test_threads_hold_every_post_exactly_once(posts: int) -> None:
    held = [post for thread in plan(posts).threads() for post in range(thread.first, thread.last + 1, LANES)]
    assert sorted(held) == list(range(1, posts + 1))


@pytest.mark.parametrize("posts", SIZES)
def test_a_thread_counts_its_posts(posts: int) -> None:
    for thread in plan(posts).threads():
        assert thread.posts == len(range(thread.first, thread.last + 1, LANES)) > 0


def test_threads_are_numbered_from_one() -> None:
    ids = [thread.id for thread in plan().threads()]
    assert ids == list(range(1, len(ids) + 1))


def test_a_small_forum_has_120_legacy_polls_and_a_large_one_20000() -> None:
    assert plan().legacy_polls == 120
    assert plan(1_000_000).legacy_polls == pytest.approx(20_080, abs=8)


@pytest.mark.parametrize("posts", SIZES)
def test_poll_posts_are_found_again_by_their_number(posts: int) -> None:
    made = plan(posts)
    expected = {made.legacy_post(number): (True, number) for number in range(made.legacy_posts)}
    expected |= {made.new_post(number): (False, number) for number in range(made.new_posts)}
    found = {post: place for post in range(1, posts + 1) if (place := made.poll_post(post)) is not None}
    assert found == expected


@pytest.mark.parametrize("posts", SIZES)
def test_legacy_polls_stand_before_the_first_phase_and_new_ones_after_it(posts: int) -> None:
    made = plan(posts)
    assert made.written(made.legacy_post(made.legacy_posts - 1)) <= between(0, 1)
    assert made.written(made.new_post(0)) > between(0, 1)


@pytest.mark.parametrize(("posts", "remade"), [(200, 0), (200, 1), (200, 41), (2_000, 2), (2_000, 77), (2_000, 446)])
def test_just_as_many_polls_are_remade_as_were_asked_for(posts: int, remade: int) -> None:
    made = plan(posts, remade=remade)
    again = [one for number in range(made.legacy_posts) if (one := made.remade_number(number)) is not None]
    assert again == list(range(remade))


def test_posts_are_written_one_after_another() -> None:
    made = plan()
    moments = [made.written(post) for post in range(1, made.posts + 1)]
    assert moments == sorted(moments)
    assert moments[0] > "2016-03-01"
    assert moments[-1] == "2019-06-30 00:00:00"


def test_two_seeds_open_at_two_moments() -> None:
    assert plan(seed=1).written(1) != plan(seed=2).written(1)


def test_authors_and_likers_exist() -> None:
    made = plan()
    draws = [mixed(made.seed, post) for post in range(1, made.posts + 1)]
    assert {made.author(draw) for draw in draws} <= set(range(1, made.users + 1))
    assert {likes(draw) for draw in draws} == {0, 1, 2}


@pytest.mark.parametrize("posts", [*SIZES, 2_100, 175 * 25, 70_000])
def test_steps_of_seven_reach_every_person(posts: int) -> None:
    users = plan(posts).users
    assert {7 * turn % users for turn in range(users)} == set(range(users))


def test_the_same_number_is_always_mixed_the_same_and_looks_drawn() -> None:
    assert mixed(230, 1) == mixed(230, 1) != mixed(231, 1)
    bits = [mixed(230, number) >> place & 1 for number in range(1_000) for place in (0, 5, 17, 33, 48, 63)]
    assert 0.45 < sum(bits) / len(bits) < 0.55


def test_a_forum_too_small_says_what_it_takes() -> None:
    with pytest.raises(UsageError, match="10 posts was asked for; it takes at least 200"):
        plan(10)


@pytest.mark.parametrize("remade", [-1, 447])
def test_more_remade_polls_than_there_is_room_for_are_refused(remade: int) -> None:
    with pytest.raises(UsageError, match=f"{remade} remade polls .* room for 0 to 446"):
        plan(remade=remade)
