"""What can be wrong with the options of legacy polls, one thing at a time."""

from random import Random

from tests.truth.draft import Draft, UnfitError, harmless, hazard
from tests.truth.polls_hazards import SCALARS
from tests.truth.texts import ESCAPES, Raw, noise


@hazard
def options_absent(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    if pick.random() < 0.3:
        one.pop("options", None)
    else:
        one["options"] = pick.choice(SCALARS)


@hazard
def options_empty(draft: Draft, pick: Random) -> None:
    draft.poll(pick)["options"] = pick.choice([[], {}])


@hazard
def options_misshapen(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    if not isinstance(one.get("options"), list):
        raise UnfitError
    if pick.random() < 0.4:
        one["options"] = {str(at): option for at, option in enumerate(one["options"])}
    else:
        one["options"].insert(
            pick.randint(0, len(one["options"])), pick.choice([*SCALARS, [], [{"id": "a", "html": "b"}], "id"])
        )


@hazard
def option_twice(draft: Draft, pick: Random) -> None:
    one = draft.poll(pick)
    if not isinstance(one.get("options"), list) or not one["options"]:
        raise UnfitError
    option = pick.choice(one["options"])
    if not isinstance(option, dict):
        raise UnfitError
    one["options"].append({**option})


@hazard
def option_id_no_text(draft: Draft, pick: Random) -> None:
    option = draft.option(pick)
    if pick.random() < 0.3:
        option.pop("id", None)
    else:
        option["id"] = pick.choice([None, 5, True, [], {}, False])


@hazard
def option_html_no_text(draft: Draft, pick: Random) -> None:
    option = draft.option(pick)
    if pick.random() < 0.3:
        option.pop("html", None)
    else:
        option["html"] = pick.choice([None, 5, True, [], {}, False])


@hazard
def option_id_too_long(draft: Draft, pick: Random) -> None:
    draft.option(pick)["id"] = noise(pick, pick.choice([2690, 2800, 4000]))


@hazard
def option_with_escape(draft: Draft, pick: Random) -> None:
    draft.option(pick)[pick.choice(["id", "html"])] = pick.choice(ESCAPES)


@hazard
def anonymous_votes_out_of_range(draft: Draft, pick: Random) -> None:
    draft.option(pick)["anonymous_votes"] = pick.choice(
        [2147483648, -2147483649, "2147483648", "-2147483649x", Raw("3e9"), Raw("1e20")]
    )


@hazard
def anonymous_votes_no_number(draft: Draft, pick: Random) -> None:
    draft.option(pick)["anonymous_votes"] = pick.choice([True, False, [], {}, [1], Raw("1e309"), Raw("-1e400")])


@harmless
def html_with_signs(draft: Draft, pick: Random) -> None:
    draft.option(pick)["html"] = pick.choice(
        ["'", "''", "\\", "\\'", "?", ":html", "$1", "%", "", "  ", "\u00a0", "E'\\n'", "\x7f", "--", "/*"]
    )


@harmless
def escapes_that_are_characters(draft: Draft, pick: Random) -> None:
    draft.option(pick)["html"] = pick.choice(
        [Raw('"\\ud83d\\ude00"'), Raw('"\\\\u0000"'), Raw('"a\\/b"'), Raw('"\\u0041"'), "\uffff"]
    )


@harmless
def option_id_empty(draft: Draft, pick: Random) -> None:
    draft.option(pick)["id"] = ""


@harmless
def anonymous_votes_at_the_edge(draft: Draft, pick: Random) -> None:
    draft.option(pick)["anonymous_votes"] = pick.choice(
        [2147483647, -2147483648, "2147483647", "12 and 3000000000", None, -3, 0.9, Raw("1e9")]
    )
