import tracemalloc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.commands import audit
from auditor.commands.audit import Options
from auditor.db.catalog import columns
from auditor.db.clone import Clone
from auditor.db.snapshot import take
from auditor.errors import TargetError, UsageError
from auditor.judge.judge import FINGERPRINTS_KEPT, Terms, judge
from auditor.judge.masking import MASK
from auditor.judge.verdict import exit_code
from auditor.model.check import Check, Holding, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.model.migration import MigrationStatus
from auditor.model.outcome import Cell, Outcome, Status
from auditor.model.report import Report, Verdict
from auditor.render.progress import Progress

CHECK = Check(
    "shop/orders-customer-missing",
    "title",
    "why",
    (SeverityRange(Severity.ABORT),),
    ("2",),
    {"orders": ("id", "email")},
    ("id",),
    frozenset({"email"}),
    "select id, email from orders where customer_id is null order by id;  -- all of them",
    Origin("pack", "x"),
    remedies=(
        Remedy(
            *("drop", RemedyKind.SQL, Safety.LOSSY, "title", "does", "delete"),
            loses="select count(*) as orders, sum(amount) as euros from found join orders using (id); -- all",
        ),
    ),
)


@pytest.fixture
def shop(each_database: Clone) -> Clone:
    each_database.execute("""
        create table orders (id int primary key, customer_id int, email text, amount numeric);
        insert into orders select n, nullif(n % 3, 0), n || '@example.com', 5 from generate_series(1, 9) n;
    """)
    return each_database


def judged(url: str, check: Check = CHECK, **terms: object) -> Outcome:
    with take(url) as moment, moment.session() as session:
        return judge(check, session, Terms(columns(session), **terms))  # type: ignore[arg-type]


def test_what_is_found_is_counted_masked_and_priced(shop: Clone) -> None:
    outcome = judged(shop.url)
    assert (outcome.status, outcome.total) == (Status.FOUND, 3)
    assert outcome.evidence.rows == ((3, MASK), (6, MASK), (9, MASK))
    assert outcome.losses == {"drop": "3 orders · 15 euros"}
    assert judged(shop.url, unmask=True, samples=1).evidence.rows == ((3, "3@example.com"),)


def test_the_worst_row_makes_the_severity(shop: Clone) -> None:
    ranges = (SeverityRange(Severity.ABORT, holding=Holding("email", "6@")), SeverityRange(Severity.NOTE))
    assert judged(shop.url, replace(CHECK, severities=ranges)).severity is Severity.ABORT
    shop.execute("delete from orders where id = 6")
    assert judged(shop.url, replace(CHECK, severities=ranges)).severity is Severity.NOTE


def test_findings_keep_their_names_in_another_run_as_another_role_and_in_another_order(shop: Clone) -> None:
    names = judged(shop.url).fingerprints
    turned = replace(CHECK, find=CHECK.find.replace("order by id", "order by id desc"))
    assert names == judged(shop.reader_url).fingerprints == judged(shop.url, samples=0).fingerprints
    assert names == judged(shop.url, turned).fingerprints[::-1]
    shop.execute("insert into orders (id) values (0)")
    assert judged(shop.url).fingerprints[1:] == names


def test_findings_have_the_same_names_on_every_server(database: Clone, older_database: Clone) -> None:
    find = "select v as at, 0.1::float8 as n, true as yes, null as no from (values ('2020-01-01'::timestamptz)) t (v)"
    check = replace(CHECK, needs={}, key=("at", "n", "yes", "no"), private=frozenset(), find=find, remedies=())
    older_database.execute(f"alter database {older_database.database} set timezone = 'Asia/Tokyo'")
    older_database.execute(f"alter database {older_database.database} set datestyle = 'german'")
    assert judged(database.url, check).fingerprints == judged(older_database.url, check).fingerprints


@pytest.mark.parametrize(
    ("find", "reason"),
    [
        ("select id, email from orders, generate_series(1, 1000000000) g where id # g = -1", "timed out"),
        ("select id, email::int as email from orders", 'invalid input syntax for type integer: "…"'),
        ("select id, pg_sleep(60)::text as email from orders", "pg_sleep(), which may change something"),
        ("select id from orders", "gives no column email"),
        ("delete from orders returning id, email", "syntax error"),
        ("select id, email from orders for update", "FOR UPDATE"),
    ],
)
def test_what_cannot_be_told_is_unknown_with_its_reason_and_the_session_goes_on(
    shop: Clone, find: str, reason: str
) -> None:
    with take(shop.url) as moment, moment.session() as session:
        terms = Terms(columns(session), timeout=0.3)
        outcome = judge(replace(CHECK, find=find), session, terms)
        assert (outcome.status, outcome.total) == (Status.UNKNOWN, 0)
        assert reason in str(outcome.reason)
        assert judge(CHECK, session, terms).total == 3


