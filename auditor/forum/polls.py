"""Polls: as the old release kept them in a post's custom fields, and as the new one keeps them in tables."""

import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from auditor.forum.plan import POLLS_IN_POST, Plan, between, mixed
from auditor.forum.words import Remaking, Template, Text, vocabulary

Ballots = Mapping[int, tuple[int, ...]]
"""The options, by place, that each voter chose."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll of either release. `anonymous` counts votes per option that nobody's name stands by."""

    template: Template
    name: str
    options: tuple[str, ...]
    closed: bool
    public: bool
    close: str | None
    anonymous: tuple[int, ...]
    ballots: Ballots

    @property
    def digests(self) -> tuple[str, ...]:
        """What identifies each option within the poll: the same text gives the same."""
        return tuple(map(_digest, self.options))

    @property
    def anonymous_voters(self) -> int:
        """Voters without a name; in a poll of several choices some of them chose twice."""
        return max(self.anonymous) if self.template.kind == "multiple" else sum(self.anonymous)


@dataclass(frozen=True, slots=True)
class Made:
    """A poll in the tables of the new release. Its options are numbered from `first_option` on."""

    id: int
    post: int
    at: str
    first_option: int
    poll: Poll


def legacy_polls(plan: Plan, number: int) -> tuple[Poll, ...]:
    """The polls of a legacy poll post."""
    again = plan.remade_number(number)
    if again is not None:
        return (_before(plan, number, _remaking(again)),)
    templates = vocabulary().polls
    count = POLLS_IN_POST[number % len(POLLS_IN_POST)]
    start = mixed(plan.seed, number) % len(templates)
    # 3 apart: no two neighbours in a post have one name
    return tuple(
        _asked(plan, number * 2 + turn, templates[(start + 3 * turn) % len(templates)]) for turn in range(count)
    )


def new_polls(plan: Plan, number: int) -> tuple[Poll, ...]:
    """The polls of a poll post of the new release."""
    templates = vocabulary().polls
    draw = mixed(plan.seed, number + 7)
    return (_asked(plan, draw % 100_000, templates[draw % len(templates)]),)


def remade_poll(plan: Plan, number: int, again: int) -> Poll:
    """What was made by hand, between the phases, in the place of a legacy poll."""
    facts = _remaking(again)
    old = _before(plan, number, facts)
    count = len(facts.again)
    kept = {place for place in range(count) if facts.again[place] == old.options[place]}
    voters = sorted(old.ballots, key=lambda voter: not kept.issuperset(old.ballots[voter]))
    last = list(old.ballots)[-1]
    same = {voter: old.ballots[voter] for voter in voters[: facts.same]}
    minds = {voter: ((old.ballots[voter][0] + 1) % count,) for voter in voters[facts.same :][: facts.changed]}
    latest = {1 + (last - 1 + 7 * turn) % plan.users: ((again + turn) % count,) for turn in range(1, facts.fresh + 1)}
    return Poll(
        facts.template, old.name, facts.again, False, facts.public, None, (0,) * count, {**same, **minds, **latest}
    )


def made(plan: Plan) -> Iterator[Made]:
    """Every row of `polls`: the remade ones, then those of new posts."""
    number, option = 1, 1
    for post, at, poll in _in_tables(plan):
        yield Made(number, post, at, option, poll)
        number, option = number + 1, option + len(poll.options)


def legacy_fields(polls: tuple[Poll, ...]) -> tuple[str, str | None]:
    """The two values that the old release kept with a post; no second one where nobody has voted."""
    votes: dict[str, dict[str, list[str]]] = {}
    for poll in polls:
        digests = poll.digests
        for voter, chosen in poll.ballots.items():
            votes.setdefault(str(voter), {})[poll.name] = [digests[place] for place in chosen]
    return json.dumps({poll.name: _legacy(poll) for poll in polls}), json.dumps(votes) if votes else None


def text_of(polls: tuple[Poll, ...], lead: Text) -> Text:
    """A post that asks: its opening words, then each poll as typed and as shown."""
    raw = "\n\n".join([lead.raw, *(f"{poll.template.question}\n\n{_markup(poll)}" for poll in polls)])
    shown = "\n".join([lead.cooked, *(_shown(poll) for poll in polls)])
    return Text(raw, shown, lead.words + raw.count(" "))


@cache
def _digest(option: str) -> str:
    return hashlib.md5(option.encode(), usedforsecurity=False).hexdigest()


