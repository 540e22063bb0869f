"""Doubles of Mastodon folded into one row, with all that refers to them, and behind an index that hides them."""

import pytest

from auditor.commands.selftest import prescribed
from auditor.db.clone import Clone
from auditor.errors import QueryError
from auditor.model.outcome import Cell
from auditor.rehearse.cases import Case, asked, found, load_case
from auditor.shipping import shipped

NAMES = "create unique index names on accounts (lower(username), coalesce(lower(domain), ''));"
UNREADY = "update pg_index set indisready = {} where indexrelid = '{}'::regclass;"


def case(name: str) -> Case:
    return load_case(shipped("checks") / "mastodon" / name)


def planted(name: str, clone: Clone, index: str = "", called: str = "") -> Case:
    """The bad rows of a check; an index that there is takes nothing in meanwhile, as a damaged one does by itself."""
    one = case(name)
    clone.execute(one.text("schema.sql") + index)
    clone.execute((UNREADY.format("false", called) if called else "") + one.text("bad.sql"))
    if called:
        clone.execute(UNREADY.format("true", called))
    return one


def merged(one: Case, clone: Clone) -> None:
    (remedy,) = (each for each in one.check.remedies if each.id == "merge")
    clone.execute(prescribed(asked(one, clone), remedy, found(one, clone)).apply)


def rows(clone: Clone, sql: str) -> list[tuple[Cell, ...]]:
    return [tuple(row.values()) for row in clone.query(sql)]


def test_accounts_behind_a_damaged_index_become_one_with_all_that_is_theirs(database: Clone) -> None:
    one = planted("accounts-remote-doubled", database, NAMES, "names")
    merged(one, database)
    assert rows(database, "select id from accounts where domain is not null order by id") == [(2,), (6,), (7,)]
    assert rows(database, "select account_id, count(*) from statuses group by 1 order by 1") == [(1, 1), (2, 3), (6, 1)]
    assert rows(database, "select account_id, target_account_id from follows order by id") == [
        *((1, 2), (2, 9), (9, 2), (9, 6)),
    ]
    assert rows(database, "select list_id, account_id, follow_id from list_accounts order by id") == [
        (1, 2, 1),
        (2, 2, 5),
    ]
    assert rows(database, "select comment from account_notes order by id") == [("kind\nfunny",), ("tall",)]
    assert rows(database, "select activity_id, from_account_id from notifications order by id") == [
        (1, 2),
        (4, 2),
        (2, 9),
    ]
    assert rows(database, "select target_account_id from reports where id = 1") == [(2,)]
    assert rows(database, "select moved_to_account_id from accounts where id = 7") == [(2,)]
    database.execute("reindex index names")


def test_lists_of_conversations_that_become_one_keep_the_posts_of_both(database: Clone) -> None:
    one = planted("accounts-remote-doubled", database)
    merged(one, database)
    assert rows(
        database,
        "select account_id, participant_account_ids::text, status_ids::text, last_status_id, unread"
        " from account_conversations order by id",
    ) == [(1, "{2}", "{10,11}", 11, True), (1, "{2,9}", "{12}", 12, False), (2, "{1}", "{10}", 10, False)]


def test_posts_behind_a_damaged_index_become_one_with_answers_boosts_and_reports(database: Clone) -> None:
    index = "create unique index uris on statuses (uri text_pattern_ops) where uri is not null;"
    one = planted("statuses-uri-doubled", database, index, "uris")
    merged(one, database)
    assert rows(database, "select in_reply_to_id, reblog_of_id from statuses where id in (16, 17) order by id") == [
        *((10, None), (None, 10)),
    ]
    assert rows(database, "select account_id from favourites where status_id = 10 order by 1") == [(1,), (4,)]
    assert rows(database, "select activity_type, activity_id from notifications order by id") == [
        *(("Favourite", 1), ("Mention", 1), ("Status", 10), ("Poll", 11)),
    ]
    assert rows(database, "select status_ids::text from reports order by id") == [("{10,16}",), ("{16}",)]
    assert rows(database, "select count(*) from statuses_tags where status_id = 10") == [(2,)]
    database.execute("reindex index uris")


def test_answers_to_and_in_doubled_threads_stay_answers(database: Clone) -> None:
    one = case("statuses-uri-doubled")
    database.execute(one.text("schema.sql"))
    database.execute(
        "insert into statuses (id, uri, account_id, in_reply_to_id) values"
        " (1, 'a', 2, null), (2, 'a', 2, null), (3, 'b', 2, 1), (4, 'b', 2, 2), (5, null, 1, 4)"
    )
    merged(one, database)
    assert rows(database, "select id, in_reply_to_id from statuses order by id") == [(1, None), (3, 1), (5, 3)]


def test_tables_that_a_release_does_not_have_or_has_as_views_are_no_hindrance(database: Clone) -> None:
    one = planted("accounts-uri-doubled", database)
    database.execute("create materialized view account_summaries as select id as account_id from accounts")
    merged(one, database)
    assert rows(database, "select count(*) from accounts where uri <> ''") == [(4,)]
    assert rows(database, "select account_id from collection_items order by id") == [(6,), (4,)]


def test_a_table_of_another_program_that_refers_to_an_account_that_goes_stops_the_script(database: Clone) -> None:
    one = planted("accounts-remote-doubled", database)
    database.execute("create table theirs (owner bigint references accounts); insert into theirs values (3)")
    with pytest.raises(QueryError, match=r"theirs\.owner refers to rows of accounts that would go"):
        merged(one, database)
    assert rows(database, "select count(*) from accounts where domain is not null") == [(6,)]
