"""What can be wrong with legacy votes, one thing at a time."""

from random import Random

from tests.truth.clean import digest
from tests.truth.draft import Draft, UnfitError, harmless, hazard
from tests.truth.polls_hazards import SCALARS
from tests.truth.texts import Again, written


@hazard
def voter_unknown(draft: Draft, pick: Random) -> None:
    _, votes = draft.ballots(pick)
    key = pick.choice(list(votes))
    votes[pick.choice(["999", "-7", "abc", "", "99999999999", "99999999999999999999999", "0"])] = votes.pop(key)


@hazard
def sole_voter_beyond_integers(draft: Draft, pick: Random) -> None:
    votes, key = draft.ballot(pick)
    numbers = ["2147483648", "99999999999", " -2147483649", "9_999_999_999 x", "2147483647", "-2147483648", "9" * 25]
    ballot = pick.choice([votes[key], {}])
    votes.clear()
    votes[pick.choice(numbers)] = ballot


@hazard
def voter_key_odd(draft: Draft, pick: Random) -> None:
    votes, key = draft.ballot(pick)
    odd_key = pick.choice(
        ["{0}x", "0{0}", " {0}", "+{0}", "{0} ", "{0}.5", "\t{0}", "{0}_", "_{0}", "\u00a0{0}", "{0}e1", "-{0}"]
    )
    value = votes[key] if pick.random() < 0.5 else votes.pop(key)
    votes[odd_key.format(key)] = value


@hazard
def voter_twice(draft: Draft, pick: Random) -> None:
    votes, key = draft.ballot(pick)
    _, other = draft.ballot(pick)
    votes[Again(key)] = votes.get(other, {})


@hazard
def voter_zero(draft: Draft, pick: Random) -> None:
    votes, key = draft.ballot(pick)
    if 0 not in draft.users:
        draft.users.append(0)
    votes[pick.choice(["0", "", "abc", "_1", "-", " ", "-0"])] = votes.pop(key)


@hazard
def poll_name_lost(draft: Draft, pick: Random) -> None:
    _, _, _, one = draft.named(pick)
    one["name"] = pick.choice(["renamed", " " + draft.name_of(one), draft.name_of(one) + "!"])


@hazard
def option_lost(draft: Draft, pick: Random) -> None:
    lists, name = draft.mark(pick)
    lists[name] = [
        *(lists[name] if isinstance(lists[name], list) else []),
        pick.choice([digest(pick), "", None, 5, True, {}, "x" * 32]),
    ]


@hazard
def ballot_no_object(draft: Draft, pick: Random) -> None:
    votes, key = draft.ballot(pick)
    votes[key] = pick.choice(SCALARS)


@hazard
def ballot_an_array(draft: Draft, pick: Random) -> None:
    votes, key = draft.ballot(pick)
    names = list(votes[key])
    votes[key] = pick.choice(
        [
            names,
            [],
            ["nothing"],
            [[names[0], []]],
            [[names[0], votes[key][names[0]]]],
            [names[0], 1],
            [None],
            [{}],
            [[]],
        ]
    )


@hazard
def list_no_array(draft: Draft, pick: Random) -> None:
    lists, name = draft.mark(pick)
    lists[name] = pick.choice([*SCALARS, ""])


@hazard
def list_an_object(draft: Draft, pick: Random) -> None:
    lists, name = draft.mark(pick)
    marks = lists[name] if isinstance(lists[name], list) and lists[name] else ["x"]
    lists[name] = pick.choice([{str(marks[0]): 1}, {"0": marks[0]}, {"zz": 1}, {}, {str(marks[0]): marks}])


@hazard
def list_nested(draft: Draft, pick: Random) -> None:
    lists, name = draft.mark(pick)
    lists[name] = pick.choice([[lists[name]], [lists[name], lists[name]], [[lists[name]]]])


@hazard
def votes_of_old_form(draft: Draft, pick: Random) -> None:
    post, _, _, one = draft.named(pick)
    options = one.get("options")
    mark = options[0].get("id") if isinstance(options, list) and options and isinstance(options[0], dict) else "x"
    draft.fields.append((post, f"polls-votes-{pick.choice(draft.users)}", written({draft.name_of(one): [mark]})))


@hazard
def several_marks_in_a_single_choice(draft: Draft, pick: Random) -> None:
    _, legacy, _, one = draft.named(pick)
    options = one.get("options")
    if not isinstance(legacy.votes, dict) or not isinstance(options, list):
        raise UnfitError
    one["type"] = "regular"
    marks = [option.get("id") for option in options if isinstance(option, dict)]
    legacy.voted, legacy.votes[str(pick.choice(draft.users))] = True, {draft.name_of(one): marks}


@hazard
def counts_above_votes(draft: Draft, pick: Random) -> None:
    option = draft.option(pick)
    option["votes"] = 50
    option["voter_ids"] = [1, 2, 3]


@harmless
def marks_twice(draft: Draft, pick: Random) -> None:
    lists, name = draft.mark(pick)
    if isinstance(lists[name], list):
        lists[name] = lists[name] * 2


@harmless
def nobody_voted(draft: Draft, pick: Random) -> None:
    _, votes = draft.ballots(pick)
    votes[pick.choice(list(votes))] = pick.choice([{}, [], {"poll": []}])


@harmless
def stranger_with_nonsense(draft: Draft, pick: Random) -> None:
    _, votes = draft.ballots(pick)
    votes["888"] = pick.choice([*SCALARS, [], ["poll"], {"poll": None}, {"poll": 5}])


@harmless
def nonsense_for_no_poll(draft: Draft, pick: Random) -> None:
    votes, key = draft.ballot(pick)
    votes[key]["no such poll"] = pick.choice([*SCALARS, {}, ["a"]])
