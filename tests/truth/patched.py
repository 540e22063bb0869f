"""`python -m tests.truth.patched SOURCE`: the skip-patch on random forums.

It must never stop; carry every poll that the migration would have carried had it been alone, just as it would have;
set every other aside with its votes; and change nothing where nothing stops.
"""

import itertools
import json
import subprocess
import sys
import tempfile
import unicodedata
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor.db import servers
from auditor.db.clone import Clone
from auditor.migrations.patch import skip_patch
from auditor.packs.patches import load_patch
from auditor.shipping import shipped
from tests.truth import crew
from tests.truth.after import ASIDE, TABLES, Carried, Seen, field_of, look, text
from tests.truth.compare import EMPTY, TEMPLATE, prepare
from tests.truth.legacy import Field, Forum, chosen_forums, random_forum
from tests.truth.members import Member, members, name_of, voices
from tests.truth.runner import Runner

PATCH = "skip-and-set-aside"
NOT_OF_ROWS = (
    *("40001", "40P01", "53100", "53200", "53300", "55P03", "57014", "57P01", "58030"),
    *("08006", "25P02", "42501", "42P01", "42703", "P0001", "XX000", "lost"),
)
FAILING = """
create function fail() returns trigger language plpgsql as $$ begin {0}; end $$;
create trigger fail before insert on polls for each row execute function fail();
"""


def patched_file(file: Path, folder: Path) -> Path:
    """The migration with the skip-patch in, as `git apply` makes it below `folder`. Raises SourceError."""
    remedy = load_patch(shipped("checks") / "discourse", PATCH, "tests/truth")
    assert remedy.anchor is not None
    path = folder / remedy.anchor.file
    path.parent.mkdir(parents=True)
    path.write_bytes(file.read_bytes())
    patch = skip_patch(folder, remedy).encode()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for option in (["--check"], []):
        subprocess.run(["git", "apply", *option, "-"], input=patch, cwd=folder, check=True)
    return path


