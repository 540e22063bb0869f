"""What can be wrong with whole custom fields, and round them, one thing at a time."""

from random import Random

from tests.truth.clean import digest
from tests.truth.draft import Draft, Made, UnfitError, harmless, hazard
from tests.truth.texts import ESCAPES, Json, Raw, deep, written

UNREADABLE = (
    "",
    " ",
    "{",
    '{"poll":',
    "\ufeff{}",
    "NaN",
    "Infinity",
    "{'a': 1}",
    "[1,]",
    '{"a":1,}',
    "undefined",
    "{}{}",
    "{} x",
    "/**/{}",
    "\u00a0{}",
)
NO_OBJECT: tuple[Json, ...] = ("text", 5, True, False, [], [[]], [1, {}], [None], ["a"], ["a", {}], 1.5, "")


@hazard
def post_gone(draft: Draft, pick: Random) -> None:
    post, _ = draft.post(pick)
    del draft.posts[post]


@hazard
def new_poll_without_post(draft: Draft, pick: Random) -> None:
    draft.made.append(Made(None, pick.choice(["poll", "x"]), [(digest(pick), "Soup")]))


@hazard
def field_unreadable(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    if pick.random() < 0.5:
        legacy.polls = Raw(pick.choice(UNREADABLE))
    else:
        legacy.votes, legacy.voted = Raw(pick.choice(UNREADABLE)), True


@hazard
def field_truncated(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    text = written(legacy.polls)
    legacy.polls = Raw(text[: pick.randrange(len(text))])


@hazard
def field_null(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    value = pick.choice([None, Raw("null"), Raw(" null\n"), Raw("[null]")])
    if pick.random() < 0.5:
        legacy.polls = value
    else:
        legacy.votes, legacy.voted = value, True


@hazard
def polls_no_object(draft: Draft, pick: Random) -> None:
    draft.post(pick)[1].polls = pick.choice(NO_OBJECT)


@hazard
def votes_no_object(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    legacy.votes, legacy.voted = pick.choice(NO_OBJECT), True


@hazard
def field_of_several(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    if pick.random() < 0.5:
        legacy.polls = [legacy.polls, pick.choice([None, 1, {"more": {"name": "more"}}, []])]
    else:
        legacy.votes = [legacy.votes, pick.choice([None, 1, {"1": {"poll": []}}, []])]


@hazard
def field_too_deep(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    depth = pick.choice([98, 99, 100, 101, 150])
    if pick.random() < 0.5:
        legacy.votes, legacy.voted = {"0": deep(depth)}, True
    else:
        next(one for one in legacy.polls.values() if isinstance(one, dict))["extra"] = deep(depth)


@hazard
def lone_surrogate_somewhere(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    value = pick.choice(ESCAPES)
    if pick.random() < 0.5:
        next(one for one in legacy.polls.values() if isinstance(one, dict))[pick.choice(["extra", "title"])] = value
    else:
        legacy.votes, legacy.voted = (
            {value: {"poll": ["x"]}, **(legacy.votes if isinstance(legacy.votes, dict) else {})},
            True,
        )


@hazard
def polls_field_twice(draft: Draft, pick: Random) -> None:
    post, legacy = draft.post(pick)
    other = pick.choice(
        ["{}", written(legacy.polls), "null", "{", '{"x": {"name": "x", "options": [{"id": "a", "html": "A"}]}}']
    )
    draft.fields.append((post, "polls", other))


@hazard
def votes_field_twice(draft: Draft, pick: Random) -> None:
    legacy, _ = draft.ballots(pick)
    post = next(at for at, one in draft.legacy.items() if one is legacy)
    draft.fields.append(
        (post, "polls-votes", pick.choice(["{}", written(legacy.votes), "null", "{", '{"1": {"poll": []}}']))
    )


@hazard
def votes_without_polls(draft: Draft, pick: Random) -> None:
    bare = [one for one in draft.posts if one not in draft.legacy]
    if not bare:
        raise UnfitError
    draft.fields.append(
        (pick.choice(bare), "polls-votes", pick.choice(['{"1": {"poll": ["a"]}}', "{", None, "null", "[]"]))
    )


@hazard
def has_polls_there(draft: Draft, pick: Random) -> None:
    post, _ = draft.post(pick)
    draft.fields.append((post, "has_polls", "t"))


@harmless
def field_in_an_array(draft: Draft, pick: Random) -> None:
    _, legacy = draft.post(pick)
    if pick.random() < 0.5:
        legacy.polls = [legacy.polls]
    else:
        legacy.votes = [legacy.votes]


@harmless
def fields_of_other_names(draft: Draft, pick: Random) -> None:
    post = pick.choice(list(draft.posts))
    draft.fields.append(
        (
            post,
            pick.choice(["poll", "Polls", "polls ", "polls_votes", "pollsvotes", "notice"]),
            pick.choice(["{", None, "null", "{}"]),
        )
    )


@harmless
def gone_post_without_polls(draft: Draft, pick: Random) -> None:
    draft.fields.append((5000, "polls", pick.choice(["{}", "[{}]"])))


@harmless
def post_soft_deleted(draft: Draft, pick: Random) -> None:
    post, _ = draft.post(pick)
    draft.posts[post] = True
