import html
import json
from itertools import chain, islice

from auditor.forum.people import still_loads
from auditor.forum.plan import Plan
from auditor.forum.polls import legacy_fields, legacy_polls, made, new_polls, remade_poll, text_of
from auditor.forum.talk import talk_loads
from auditor.forum.words import vocabulary, written

PLAN = Plan(posts=2_000, seed=230, remade=4)
REMADE = {
    again: (number, legacy_polls(PLAN, number)[0], remade_poll(PLAN, number, again))
    for number in range(PLAN.legacy_posts)
    if (again := PLAN.remade_number(number)) is not None
}


def stored(plan: Plan = PLAN) -> list[tuple[dict[str, dict[str, object]], dict[str, dict[str, list[str]]]]]:
    pairs = [legacy_fields(legacy_polls(plan, number)) for number in range(plan.legacy_posts)]
    return [(json.loads(polls), json.loads(votes or "{}")) for polls, votes in pairs]


def polls() -> list[dict[str, object]]:
    return [poll for one, _ in stored() for poll in one.values()]


def number(value: object) -> int:
    assert isinstance(value, str | int)
    return int(value)


def test_a_legacy_poll_stands_under_its_own_name() -> None:
    assert all(key == poll["name"] for one, _ in stored() for key, poll in one.items())


def test_polls_of_one_post_have_different_names() -> None:
    for place in range(PLAN.legacy_posts):
        names = [poll.name for poll in legacy_polls(PLAN, place)]
        assert len(names) == len(set(names))


def test_there_are_polls_of_every_make() -> None:
    assert {poll["type"] for poll in polls()} == {"regular", "multiple", "number"}
    assert {poll["status"] for poll in polls()} == {"open", "closed"}
    assert {poll.get("public") for poll in polls()} == {"true", None}
    assert any("close" in poll for poll in polls())
    assert any(number(poll.get("anonymous_voters", 0)) > 0 for poll in polls())
    assert {len(one) for one, _ in stored()} == {1, 2}
    assert any(not votes for _, votes in stored())


def test_names_are_escaped_but_for_those_of_the_import() -> None:
    raw = {str(poll["name"]) for poll in polls() if "'" in str(poll["name"])}
    assert raw == {"what's next", "who's got 'the key'"}
    assert any("&#39;" in str(poll["name"]) for poll in polls())


def test_bounds_are_texts_that_the_migration_takes_over_whole() -> None:
    for poll in polls():
        low, high, step = (poll.get(word) for word in ("min", "max", "step"))
        assert all(bound is None or isinstance(bound, str) for bound in (low, high, step))
        if high is not None:
            assert 0 < number(low) < number(high)
            assert step is None or 0 < number(step) <= number(high)


def test_options_have_digests_of_their_own() -> None:
    for poll in polls():
        options = poll["options"]
        assert isinstance(options, list)
        digests = [option["id"] for option in options]
        assert len(digests) == len(set(digests)) > 1
        assert all(len(digest) == 32 and set(digest) <= set("0123456789abcdef") for digest in digests)


def test_every_vote_is_for_an_option_of_a_poll_in_the_post() -> None:
    for asked, votes in stored():
        for voter, ballots in votes.items():
            assert 1 <= int(voter) <= PLAN.users
            for name, chosen in ballots.items():
                options = asked[name]["options"]
                assert isinstance(options, list)
                assert set(chosen) <= {option["id"] for option in options}
                assert len(chosen) == len(set(chosen)) > 0
                assert len(chosen) == 1 or asked[name]["type"] == "multiple"


def test_stored_totals_agree_with_the_votes() -> None:
    for asked, votes in stored():
        for name, poll in asked.items():
            cast = {voter: ballots[name] for voter, ballots in votes.items() if name in ballots}
            assert poll["voters"] == len(cast) + number(poll.get("anonymous_voters", 0))
            options = poll["options"]
            assert isinstance(options, list)
            for option in options:
                voters = [int(voter) for voter, chosen in cast.items() if option["id"] in chosen]
                assert option["votes"] == len(voters) + option.get("anonymous_votes", 0)
                assert sorted(option.get("voter_ids", voters)) == sorted(voters)