def test_rows_that_trickle_past_the_time_are_unknown(database: Clone) -> None:
    find = """
        select id, email from generate_series(1, 5000) id,
          lateral (select max(x)::text as email from generate_series(id, id + 20000) x) m
    """
    outcome = judged(database.url, replace(CHECK, needs={}, find=find), timeout=0.2)
    assert (outcome.status, outcome.reason) == (Status.UNKNOWN, "timed out; give it longer with --timeout")


def test_a_missing_privilege_is_unknown_and_says_what_to_grant(shop: Clone) -> None:
    outcome = judged(shop.server.url(shop.database, "auditor_restorer"))
    assert outcome.status is Status.UNKNOWN
    assert "permission denied for table orders; grant" in str(outcome.reason)


def test_rows_hidden_by_a_policy_are_unknown_and_not_clear(shop: Clone) -> None:
    shop.execute("alter table orders enable row level security")
    for url in (shop.url, shop.reader_url):
        outcome = judged(url)
        assert outcome.status is Status.UNKNOWN
        assert "row-level security" in str(outcome.reason)


def test_what_the_database_lacks_decides_before_anything_is_asked(shop: Clone) -> None:
    assert judged(shop.url, replace(CHECK, needs={"missing": ("id",)})).status is Status.NOT_APPLICABLE
    assert judged(shop.url, replace(CHECK, needs={"orders": ("missing",)})).status is Status.UNKNOWN


