"""all.sql and all.undo.sql, run by psql on a forum with one thing wrong upon another."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.commands import audit, remediate
from auditor.commands.audit import Options
from auditor.db.clone import Clone
from auditor.db.servers import Server
from auditor.errors import QueryError
from auditor.model.outcome import Status
from auditor.model.report import Report
from auditor.render.progress import Progress
from tests.truth.compare import EMPTY, TEMPLATE, prepare
from tests.truth.legacy import Field, Forum, NewPoll
from tests.truth.remedied import CONTENTS, VISIBLE, lists

RELEASE = "2.3.0"
OPTIONS = '"options": [{"id": "a1", "html": "Soup"}, {"id": "b2", "html": "Bread"}]'
TEA = '"options": [{"id": "t1", "html": "Green"}, {"id": "t2", "html": "Black"}]'
FORUM = Forum(
    "entangled",
    (),
    tuple((post, False) for post in range(1, 9)),
    (1, 2, 3),
    (
        # Two fields, which become one, in which two polls then have one name and a vote stands under a key.
        Field(1, "polls", f'{{"lunch": {{"name": "lunch", {OPTIONS}}}}}'),
        Field(1, "polls", f'{{"tea": {{"name": "lunch", {TEA}}}}}'),
        Field(1, "polls-votes", '{"1": {"lunch": ["a1"], "tea": ["t1"]}, "77": {"lunch": ["a1"]}}'),
        # A name that is none: the poll gets its key, and a list that was never looked at then counts.
        Field(2, "polls", f'{{"lunch": {{"name": 7, {OPTIONS}}}}}'),
        Field(2, "polls-votes", '{"1": {"lunch": "a1"}, "2": {"lunch": ["b2"]}}'),
        # Options that only come to light when they are a list.
        Field(3, "polls", '{"x": {"name": "y", "options": {"0": {"id": "a1", "html": "S", "anonymous_votes": []}}}}'),
        Field(3, "polls-votes", '{"3": {"x": ["a1"]}, "99": {"y": ["a1"]}}'),
        # A poll that was made again.
        Field(4, "polls", f'{{"poll": {{"name": "poll", {OPTIONS}}}}}'),
        Field(4, "polls-votes", '{"3": {"poll": ["b2"]}, "98": {"poll": ["b2"]}}'),
    ),
    (NewPoll(4, "poll", (("a1", "Soup"), ("b2", "Bread")), ((0, 1),)),),
)


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Clone]:
    """One database for forums of this module."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(server, RELEASE, patch.setattr)
        clone = server.create("all_scripts", TEMPLATE)
        yield clone
    server.drop(clone.database)
    server.drop(TEMPLATE)


def audited(clone: Clone) -> Report:
    return audit.run(clone.reader_url, Options(to=RELEASE, jobs=1), progress=Progress(False))


def found(report: Report) -> set[str]:
    """Of the polls: the forums of chance have sequences that were never set."""
    ours = (one for one in report.checks if one.id.startswith("discourse/"))
    return {one.id.removeprefix("discourse/") for one in ours if one.status is Status.FOUND}


def contents(clone: Clone) -> dict[str, object]:
    return {str(one["name"]): one["lines"] for one in clone.query(CONTENTS)}


def by_psql(clone: Clone, script: Path) -> subprocess.CompletedProcess[str]:
    program = clone.server.installation.program("psql")
    command = [str(program), "-X", "-q", "-d", clone.url, "-f", str(script)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fresh(clone: Clone, folder: Path, *, allow_loss: bool = False) -> Report:
    clone.execute("drop schema if exists auditor_quarantine cascade;\n" + EMPTY + FORUM.sql())
    report = audited(clone)
    remediate.fill(report, folder, source=None, choices={}, allow_loss=allow_loss)
    return report


def test_what_one_script_brings_to_light_a_later_one_mends_and_all_is_taken_back(place: Clone, tmp_path: Path) -> None:
    report = fresh(place, tmp_path)
    unforeseen = {"polls-name-doubled", "poll-settings-unusable", "poll-votes-misshapen"}
    assert not unforeseen & found(report)
    before = contents(place)
    done = by_psql(place, tmp_path / "all.sql")
    assert done.returncode == 0, done.stderr
    assert found(audited(place)) <= {
        "poll-votes-several",
        "polls-copied-one-by-one",
        "polls-name-open",
        "has-polls-doubled",
        "poll-settings-changed",
    }
    votes = {tuple(map(str, one[:3])) for one in lists(place, VISIBLE)["votes"]}
    assert votes == {("1", "a1", "1"), ("1", "t1", "1"), ("2", "a1", "1"), ("2", "b2", "2"), ("3", "a1", "3")}
    logged = contents(place)["logs"]
    assert all(one.replace("-", "_") in str(logged) for one in unforeseen)
    again = by_psql(place, tmp_path / "all.sql")
    assert again.returncode == 0, again.stderr
    undone = by_psql(place, tmp_path / "all.undo.sql")
    assert undone.returncode == 0, undone.stderr
    assert contents(place) == before


def test_rows_that_users_made_since_stop_a_script_that_expects_only_what_others_bring_up(
    place: Clone, tmp_path: Path
) -> None:
    fresh(place, tmp_path)
    place.execute(
        "insert into post_custom_fields (post_id, name, value, created_at, updated_at) values (8, 'polls', "
        f"""'{{"a": {{"name": "n", {OPTIONS}}}, "b": {{"name": "n", {OPTIONS}}}}}', now(), now())"""
    )
    done = by_psql(place, tmp_path / "all.sql")
    assert done.returncode != 0
    assert "1 rows are found, but the audit saw 0; nothing was changed" in done.stderr
    assert "polls-name-doubled" in found(audited(place))
    with pytest.raises(QueryError, match="1 rows are found, but the audit saw 0"):
        place.execute((tmp_path / "discourse-polls-name-doubled" / "rename.sql").read_text("utf-8"))


def test_what_would_cost_something_is_named_and_stays(place: Clone, tmp_path: Path) -> None:
    fresh(place, tmp_path)
    place.execute(
        "insert into post_custom_fields (post_id, name, value, created_at, updated_at) values (7, 'polls', "
        """'{"empty": {"name": "empty", "options": []}}', now(), now())"""
    )
    other = tmp_path / "again"
    remediate.fill(audited(place), other, source=None, choices={}, allow_loss=False)
    done = by_psql(place, other / "all.sql")
    assert done.returncode == 0, done.stderr
    assert "left alone, something would be lost" in done.stderr
    assert '"member":"empty"' in done.stderr
    assert found(audited(place)) & {"poll-options-misshapen"}
    allowed = tmp_path / "allowed"
    remediate.fill(audited(place), allowed, source=None, choices={}, allow_loss=True)
    assert by_psql(place, allowed / "all.sql").returncode == 0
    assert "poll-options-misshapen" not in found(audited(place))
