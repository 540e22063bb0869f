"""What was foreseen beside what happened: which check a failure belongs to, and what became of each prediction."""

from dataclasses import replace

import pytest

from auditor.model.check import Origin, Severity
from auditor.model.outcome import NO_EVIDENCE, Evidence, Status
from auditor.model.rehearsal import Diagnostics, Failure, Gone, Proof, Run, TableAccount
from auditor.model.report import CheckResult
from auditor.rehearse.matching import bare, explained, foretold, proven
from tests.prescribed import report_of


def check(name: str, table: str, sqlstate: str | None = "23505", version: str = "7", **changes: object) -> CheckResult:
    found = CheckResult(
        id=f"derived/{name}",
        title=name,
        severity=Severity.ABORT,
        status=Status.FOUND,
        reason=None,
        why="",
        origin=Origin("derived", "db/7_a.sql", 3),
        migrations=(version,),
        total=2,
        key=("id",),
        evidence=NO_EVIDENCE,
        fingerprints=(),
        remedies=(),
        seconds=0.1,
        tables=(table,),
        sqlstate=sqlstate,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def error(sqlstate: str = "23505", **changes: object) -> Diagnostics:
    return replace(Diagnostics(sqlstate, "it failed"), **changes)  # type: ignore[arg-type]


def ids(found: list[CheckResult]) -> list[str]:
    return [one.id for one in found]


def test_a_failure_belongs_to_the_check_of_its_table_and_kind_of_error() -> None:
    report = report_of(check("7-users-doubled", "public.users"), check("7-posts-doubled", "public.posts"))
    assert ids(foretold(report, "7", error(table="posts"))) == ["derived/7-posts-doubled"]
    assert ids(foretold(report, "7", error("23502", table="posts"))) == []


def test_the_name_in_the_error_decides_between_checks_of_one_table() -> None:
    one = check("7-users-a", "users", title="users: index_users_on_a would hold doubles")
    other = check("7-users-b", "users", title="users: index_users_on_b would hold doubles")
    found = foretold(report_of(one, other), "7", error(table="users", constraint="index_users_on_b"))
    assert ids(found) == ["derived/7-users-b", "derived/7-users-a"]


@pytest.mark.parametrize(
    "changes",
    [{"status": Status.CLEAR}, {"severity": Severity.LOSS}, {"migrations": ("8",)}],
    ids=["clear", "loss", "another migration"],
)
def test_only_aborts_found_for_that_migration_can_have_foreseen_it(changes: dict[str, object]) -> None:
    assert foretold(report_of(check("7-a", "users", **changes)), "7", error(table="users")) == []


def test_where_the_migration_cannot_be_told_all_that_was_found_is_likely() -> None:
    report = report_of(check("7-a", "users"), check("8-b", "users", version="8"))
    assert ids(foretold(report, None, error(table="users"))) == ["derived/7-a", "derived/8-b"]


def test_no_check_foresees_a_failure_without_an_error_of_the_server() -> None:
    assert foretold(report_of(check("7-a", "users")), "7", None) == []


def test_an_abort_is_confirmed_by_its_failure_refuted_by_passing_and_else_not_reached() -> None:
    report = report_of(check("7-a", "a"), check("8-b", "b", version="8"), check("9-c", "c", version="9"))
    failures = [Failure("7", error(), "it failed", ("derived/7-a",))]
    assert proven(report, failures, [Run("7", 0.1), Run("8", 0.1)], []) == {
        "derived/7-a": Proof.CONFIRMED,
        "derived/8-b": Proof.REFUTED,
        "derived/9-c": Proof.NOT_REACHED,
    }


def test_what_was_put_right_for_one_failure_says_nothing_against_another_of_that_table() -> None:
    report = report_of(check("7-a", "users"), check("8-b", "users", version="8"), check("8-c", "cards", version="8"))
    failures = [Failure("7", error(), "it failed", ("derived/7-a",), "users", mended="remedy keep-first")]
    told = proven(report, failures, [Run("7", 0.1), Run("8", 0.1)], [])
    assert told["derived/8-b"] is Proof.NOT_REACHED
    assert told["derived/8-c"] is Proof.REFUTED


def test_rows_put_right_on_the_clone_are_no_loss_that_nobody_foresaw() -> None:
    report = report_of(check("7-a", "users"))
    failures = [Failure("7", error(), "it failed", ("derived/7-a",), "users", mended="remedy keep-first")]
    accounts = [TableAccount(one, 3, 2, gone=(Gone("rows", 1),)) for one in ("users", "cards")]
    users, cards = explained(accounts, report, {}, None, failures)
    assert (users.gone[0].meant, cards.gone[0].meant) == (("derived/7-a",), ())


def test_a_loss_is_confirmed_by_what_is_gone_and_refuted_where_its_table_lost_nothing() -> None:
    loss = check("7-users-gone", "public.users", severity=Severity.LOSS)
    kept = check("7-posts-gone", "public.posts", severity=Severity.LOSS)
    tables = [
        TableAccount("public.users", 3, 1, gone=(Gone("rows", 2, meant=(loss.id,)),)),
        TableAccount("public.posts", 3, 3),
    ]
    assert proven(report_of(loss, kept), [], [Run("7", 0.1)], tables) == {
        loss.id: Proof.CONFIRMED,
        kept.id: Proof.REFUTED,
    }


def test_what_is_gone_is_meant_by_the_losses_of_its_table_and_column_alone() -> None:
    fax = check(
        "7-users-fax-dropped",
        "public.users",
        severity=Severity.LOSS,
        evidence=Evidence(("table", "column", "rows"), (("users", "fax", 2),), capped=False),
    )
    abort = check("7-users-doubled", "public.users")
    account = TableAccount("users", 3, 3, gone=(Gone("column", 2, "fax"), Gone("column", 3, "phone")))
    [told] = explained([account], report_of(fax, abort), {}, None)
    assert [one.meant for one in told.gone] == [(fax.id,), ()]


def test_a_column_of_which_a_check_says_that_it_holds_its_default_alone_is_foreseen() -> None:
    title = "cards: values of colour that go with it"
    clear = check("7-cards-colour-dropped", "cards", severity=Severity.LOSS, status=Status.CLEAR, title=title)
    account = TableAccount("cards", 3, 3, gone=(Gone("column", 3, "colour"), Gone("column", 3, "col")))
    assert [one.meant for one in explained([account], report_of(clear), {}, None)[0].gone] == [(clear.id,), ()]


def test_a_check_of_a_pack_speaks_for_all_that_its_migration_writes() -> None:
    pack = check("polls-skipped", "post_custom_fields", severity=Severity.LOSS, origin=Origin("pack", "polls-skipped"))
    account = TableAccount("poll_votes", 3, 2, gone=(Gone("rows", 1),))
    assert explained([account], report_of(pack), {}, None)[0].gone[0].meant == ()
    assert explained([account], report_of(pack), {pack.id: ("poll_votes",)}, None)[0].gone[0].meant == (pack.id,)


def test_our_own_tables_and_the_ledger_of_migrations_are_no_loss() -> None:
    gone = (Gone("rows", 1),)
    names = ("auditor_aside.rows_0", '"auditor_quarantine"."log"', "public.alembic_version", "users")
    accounts = [TableAccount(one, 1, 0, gone=gone) for one in names]
    assert [one.table for one in explained(accounts, report_of(), {}, "alembic_version")] == ["users"]


def test_a_table_is_known_with_and_without_its_schema() -> None:
    assert [bare(one) for one in ("users", "public.users", '"a"."users"')] == ["users"] * 3
