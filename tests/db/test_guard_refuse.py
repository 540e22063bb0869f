"""The guard that refuses: which polls cannot be made in the gap, what is said, and what goes on as before."""

import pytest

from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.prescribe import guard
from tests.db.gap import BALLOTS, OLD, POLL, TEA, VERSION, add_field, add_legacy, lines, make, making, opened, order


@pytest.fixture
def forum(each_database: Clone) -> Clone:
    opened(each_database)
    each_database.execute(guard.install(order("guard-refuse")))
    return each_database


def test_a_poll_that_waits_for_its_votes_cannot_be_made_and_the_edit_fails_as_a_whole(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL, "tea": TEA}, BALLOTS)
    before = lines(forum)
    with pytest.raises(QueryError, match="post 1 has an older poll of this name") as refused:
        forum.execute(f"begin; update posts set raw = 'new'; {making()}; commit")
    assert refused.value.sqlstate == "P0001"
    assert lines(forum) == before
    assert forum.query("select distinct raw from posts") == [{"raw": "r"}]


@pytest.mark.parametrize("hostile", ["%s %I", "it's\n\x1b[31m", "$$", "'; drop table polls; --"])
def test_the_message_holds_nothing_that_users_wrote(forum: Clone, hostile: str) -> None:
    add_legacy(forum, {"x": {**POLL, "name": hostile}})
    with pytest.raises(QueryError) as refused:
        make(forum, hostile)
    assert str(refused.value) == "post 1 has an older poll of this name, whose votes are still to be migrated"


@pytest.mark.parametrize(("name", "post"), [("dinner", 1), ("Lunch", 1), ("lunch", 2)])
def test_polls_of_other_names_and_in_other_posts_are_made(forum: Clone, name: str, post: int) -> None:
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    make(forum, name, post=post)
    assert forum.query("select name, post_id from polls") == [{"name": name, "post_id": post}]


def test_the_name_is_that_of_the_legacy_poll_and_not_its_key(forum: Clone) -> None:
    add_legacy(forum, {"a": {"name": " "}, "b": {"name": "dinner"}, "b ": {"name": "x"}})
    add_legacy(forum, [{"a": {"name": "x", "n": 1}}, {"c": {"name": "c"}}], post=2)
    for name, post in (("a", 1), ("b", 1), ("c", 2), ("n", 2)):
        make(forum, name, post=post)
    for name, post in (("poll", 1), ("dinner", 1), ("x", 1), ("x", 2)):
        with pytest.raises(QueryError, match="older poll"):
            make(forum, name, post=post)


def test_of_two_fields_either_counts(forum: Clone) -> None:
    add_legacy(forum, {"tea": TEA})
    add_field(forum, "polls", {"lunch": POLL})
    for name in ("tea", "lunch"):
        with pytest.raises(QueryError, match="older poll"):
            make(forum, name)


def test_a_field_that_cannot_be_read_refuses_nothing(forum: Clone) -> None:
    odd = ("", "{", "[]", "null", '"poll"', '{"poll": 5}', '{"lunch": {"name": 5}}', '{"poll": {"name": "\\u0000"}}')
    for post, field in enumerate(odd, 1):
        add_field(forum, "polls", field, post)
        make(forum, post=post)
        make(forum, "poll", post=post)
    assert forum.query("select count(*)::int as n from polls") == [{"n": 2 * len(odd)}]


@pytest.mark.parametrize("harm", ["drop table schema_migrations", "drop table post_custom_fields"])
def test_an_error_of_its_own_refuses_nothing(forum: Clone, harm: str) -> None:
    add_legacy(forum, {"lunch": POLL})
    forum.execute(harm)
    make(forum)


def test_polls_that_are_there_can_be_edited_voted_on_and_deleted(forum: Clone) -> None:
    forum.execute(guard.remove(order("guard-refuse")))
    add_legacy(forum, {"lunch": POLL}, BALLOTS)
    make(forum)
    forum.execute(guard.install(order("guard-refuse")))
    forum.execute("update polls set max = 1; delete from poll_options where digest = 'b2'")
    forum.execute(f"insert into poll_votes select poll_id, id, 5, {OLD} from poll_options")
    forum.execute("delete from poll_votes; delete from poll_options; delete from polls")
    with pytest.raises(QueryError, match="older poll"):
        make(forum)


def test_it_refuses_nothing_once_the_migration_is_done(forum: Clone) -> None:
    add_legacy(forum, {"lunch": POLL})
    forum.execute(f"insert into schema_migrations values ('{VERSION}')")
    make(forum)
