"""What can be wrong with legacy polls and their options, one thing at a time."""

from random import Random

from tests.truth.clean import digest, poll
from tests.truth.draft import Draft, Made, UnfitError, harmless, hazard
from tests.truth.texts import DIGIT_TEXTS, ESCAPES, RAW_NUMBERS, Again, Json, Raw, deep, noise, odd

SCALARS: tuple[Json, ...] = (None, "text", 5, 1.5, True, False)
FILLED: tuple[Json, ...] = (5, 1.5, True, ["a"], {"a": 1}, [[]], [None], {"": None})
BLANK: tuple[Json, ...] = (
    None,
    False,
    "",
    " ",
    "\t \n",
    "\u00a0",
    "\u3000",
    [],
    {},
    Raw('"\\u0020"'),
    Raw("[ ]"),
    Raw("{\n}"),
)
NOT_BLANK = ("\u200b", "\ufeff", "\u180e", ".", "\u0001")
LONGEST_INDEXED = 2000
COUNTS = ("min", "max", "step", "anonymous_voters")
FAR_TIMES = (
    "300000-01-01",
    "294277-01-01T00:00:00Z",
    "0000-01-01",
    "-0001-06-01T00:00:00Z",
    "10000-01-01",
    "99999-12-31 23:59",
)
NO_TIMES: tuple[Json, ...] = (
    *(
        "soon",
        "",
        "2018-13-45",
        "12:00",
        "2018-02-30",
        1543579200,
        1543579200000,
        True,
        None,
        ["2018-11-30"],
        {"at": "2018-11-30"},
    ),
    *(
        "Nov 30 2018",
        "tomorrow",
        "30/11/2018",
        "2018-11-30T25:00:00Z",
        "2018",
        "10 May",
        "0001-01-01",
        "9999-12-31T23:59:59Z",
        "monday",
    ),
)


def _made(draft: Draft, pick: Random, post: int | None, name: str, *, voted: bool = True) -> None:
    if len(name.encode()) > LONGEST_INDEXED:
        raise UnfitError
    made = Made(post, name, [(digest(pick), "Soup"), (digest(pick), "New")])
    if voted and pick.random() < 0.5:
        made.votes.append((0, pick.choice(draft.users)))
    draft.made.append(made)


@hazard
def name_taken(draft: Draft, pick: Random) -> None:
    post, _, _, one = draft.named(pick)
    _made(draft, pick, post, draft.name_of(one))


@hazard
def name_with_quote_taken(draft: Draft, pick: Random) -> None:
    post, legacy, _, one = draft.named(pick)
    if not isinstance(one.get("name"), str) or isinstance(one["name"], Raw):
        raise UnfitError
    old, one["name"] = one["name"], "it's"
    _renamed(legacy.votes, old, "it's")
    _made(draft, pick, post, "it's")


def _renamed(votes: Json, old: str, new: str) -> None:
    for lists in votes.values() if isinstance(votes, dict) else ():
        if isinstance(lists, dict) and old in lists:
            lists[new] = lists.pop(old)


@hazard
def name_twice_in_a_post(draft: Draft, pick: Random) -> None:
    _, legacy, _, one = draft.named(pick)
    name = one.get("name")
    legacy.polls[f"again{len(legacy.polls)}"] = {**poll(pick, "x"), "name": name}


