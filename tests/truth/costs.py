"""What the remedies were to leave and to give up, against what they left and gave up."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.model.outcome import NOTHING_LOST, Status
from auditor.model.report import CheckResult, Report

UNKNOWN = "an unknown number"
UNCOUNTED = {"field", "entrie", "text", UNKNOWN}
LONGEST_DIGEST = 2684
DOUBLED = "discourse/polls-fields-doubled"
WAIT_FOR_ONE_FIELD = ("discourse/poll-totals-unfounded", "discourse/poll-votes-under-key")

Lists = Mapping[str, list[list[object]]]


def found(report: Report) -> dict[str, CheckResult]:
    return {one.id: one for one in report.checks if one.status is Status.FOUND}


def _check_of(script: str) -> str:
    return script.split("/", 1)[0].replace("discourse-", "discourse/", 1)


def _costs(report: Report, script: str) -> str:
    """What the report says a script gives up, empty for nothing."""
    result = found(report).get(_check_of(script))
    remedy = Path(script).stem
    said = next((one.loses for one in result.remedies if one.id == remedy), None) if result else None
    return "" if said in (None, NOTHING_LOST) else str(said)


def stated_by(report: Report, scripts: list[str]) -> Counter[str]:
    stated: Counter[str] = Counter()
    for script in scripts:
        for part in filter(None, _costs(report, script).split(" · ")):
            number, noun = part.split(" ", 1)
            stated[UNKNOWN if "uncounted" in noun else noun.removesuffix("s").split(" ")[-1]] += int(number)
    return stated


def left(before: Report, after: Report, scripts: list[str], allow_loss: bool) -> Iterator[str]:
    """Rows of mended checks that are still found, though nothing would be lost by mending them."""
    mended = {_check_of(one): one for one in scripts}
    waiting = WAIT_FOR_ONE_FIELD if DOUBLED in found(after) and not allow_loss else ()
    for check_id, result in found(after).items():
        if check_id in waiting:
            continue
        if check_id in mended and (allow_loss or not _costs(before, mended[check_id])):
            yield f"{check_id}: {result.total} rows left"
        elif check_id not in mended and check_id not in found(before):
            yield f"{check_id}: {result.total} rows came up"


def lost_polls(visible: Lists, remains: Lists, stated: Mapping[str, int]) -> Iterator[str]:
    """Polls that could be seen before and are not there now, beyond what was stated.

    Of those whose name a new poll has, one goes into it: the one that keeps the name, which need not be the first.
    """
    if set(stated) & UNCOUNTED:
        return
    keys = {(post, key) for post, key, *_ in remains["polls"]}
    gone = {(post, key, name) for post, key, _, name in visible["polls"] if (post, key) not in keys}
    taken = {(post, name) for post, _, fate, name in visible["polls"] if fate == "already_there"}
    merged = taken & {(post, name) for post, _, name in gone}
    if len(gone) - len(merged) > stated.get("poll", 0):
        yield f"polls {sorted(gone, key=repr)[:3]} went, {len(merged)} into new ones, stated {dict(stated)}"


def lost_of(
    visible: Lists,
    there: Lists,
    stated: Mapping[str, int],
) -> Iterator[str]:
    """Options and votes that could be seen before and have not arrived, beyond what was stated."""
    if set(stated) & UNCOUNTED:
        return
    options = Counter((post, _short(digest)) for post, digest, _ in there["options"])
    votes = {(post, _short(digest), user) for post, digest, user in there["votes"]}
    anew = {(user, post) for user, post in there["merged"]}
    lost = {
        (post, digest, user, poll)
        for post, digest, user, known, _, poll, _ in visible["votes"]
        if known and (post, _short(digest), user) not in votes and (user, post) not in anew
    }
    if len(lost) > stated.get("vote", 0):
        yield f"votes {sorted(lost, key=repr)[:3]} went, stated {dict(stated)}"
    nobody = Counter((post, _short(digest)) for post, digest, _, known, *_ in visible["votes"] if not known)
    anonymous: Counter[tuple[object, object]] = Counter()
    for post, digest, count in there["options"]:
        anonymous[post, _short(digest)] += int(str(count or 0))
    for place, number in nobody.items():
        if anonymous[place] < number and not stated.get("vote", 0) and options[place]:
            yield f"{number} votes of nobody for {place} became {anonymous[place]} anonymous ones"
    missing = {(post, _short(digest)) for post, digest, fate, _ in visible["options"] if fate == "migrates"} - set(
        options
    )
    if missing and not stated:
        yield f"options {sorted(missing, key=repr)[:3]} went"


def _short(digest: object) -> object:
    """An id too long for the index is shortened to a sum."""
    raw = str(digest).encode("utf-8", "surrogatepass")
    return hashlib.md5(raw, usedforsecurity=False).hexdigest() if len(raw) > LONGEST_DIGEST else digest