class Trial:
    """Tries forums with the migration as it is and as it is patched, in one database."""

    def __init__(self, clone: Clone, plain: Runner, patched: Runner) -> None:
        self._clone, self._plain, self._patched = clone, plain, patched
        self.counts = Counter[str]()

    def faults(self, forum: Forum) -> Iterator[str]:
        """What is wrong with what the patched migration did; nothing is what is hoped for."""
        plain = self._seen(forum, self._plain)
        patched = self._seen(forum, self._patched)
        if not patched.ran.ok:
            yield f"stopped: {patched.ran.error}: {patched.ran.message} (line {patched.ran.line})"
            return
        self.counts["pass as they are" if plain.ran.ok else "stop as they are"] += 1
        self.counts.update({"polls carried": len(patched.carried), "rows set aside": len(patched.aside)})
        yield from _told(patched)
        if patched.unmarked:
            yield f"{patched.unmarked} polls without has_polls"
        if plain.ran.ok:
            yield from (f"{one}: rows differ" for one in TABLES if plain.rows[one] != patched.rows[one])
            yield from _passed_over(patched)
            return
        yield from _fields_kept(forum, patched)
        yield from self._of_sound_posts(forum, patched)
        touched = {one.post_id for one in patched.aside}
        for field in (one for one in patched.fields if one["name"] == "polls" and one["post_id"] in touched):
            yield from self._of_field(forum, field, patched)

    def endings(self) -> Iterator[str]:
        """Errors that no row is behind end the patched migration, and nothing stays of it."""
        forum = next(one for one in (random_forum(0, number) for number in itertools.count()) if not one.hazards)
        for state in NOT_OF_ROWS:
            doing = f"raise exception 'so' using errcode = '{state}'"
            self._clone.execute(
                FAILING.format("perform pg_terminate_backend(pg_backend_pid())" if state == "lost" else doing)
            )
            seen = self._seen(forum, self._patched)
            self._clone.execute("drop function fail() cascade")
            if seen.ran.ok or look(self._clone, seen.ran).carried or look(self._clone, seen.ran).aside:
                yield f"goes on after an error {state}"

    def _of_sound_posts(self, forum: Forum, patched: Seen) -> Iterator[str]:
        """The posts of which nothing was set aside, together, by the migration as it is."""
        touched = {one.post_id for one in patched.aside}
        kept = tuple(field_of(one) for one in patched.fields if one["post_id"] not in touched)
        polls = tuple(one for one in forum.polls if one.post_id is not None)
        seen = self._seen(replace(forum, fields=kept, polls=polls), self._plain)
        if not seen.ran.ok:
            yield f"nothing of it set aside, and yet it stops: {seen.ran.message}"
        elif seen.carried != {key: one for key, one in patched.carried.items() if key[0] not in touched}:
            yield "posts of which nothing was set aside arrived otherwise"

    def _of_field(self, forum: Forum, field: Mapping[str, object], patched: Seen) -> Iterator[str]:
        post, raw = int(str(field["post_id"])), field["value"]
        aside = [one for one in patched.aside if one.post_id == post]
        polls = members(str(raw)) if raw is not None else None
        if polls is None:
            if not any(one.poll == raw for one in aside):
                yield f"post {post}: its polls {raw!r} are not set aside"
            return
        for poll in polls:
            where = f"post {post}, poll {poll.key!r}"
            held = any(one.poll == raw or poll.is_text(one.poll) for one in aside)
            arrived = patched.carried.get((post, name_of(poll.value)))
            alone, name = self._alone(forum, field, poll, _ballots(patched, post)), name_of(poll.value)
            twin = sum(name_of(one.value) == name for one in polls) > 1
            if alone is not None:
                if arrived != alone and not (twin and held):
                    yield f"{where} arrived as {arrived}, alone as {alone}"
                continue
            bare = self._alone(forum, field, poll, "{}")
            if bare is not None and not (twin and held):
                if arrived is None or (arrived.settings, arrived.options) != (bare.settings, bare.options):
                    yield f"{where} could have arrived without some votes, but arrived as {arrived}"
                else:
                    found = self._votes_of_one(forum, field, poll, _ballots(patched, post), arrived)
                    yield from (f"{where}: {one}" for one in found)
            elif not held:
                yield f"{where} is neither carried nor set aside"
            yield from (f"{where}: {one}" for one in _votes_lost(forum, post, (name, poll.key), arrived, patched))

    def _votes_of_one(
        self, forum: Forum, field: Mapping[str, object], poll: Member, ballots: str | None, arrived: Carried
    ) -> Iterator[str]:
        """What the migration as it is would count of a voter who was the only one."""
        counted = set(map(tuple, json.loads(arrived.votes)))
        for voter in (members(ballots) if ballots else None) or ():
            alone = self._alone(forum, field, poll, f"{{{voter.text}}}")
            if alone is not None and not set(map(tuple, json.loads(alone.votes))) <= counted:
                yield f"the votes of {voter.key!r} could have arrived: {alone.votes}"

    def _alone(self, forum: Forum, field: Mapping[str, object], poll: Member, ballots: str | None) -> Carried | None:
        """How the poll arrives by the migration as it is where its post has no other, and these votes."""
        post = int(str(field["post_id"]))
        times = str(field["created_at"]), str(field["updated_at"])
        kept = (
            Field(post, "polls", f"{{{poll.text}}}", *times),
            Field(post, "polls-votes", ballots, *times),
        )
        polls = tuple(one for one in forum.polls if one.post_id is not None)
        seen = self._seen(replace(forum, fields=kept, polls=polls), self._plain)
        return next(iter(seen.carried.values()), None) if seen.ran.ok else None

    def _seen(self, forum: Forum, runner: Runner) -> Seen:
        self._clone.execute(f"drop table if exists {ASIDE};\n{EMPTY}{forum.sql()}")
        self.counts["runs"] += 1
        ran = runner.run(self._clone.url)
        return look(self._clone, ran) if ran.ok else Seen(ran, {}, {}, (), (), 0)


def _ballots(seen: Seen, post: int) -> str | None:
    """The field of the post's votes as it stands, and as the migration makes it where there is none."""
    values = [one["value"] for one in seen.fields if (one["post_id"], one["name"]) == (post, "polls-votes")]
    return text(values[0]) if values else "{}"