@hazard
def names_blank_twice(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    legacy.polls["first"] = {**poll(pick, "x"), "name": pick.choice(BLANK)}
    legacy.polls["second"] = {**poll(pick, "x"), "name": pick.choice([*BLANK, "poll"])}


@hazard
def name_blank(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    if pick.random() < 0.3:
        one.pop("name", None)
    else:
        one["name"] = pick.choice(BLANK)


@hazard
def name_no_text(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["name"] = pick.choice(FILLED)


@hazard
def name_too_long(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["name"] = noise(pick, pick.choice([2690, 2800, 4000, 9000]))


@hazard
def name_with_escape(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["name"] = pick.choice(ESCAPES)


@hazard
def type_no_text(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["type"] = pick.choice(FILLED)


@hazard
def type_unknown(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["type"] = pick.choice(
        ["", "single", "Regular", "xmultiplex", "number regular", None, False, [], {}, " "]
    )


@hazard
def status_odd(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["status"] = pick.choice([None, "", "Open", "open ", 0, True, ["open"], {}])


@hazard
def public_odd(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["public"] = pick.choice([True, "yes", "True", 1, ["true"], None])


@hazard
def close_unreadable(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["close"] = pick.choice(NO_TIMES)


@hazard
def close_far_away(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["close"] = pick.choice(FAR_TIMES)


@hazard
def count_no_number(draft: Draft, pick: Random) -> None:
    draft.poll(pick)[pick.choice(COUNTS)] = pick.choice([True, False, [], {}, [1], {"a": 1}])


@hazard
def count_infinite(draft: Draft, pick: Random) -> None:
    draft.poll(pick)[pick.choice(COUNTS)] = pick.choice(RAW_NUMBERS)


@hazard
def count_out_of_range(draft: Draft, pick: Random) -> None:
    draft.poll(pick)[pick.choice(COUNTS)] = pick.choice([2147483648, -1, -5, "2147483648", 99999999999999999999, "-3"])


@hazard
def bounds_swallowed(draft: Draft, pick: Random) -> None:
    draft.poll(pick).update(
        pick.choice([{"min": 3, "max": 3}, {"min": 5, "max": 2}, {"min": 0, "max": 3}, {"step": 9}])
    )


@hazard
def count_cut(draft: Draft, pick: Random) -> None:
    draft.poll(pick)[pick.choice(COUNTS)] = pick.choice([*DIGIT_TEXTS, 1.9])


@hazard
def poll_no_object(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    legacy.polls["extra"] = pick.choice([*SCALARS, "poll", [], ["a"], [{"name": "x"}]])


@hazard
def poll_key_twice(draft: Draft, pick: Random) -> None:
    _, legacy, key, _ = draft.named(pick)
    legacy.polls[Again(key)] = pick.choice([poll(pick, key), poll(pick, key), poll(pick, "other"), None, {}])


@hazard
def poll_member_twice(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    if not one:
        raise UnfitError
    key = pick.choice(list(one))
    one[Again(key)] = pick.choice([one[key], odd(pick)])


@harmless
def name_is_nearly_taken(draft: Draft, pick: Random) -> None:
    post, _, _, one = draft.named(pick)
    name = draft.name_of(one)
    taken = {draft.name_of(other) for other in draft.legacy[post].polls.values() if isinstance(other, dict)}
    near = pick.choice([name.swapcase() + "x", name + " ", " " + name, name + "\u200b", name + "''"])
    if near in taken:
        raise UnfitError
    _made(draft, pick, post, near)


@harmless
def name_taken_elsewhere(draft: Draft, pick: Random) -> None:
    bare = [one for one in draft.posts if one not in draft.legacy]
    if not bare:
        raise UnfitError
    _made(draft, pick, pick.choice(bare), "poll")


@harmless
def name_long_but_repeating(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["name"] = pick.choice(["ab" * 3000, "x" * 9000, noise(pick, 1200), noise(pick, 40) * 200])


@harmless
def name_invisible(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["name"] = pick.choice(NOT_BLANK)


@harmless
def names_that_differ_in_case(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    legacy.polls["cased"] = poll(pick, "cased")
    legacy.polls["CASED"] = poll(pick, pick.choice(["CASED", "cased ", "ca\u200bsed"]))


@harmless
def members_nobody_reads(draft: Draft, pick: Random) -> None:
    draft.poll(pick)[pick.choice(["voters", "results", "extra", "id"])] = pick.choice([odd(pick), deep(40)])


@harmless
def polls_empty(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    legacy.polls = pick.choice([{}, [{}], Raw(" { } ")])
