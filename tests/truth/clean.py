"""A forum whose legacy polls are as the old release wrote them."""

from random import Random

from tests.truth.draft import Draft, Legacy
from tests.truth.texts import Json

NAMES = ("poll", "lunch", "day", "Lunch", "poll2", "über", "a-b_c", "meet up", "x&#39;y", "日本", "1", "no'quote")
WORDS = (
    "Soup",
    "Bread",
    "Yes",
    "No",
    "<b>Bold</b>",
    "a &amp; b",
    "it's",
    "50% off?",
    "C:\\dir",
    ":colon :name",
    " padded ",
    "$1 ?",
)
CLOSES = ("2018-11-30T12:00:00.000Z", "2018-12-01T00:00:00Z", "2019-01-01 10:00", "2018-11-30T12:00:00+02:00")
TIMES = ("2016-03-04 05:06:07", "2017-10-11 12:13:14.150617", "2018-05-06 07:08:09.999999")


def forum(pick: Random) -> Draft:
    """Two to five posts with polls, some posts without, and three to six users, not in one row of numbers."""
    users = sorted(pick.sample(range(1, 40), pick.randint(3, 6)))
    if pick.random() < 0.3:
        users.insert(0, -1)
    posts = dict.fromkeys(sorted(pick.sample(range(1, 90), pick.randint(3, 6))), False)
    draft = Draft(posts, users)
    for post in pick.sample(list(posts), pick.randint(1, min(4, len(posts) - 1))):
        draft.legacy[post] = _legacy(pick, users)
        if pick.random() < 0.1:
            posts[post] = True
    return draft


def digest(pick: Random) -> str:
    """An option's id."""
    return f"{pick.getrandbits(128):032x}"


def poll(pick: Random, name: str) -> dict[str, Json]:
    """One poll with its settings."""
    kind = pick.choice(["regular", "multiple", "number"])
    made: dict[str, Json] = {"name": name, "type": kind, "status": pick.choice(["open", "open", "closed"])}
    if pick.random() < 0.4:
        made["public"] = pick.choice(["true", "true", "false"])
    if kind != "regular":
        made["min"] = pick.choice(["1", 1, "2"])
        made["max"] = pick.choice(["3", 4, "10"])
    if kind == "number":
        made["step"] = pick.choice(["1", 1, "2"])
    if pick.random() < 0.2:
        made["close"] = pick.choice(CLOSES)
    if pick.random() < 0.2:
        made["anonymous_voters"] = pick.randint(0, 5)
    made["options"] = [
        {"id": digest(pick), "html": word, "votes": 0} for word in pick.sample(WORDS, pick.randint(1, 4))
    ]
    if pick.random() < 0.15:
        made["options"][0]["anonymous_votes"] = pick.randint(0, 9)
    return made


def _legacy(pick: Random, users: list[int]) -> Legacy:
    names = ["poll"] if pick.random() < 0.4 else pick.sample(NAMES, pick.randint(1, 3))
    polls = {name: poll(pick, name) for name in names}
    times = (pick.choice(TIMES), pick.choice(TIMES))
    if pick.random() < 0.15:
        return Legacy(polls, {}, voted=False, times=times)
    votes = {str(user): _lists(pick, polls) for user in users if pick.random() < 0.6}
    return Legacy(polls, votes, times=times)


def _lists(pick: Random, polls: dict[str, dict[str, Json]]) -> dict[str, list[str]]:
    lists = {}
    for name, one in polls.items():
        if pick.random() < 0.8:
            several = 1 if one["type"] != "multiple" else pick.randint(1, len(one["options"]))
            chosen = pick.sample(one["options"], several)
            lists[name] = [option["id"] for option in chosen]
            for option in chosen:
                option["votes"] += 1
    return lists