def test_the_first_remade_poll_has_the_default_name_and_the_second_an_apostrophe() -> None:
    assert [new.name for _, _, new in REMADE.values()][:2] == ["poll", "what's next"]
    assert all(old.name == new.name for _, old, new in REMADE.values())


def test_merging_the_first_remade_poll_is_not_free() -> None:
    _, old, new = REMADE[0]
    assert len(old.ballots) == 17
    assert len(new.ballots) == 5
    gone = set(old.digests) - set(new.digests)
    assert len(gone) == 1
    assert any(old.digests[place] in gone for chosen in old.ballots.values() for place in chosen)
    both = old.ballots.keys() & new.ballots.keys()
    agreed = [
        voter
        for voter in both
        if [old.digests[place] for place in old.ballots[voter]] == [new.digests[place] for place in new.ballots[voter]]
    ]
    assert (len(both), len(agreed)) == (2, 1)


def test_keeping_the_second_legacy_poll_gives_nothing_up_and_keeping_the_new_one_does() -> None:
    _, old, new = REMADE[1]
    assert old.digests == new.digests
    assert new.ballots.items() <= old.ballots.items()
    assert (len(old.ballots), len(new.ballots)) == (9, 2)


def test_the_third_remade_poll_has_no_new_votes_and_the_fourth_only_new_voters() -> None:
    assert not REMADE[2][2].ballots
    assert not REMADE[3][1].ballots.keys() & REMADE[3][2].ballots.keys()
    assert REMADE[3][2].ballots


def test_remade_polls_come_first_among_those_in_tables_and_have_numbers_of_their_own() -> None:
    rows = list(made(PLAN))
    assert [one.post for one in rows[:4]] == [PLAN.legacy_post(place) for place, _, _ in REMADE.values()]
    assert [one.id for one in rows] == list(range(1, 4 + PLAN.new_posts + 1))
    numbers = list(
        chain.from_iterable(range(one.first_option, one.first_option + len(one.poll.options)) for one in rows)
    )
    assert numbers == list(range(1, len(numbers) + 1))


def test_without_remade_polls_no_post_has_both_forms() -> None:
    plan = Plan(posts=2_000, seed=230, remade=0)
    assert not {one.post for one in made(plan)} & {plan.legacy_post(place) for place in range(plan.legacy_posts)}


def test_a_post_shows_its_poll_as_typed_and_as_shown() -> None:
    text = text_of((REMADE[1][2],), written("It leaks & creaks."))
    assert text.raw.startswith("It leaks & creaks.\n\nWhat's next")
    assert '[poll name="what\'s next" type=regular public=true]\n* Mend it\n' in text.raw
    assert text.cooked.startswith("<p>It leaks &amp; creaks.</p>")
    assert REMADE[1][2].digests[0] in text.cooked


def test_a_seed_makes_a_forum_of_its_own_each_time_the_same() -> None:
    other = Plan(posts=2_000, seed=231, remade=4)
    assert stored() == stored(Plan(posts=2_000, seed=230, remade=4))
    assert stored() != stored(other)
    assert [str(new_polls(PLAN, place)) for place in range(9)] != [str(new_polls(other, place)) for place in range(9)]


def test_rows_are_made_as_they_are_taken() -> None:
    endless = Plan(posts=1_000_000_000_000, seed=230, remade=1_000_000)
    for load in talk_loads(endless):
        rows = list(islice(load.rows, 3))
        assert all(len(row) == len(load.columns) for row in rows)
        assert len(rows) == 3


def test_no_address_leads_anywhere() -> None:
    addresses = next(load for load in still_loads(PLAN, "between") if load.table == "user_emails")
    assert all(str(row[1]).endswith("@example.org") for row in addresses.rows)


def test_people_have_names_that_differ_in_more_than_case() -> None:
    people = list(next(load for load in still_loads(PLAN, "between") if load.table == "users").rows)
    assert len({row[2] for row in people}) == len(people) == PLAN.users + 2
    assert all(row[2] == str(row[1]).lower() and str(row[1]).isascii() for row in people)


def test_a_text_as_shown_has_no_markup_of_its_own() -> None:
    for text in chain.from_iterable(vocabulary().texts(230)):
        assert html.unescape(text.cooked[3:-4]) == text.raw
        assert "<" not in text.cooked[3:-4]
        assert "{" not in text.raw