def _passed_over(seen: Seen) -> Iterator[str]:
    """Polls that later releases pass over without a word: they are set aside, too."""
    for field in (one for one in seen.fields if one["name"] == "polls"):
        post, raw = int(str(field["post_id"])), str(field["value"])
        aside = [one for one in seen.aside if one.post_id == post]
        for poll in members(raw) or ():
            there = seen.carried.get((post, name_of(poll.value)))
            if there is not None and {one[0] for one in json.loads(there.options)} == _digests(poll.value):
                continue
            if not any(one.poll == raw or poll.is_text(one.poll) for one in aside):
                yield f"post {post}: poll {poll.key!r} is passed over without a word"


def _digests(poll: Any) -> set[str] | None:
    options = poll.get("options") if isinstance(poll, dict) else None
    if not isinstance(options, list) or not all(isinstance(one, dict) for one in options):
        return None
    return {str(one.get("id")) for one in options}


def _told(seen: Seen) -> Iterator[str]:
    """A line for each row that was set aside, and nothing in it that moves a terminal."""
    lines = [one for one in (seen.ran.output or "").split("\n") if one]
    if len([one for one in lines if one.startswith("Set aside: ")]) < len(seen.aside):
        yield f"{len(seen.aside)} set aside, but said: {lines}"
    for line in lines:
        if any(unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp", "Cs") for one in line):
            yield f"a line that is not harmless: {line!r}"


def _fields_kept(forum: Forum, seen: Seen) -> Iterator[str]:
    """The legacy fields stand as they did; of doubles, what is gone is set aside."""
    for at, field in enumerate(forum.fields, 1):
        if field.name not in ("polls", "polls-votes"):
            continue
        left = next((one for one in seen.fields if one["id"] == at), None)
        if left is not None:
            if left["value"] != field.value:
                yield f"field {at} was changed to {left['value']!r}"
            continue
        held = [one.poll if field.name == "polls" else one.votes for one in seen.aside if one.post_id == field.post_id]
        equal = [
            one
            for one in seen.fields
            if (one["post_id"], one["name"], one["value"]) == (field.post_id, field.name, field.value)
        ]
        if field.value not in (None, "{}", *held) and not equal:
            yield f"field {at} is gone and not set aside"


def _votes_lost(forum: Forum, post: int, names: tuple[str, str], arrived: Carried | None, seen: Seen) -> Iterator[str]:
    """Votes for options of the poll that are neither counted nor set aside."""
    of_votes = [one for one in seen.fields if one["post_id"] == post and one["name"] == "polls-votes"]
    counted = {(digest, user) for digest, user, _ in json.loads(arrived.votes)} if arrived else set()
    there = {one[0] for one in json.loads(arrived.options)} if arrived else None
    aside = [one.votes or "" for one in seen.aside if one.post_id == post and one.name in (None, *names)]
    for voter, user, digest in voices(str(of_votes[0]["value"]), names[0]) if of_votes else ():
        if user not in forum.users or (there is not None and digest not in there) or (digest, user) in counted:
            continue
        if not any(json.dumps(voter)[1:-1] in one and digest in one for one in aside):
            yield f"the vote of {voter!r} for {digest!r} is neither counted nor set aside"


def main() -> int:
    """0 where all is as it should be, 1 where not, 2 where the migration cannot be run."""
    return crew.ended(crew.words("tests.truth.patched", __doc__).parse_args(), _tried)


def _tried(asked: Namespace, file: Path) -> int:
    with servers.start() as server, tempfile.TemporaryDirectory() as folder:
        prepare(server, "2.3.0")
        patched = patched_file(file, Path(folder))
        places = [server.create(f"forum_{number}", TEMPLATE) for number in range(asked.jobs)]
        with crew.gathered(asked.jobs, lambda number: Trial(places[number], Runner(file), Runner(patched))) as some:
            endings = some.apply(crew.here, (_endings, None))
            for fault in endings:
                print(fault, flush=True)
            wrong = crew.summed_up(crew.tried(some, _fared, chosen_forums(asked), asked.databases))
            return 1 if endings else wrong


def _endings(trial: Trial, _: object) -> list[str]:
    return list(trial.endings())


def _fared(trial: Trial, forum: Forum) -> crew.Fared:
    before = trial.counts.copy()
    faults = tuple(trial.faults(forum))
    return crew.Fared(forum, faults, trial.counts - before)


if __name__ == "__main__":
    sys.exit(main())
