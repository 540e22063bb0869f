"""On random forums every check says whether there is something, and every ledger adds up: nothing is left untold."""

from collections.abc import Iterator, Sequence

import pytest

from auditor.commands import audit
from auditor.commands.audit import Options
from auditor.db.clone import Clone
from auditor.db.polyfill import for_server
from auditor.db.servers import Server
from auditor.model.outcome import Cell, Status
from auditor.model.report import Report
from auditor.packs.pack import load_packs
from auditor.render.progress import Progress
from auditor.shipping import shipped
from tests.truth.compare import TEMPLATE, prepare
from tests.truth.legacy import TABLES, crowd, random_forum

RELEASE = "2.3.0"
SEED, FORUMS = 61, 80
PACK = load_packs(shipped("checks"))["discourse"]


@pytest.fixture
def place(each_server: Server) -> Iterator[Clone]:
    """A database without rows."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(each_server, RELEASE, patch.setattr)
        clone = each_server.create("never_unknown", TEMPLATE)
        yield clone
    each_server.drop(clone.database)
    each_server.drop(TEMPLATE)


def audited(place: Clone) -> Report:
    """All that can be asked, the single things of the ledgers too."""

    def sink(check: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        assert all(len(row) == len(columns) for row in rows), check

    return audit.run(place.reader_url, Options(to=RELEASE, jobs=1), progress=Progress(False), sink=sink)


def untold(report: Report) -> dict[str, str | None]:
    """What the report does not say, and why."""
    checks = {one.id: one.reason for one in report.checks if one.status is Status.UNKNOWN}
    ledgers = {one.id for one in PACK.accounts} - {one.id for one in report.ledgers}
    return {**checks, **{one: "; ".join(report.notes) for one in ledgers}}


def test_no_check_and_no_ledger_is_ever_unknown(place: Clone) -> None:
    place.execute(crowd([random_forum(SEED, number) for number in range(FORUMS)]).sql())
    report = audited(place)
    assert untold(report) == {}
    asked = {one.id for one in report.checks if one.status in (Status.CLEAR, Status.FOUND)}
    assert len([one for one in report.checks if one.status is Status.FOUND]) > 15
    for check in PACK.checks:
        if check.id not in asked and set(check.needs) <= set(TABLES):  # those of other releases
            place.query(for_server(check.find, place.server.installation.major))


def test_what_cannot_be_told_is_noticed(place: Clone) -> None:
    place.execute("alter table poll_votes rename column user_id to voter_id")
    missing = {"discourse/poll-votes-astray", *(one.id for one in PACK.accounts)}
    assert missing <= untold(audited(place)).keys()