def _remaking(again: int) -> Remaking:
    kinds = vocabulary().remade
    return kinds[again % len(kinds)]


def _in_tables(plan: Plan) -> Iterator[tuple[int, str, Poll]]:
    if plan.remade:
        for number in range(plan.legacy_posts):
            again = plan.remade_number(number)
            if again is not None:
                yield plan.legacy_post(number), between(again + 1, plan.remade + 1), remade_poll(plan, number, again)
    for number in range(plan.new_posts):
        post = plan.new_post(number)
        for poll in new_polls(plan, number):
            yield post, plan.written(post), poll


def _before(plan: Plan, number: int, facts: Remaking) -> Poll:
    ballots = _ballots(plan, number * 2, facts.template, facts.votes)
    options = facts.template.options
    name = facts.template.name
    return Poll(facts.template, name, options, False, facts.public, None, (0,) * len(options), ballots)


def _asked(plan: Plan, place: int, template: Template) -> Poll:
    draw = mixed(plan.seed + 1, place)
    closed = draw % 4 == 0
    close = f"2019-0{1 + draw % 5}-{10 + draw % 18}T20:00:00.000Z" if closed else None
    if draw % 11 == 1:
        close = "2019-12-31T23:00:00.000Z"
    anonymous = tuple((draw >> 9 + turn) % 7 if draw % 9 == 2 else 0 for turn in range(len(template.options)))
    ballots = _ballots(plan, place, template, (draw >> 40) % 19)
    return Poll(template, template.name, template.options, closed, draw % 3 == 0, close, anonymous, ballots)


def _ballots(plan: Plan, place: int, template: Template, voters: int) -> dict[int, tuple[int, ...]]:
    start = mixed(plan.seed + 2, place)
    several = template.kind == "multiple"
    most = template.maximum or 1
    cast = {}
    for turn in range(voters):
        draw = mixed(start, turn)
        chosen = [(draw >> 6 * pick) % len(template.options) for pick in range(1 + draw % most if several else 1)]
        cast[1 + (start + 7 * turn) % plan.users] = tuple(dict.fromkeys(chosen))
    return cast


def _legacy(poll: Poll) -> dict[str, object]:
    template = poll.template
    facts: dict[str, object] = {"name": poll.name, "type": template.kind, "status": "closed" if poll.closed else "open"}
    facts |= {"public": "true"} if poll.public else {}
    facts |= {"close": poll.close} if poll.close else {}
    bounds = {"min": template.minimum, "max": template.maximum, "step": template.step}
    facts |= {word: str(bound) for word, bound in bounds.items() if bound is not None}
    facts |= {"anonymous_voters": poll.anonymous_voters} if any(poll.anonymous) else {}
    facts["voters"] = len(poll.ballots) + poll.anonymous_voters
    facts["options"] = [_legacy_option(poll, place, digest) for place, digest in enumerate(poll.digests)]
    return facts


def _legacy_option(poll: Poll, place: int, digest: str) -> dict[str, object]:
    voters = [voter for voter, chosen in poll.ballots.items() if place in chosen]
    facts: dict[str, object] = {"id": digest, "html": poll.options[place], "votes": len(voters) + poll.anonymous[place]}
    facts |= {"anonymous_votes": poll.anonymous[place]} if poll.anonymous[place] else {}
    facts |= {"voter_ids": voters} if poll.public else {}
    return facts


def _markup(poll: Poll) -> str:
    template = poll.template
    name = html.unescape(poll.name)
    words = [f'name="{name}"' if not name.isidentifier() else f"name={name}", f"type={template.kind}"]
    bounds = {"min": template.minimum, "max": template.maximum, "step": template.step}
    words += [f"{word}={bound}" for word, bound in bounds.items() if bound is not None]
    words += ["public=true"] if poll.public else []
    choices = [] if template.kind == "number" else [f"* {html.unescape(option)}" for option in poll.options]
    return "\n".join([f"[poll {' '.join(words)}]", *choices, "[/poll]"])


def _shown(poll: Poll) -> str:
    items = "".join(
        f'<li data-poll-option-id="{digest}">{option}</li>'
        for digest, option in zip(poll.digests, poll.options, strict=True)
    )
    name = html.escape(html.unescape(poll.name))
    return (
        f"<p>{html.escape(poll.template.question, quote=False)}</p>\n"
        f'<div class="poll" data-poll-name="{name}" data-poll-type="{poll.template.kind}"><ul>{items}</ul></div>'
    )
