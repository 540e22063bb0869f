"""An error of PostgreSQL is known by its words, whatever program repeats them."""

import pytest

from auditor.rehearse.spoken import spoken

DOUBLED = 'could not create unique index "members_email"'
DETAIL = "DETAIL:  Key (email)=(ann@example.org) is duplicated."


@pytest.mark.parametrize(
    "said",
    [
        (f"ERROR:  {DOUBLED}", DETAIL),
        (f"psycopg2.errors.UniqueViolation: {DOUBLED}", DETAIL, "", "[SQL: CREATE UNIQUE INDEX m ON members (email)]"),
        (f"ActiveRecord::RecordNotUnique: PG::UniqueViolation: ERROR:  {DOUBLED}", DETAIL, "/app/db/migrate/1_m.rb:4"),
        ("Applying shop.0002_email...Traceback (most recent call last):", f"IntegrityError: {DOUBLED}", DETAIL),
    ],
)
def test_the_message_and_its_detail_are_found_among_other_lines(said: tuple[str, ...]) -> None:
    error = spoken(said, None)
    assert error is not None
    assert (error.sqlstate, error.message, error.constraint) == ("23505", DOUBLED, "members_email")
    assert error.detail == DETAIL.partition(":  ")[2]


def test_the_table_is_that_of_the_statement_where_one_is_shown() -> None:
    error = spoken([DOUBLED, "[SQL: CREATE UNIQUE INDEX m ON members (email)]"], "23505")
    assert error is not None
    assert error.table == "members"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ('column "nick" of relation "members" contains null values', "23502"),
        ('insert or update on table "members" violates foreign key constraint "team"', "23503"),
        ('check constraint "positive" of relation "cards" is violated by some row', "23514"),
        ('invalid input syntax for type integer: "forty"', "22P02"),
        ('relation "members" already exists', "42P07"),
        ("cannot drop table members because other objects depend on it", "2BP01"),
    ],
)
def test_each_kind_has_its_state(words: str, state: str) -> None:
    error = spoken([f"ERROR:  {words}"], None)
    assert error is not None
    assert error.sqlstate == state


def test_the_last_one_counts_and_one_of_the_state_that_was_told() -> None:
    said = ['relation "a" already exists', 'relation "b" does not exist']
    last, asked = spoken(said, None), spoken(said, "42P07")
    assert last is not None
    assert asked is not None
    assert (last.sqlstate, asked.table) == ("42P01", "a")
    assert spoken(said, "23505") is None
    assert spoken(["NameError: uninitialized constant"], None) is None
