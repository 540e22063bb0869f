"""Settings of legacy polls in every form that the migration reads without stopping."""

from random import Random

from tests.truth.draft import Draft, UnfitError, harmless
from tests.truth.texts import DIGIT_TEXTS, Json, Raw

YEARS = ("0001", "1970", "2018", "2018", "2018", "2019", "2020", "9999", "10000", "294275", "+2018")
ZONES = ("", "", "Z", "Z", "z", " UTC", "UTC", " GMT", "+02:00", "-0530", " +0200", "+02", "-23:59")
SECONDS = ("", ":00", ":59", ":60", ":07.5", ":00.000", ":00,25", ":59.999999", ":61")
NUMBERS = (
    "2147483646.9999",
    "2147483647.5",
    "-0.9",
    "1e2",
    "2.5E0",
    "99.9e-1",
    "1e10",
    "-1e300",
    "1e308",
    "1e-400",
    "-0",
    "7" * 30,
)


@harmless
def closing_of_any_form(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["close"] = _time(pick)


@harmless
def counts_of_any_form(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    for name in pick.sample(("min", "max", "step", "anonymous_voters"), pick.randint(1, 4)):
        one[name] = _number(pick)


@harmless
def bounds_in_texts(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    low, high = pick.choice([(1, 3), (2, 2), (3, 1), (0, 5), (1, 20), (-2, 4)])
    form = pick.choice(["{}", "{} options", "{}.9", " +{}"])
    step = pick.randint(-1, 9)
    one.update({"type": "multiple", "min": form.format(low), "max": form.format(high), "step": form.format(step)})


@harmless
def words_of_any_form(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    one["type"] = pick.choice(
        ["number multiple", "xregular", "MULTIPLE", "numbers", "multi", "regularmultiple", "\nnumber", None]
    )
    one["status"] = pick.choice(["open", "closed", "Open", "open\n", 1, None, ["open"]])
    one["public"] = pick.choice(["true", "True", True, "false", " true", 1, None, {"true": 1}])


@harmless
def anonymous_votes_of_any_form(draft: Draft, pick: Random) -> None:
    option = draft.option(pick)
    if not isinstance(option, dict):
        raise UnfitError
    option["anonymous_votes"] = pick.choice(
        [-4, "-4 of 5", "+12", " 3", "1_000", 2.9, -2.9, Raw("1.5e3"), "x", "", None, "0d7", "0x7"]
    )


def _time(pick: Random) -> str:
    day = f"{pick.choice(YEARS)}-{pick.randint(1, 12):02}-{pick.choice((1, 9, 15, 28, 29, 30, 31, 0, 32)):02}"
    if pick.random() < 0.25:
        return day
    hour = pick.choice((0, 5, 12, 23, 23, 24, 25))
    minute = pick.choice((0, 0, 30, 59, 60))
    return (
        f"{day}{pick.choice(('T', 'T', 't', ' ', '  '))}{hour:02}:{minute:02}{pick.choice(SECONDS)}{pick.choice(ZONES)}"
    )


def _number(pick: Random) -> Json:
    kind = pick.randrange(4)
    if kind == 0:
        return Raw(pick.choice(NUMBERS))
    if kind == 1:
        return pick.choice(DIGIT_TEXTS)
    number = pick.choice((0, 1, 2, 3, 10, -1, -7, 2147483646, 2147483647, 2147483648, 99999999999))
    return pick.choice((number, str(number), number + 0.5))