def test_very_many_findings_are_counted_and_handed_on_in_little_memory(database: Clone) -> None:
    find = """
        with recursive r as (select 1 as id union all select id + 1 from r where id < 300000)
        select id, 'x' as email from r
    """
    handed, last = 0, None

    def sink(check_id: str, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        nonlocal handed, last
        assert len(rows) <= 1000
        assert last is None or rows[0][0] == last + 1
        handed, last = handed + len(rows), rows[-1][0]
        if handed == 200_000:
            tracemalloc.start()

    check = replace(CHECK, needs={}, find=find, remedies=())
    try:
        outcome = judged(database.url, check, timeout=300, sink=sink)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (outcome.total, handed, last) == (300_000, 300_000, 300_000)
    assert (len(outcome.fingerprints), len(outcome.evidence.rows), outcome.evidence.capped) == (
        FINGERPRINTS_KEPT,
        5,
        True,
    )
    assert 0 < peak < 4_000_000  # for the last hundred thousand rows, which alone would be more


PACK = {
    "pack.toml": """
        title = "Shop"
        releases = "releases.json"
        migrations = "migrations.json"
        recognise = {orders = ["id", "email"], schema_migrations = ["version"]}
        ledger = {table = "schema_migrations", column = "version"}
        coverage = {2 = {reading = "pack"}, 3 = {reading = "pack"}}
    """,
    "releases.json": """{"names": {"4": "drop_old"}, "releases": [
        {"release": "v1.0", "pre_added": ["1"], "post_added": ["2", "3"]}, {"release": "v1.1", "post_added": ["4"]}]}
    """,
    "migrations.json": '[{"version": "2", "name": "AddKey"}, {"version": "3", "name": "AddEmail"}]',
    "customer-missing/check.toml": """
        title = "t"
        why = "w"
        severity = "abort"
        guards = ["2"]
        key = ["id"]
        needs = {orders = ["customer_id"]}
    """,
    "customer-missing/find.sql": "select id from orders where customer_id is null order by id",
    "email-missing/check.toml": """
        title = "t"
        why = "w"
        severity = "loss"
        guards = ["3"]
        key = ["id"]
        needs = {orders = ["email"]}
    """,
    "email-missing/find.sql": "select id from orders where email is null order by id -- the end",
}


@pytest.fixture
def packed(shop: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    for name, text in PACK.items():
        path = tmp_path / "checks" / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(audit, "shipped", lambda name: tmp_path / name)
    shop.execute("create table schema_migrations (version text); insert into schema_migrations values ('1')")
    return shop


def audited(clone: Clone, **options: object) -> Report:
    chosen = {"to": "1.0", **options}
    return audit.run(clone.url, Options(**chosen), progress=Progress(False))  # type: ignore[arg-type]


def statuses(report: Report) -> Mapping[str, MigrationStatus]:
    return {one.version: one.status for one in report.migrations}


def test_an_audit_goes_from_blocked_to_clear_as_the_rows_are_mended(packed: Clone) -> None:
    report = audited(packed)
    assert (report.verdict, exit_code(report, allow_unknown=False)) == (Verdict.BLOCKED, 1)
    assert statuses(report) == {"2": MigrationStatus.ABORT, "3": MigrationStatus.CLEAR}
    assert (report.target.database, report.target.to, report.target.application) == (packed.database, "1.0", "shop")
    packed.execute("update orders set customer_id = 1")
    report = audited(packed)
    assert (report.verdict, exit_code(report, allow_unknown=False)) == (Verdict.CLEAR, 0)
    assert statuses(report) == {"2": MigrationStatus.CLEAR, "3": MigrationStatus.CLEAR}


@pytest.mark.parametrize("options", [{"ignore": ("shop/customer-*",)}, {"select": ("*/email-missing",)}])
def test_a_check_that_is_left_out_makes_its_migration_unknown_and_never_clear(
    packed: Clone, options: dict[str, object]
) -> None:
    report = audited(packed, **options)
    assert [one.id for one in report.checks] == ["shop/email-missing"]
    assert statuses(report) == {"2": MigrationStatus.UNKNOWN, "3": MigrationStatus.CLEAR}
    assert (report.verdict, exit_code(report, allow_unknown=False)) == (Verdict.UNKNOWN, 3)
    assert exit_code(report, allow_unknown=True) == 0


def test_a_migration_that_nobody_covers_is_unread_and_the_result_unknown(packed: Clone) -> None:
    packed.execute("update orders set customer_id = 1")
    report = audited(packed, to="1.1")
    assert statuses(report)["4"] is MigrationStatus.UNREAD
    assert [one.name for one in report.migrations] == ["AddKey", "AddEmail", "DropOld"]
    assert report.verdict is Verdict.UNKNOWN


def test_only_the_checks_of_pending_migrations_are_asked(packed: Clone) -> None:
    packed.execute("insert into schema_migrations values ('2')")
    report = audited(packed)
    assert [one.id for one in report.checks] == ["shop/email-missing"]
    assert report.verdict is Verdict.CLEAR


def test_a_report_of_before_waives_what_it_holds_and_nothing_more(packed: Clone, tmp_path: Path) -> None:
    import json

    from auditor.model.serial import to_json

    baseline = tmp_path / "before.json"
    baseline.write_text(json.dumps(to_json(audited(packed))), encoding="utf-8")
    report = audited(packed, baseline=baseline)
    assert [one.status for one in report.checks] == [Status.WAIVED, Status.CLEAR]
    assert report.verdict is Verdict.CLEAR
    packed.execute("insert into orders (id, email) values (99, 'x')")
    report = audited(packed, baseline=baseline)
    assert report.checks[0].reason == "1 not in the baseline"
    assert report.verdict is Verdict.BLOCKED


def test_a_pattern_that_no_check_matches_is_wrong_use(packed: Clone) -> None:
    with pytest.raises(UsageError, match=r"no check that matches 'shop/none\*'; known: shop/"):
        audited(packed, select=("shop/none*",))


def test_a_database_of_something_else_is_told_what_it_lacks(packed: Clone) -> None:
    packed.execute("alter table orders drop column email")
    with pytest.raises(TargetError, match=r"is not a database of Shop: it lacks column orders\.email"):
        audited(packed)


def test_a_server_that_cannot_be_reached_is_told_with_what_to_check(database: Clone) -> None:
    server = database.server
    for url, said in (
        (f"postgresql:///db?host={server.folder}/none&user=postgres", "is the server running there"),
        (server.url("no_such_database"), 'database "no_such_database" does not exist.*psql -l'),
        (server.url(database.database, "nobody_here"), 'role "nobody_here" does not exist.*existing role'),
        ("service=no_such_service", "service no_such_service .*definition of service.*pg_service.conf"),
        ("postgresql://u:s3cret@localhost:1/db", "is the server running there"),
    ):
        with pytest.raises(TargetError, match=f"cannot connect to (?s:.*){said}") as caught:
            take(url)
        assert "\n" not in str(caught.value)
        assert "s3cret" not in str(caught.value)
