"""In a server's log the names of an error are only in its words; and its words may hold values of rows."""

import pytest

from auditor.db.diagnostics import diagnostics, shown


@pytest.mark.parametrize(
    ("message", "table", "column", "constraint"),
    [
        ('null value in column "a" of relation "t" violates not-null constraint', "t", "a", None),
        ('null value in column "a" violates not-null constraint', None, "a", None),
        ('column "a b" of relation "t" contains null values', "t", "a b", None),
        ('column "a" contains null values', None, "a", None),
        ('duplicate key value violates unique constraint "u"', None, None, "u"),
        ('could not create unique index "u"', None, None, "u"),
        ('could not create exclusion constraint "x"', None, None, "x"),
        ('conflicting key value violates exclusion constraint "x"', None, None, "x"),
        ('insert or update on table "t" violates foreign key constraint "f"', "t", None, "f"),
        ('update or delete on table "p" violates foreign key constraint "f" on table "t"', "t", None, "f"),
        (
            'update or delete on table "p" violates RESTRICT setting of foreign key constraint "f" on table "t"',
            *("t", None, "f"),
        ),
        ('new row for relation "t" violates check constraint "c"', "t", None, "c"),
        ('new row for relation "t" violates partition constraint', "t", None, None),
        ('check constraint "c" of relation "t" is violated by some row', "t", None, "c"),
        ('check constraint "c" is violated by some row', None, None, "c"),
        ('no partition of relation "t" found for row', "t", None, None),
        ('column "a" of table "t" contains values that violate the new constraint', "t", "a", None),
        ('column "a" of relation "t" does not exist', "t", "a", None),
        ('column "a" of relation "t" already exists', "t", "a", None),
        ('constraint "c" of relation "t" does not exist', "t", None, "c"),
        ('constraint "c" for relation "t" already exists', "t", None, "c"),
        ('relation "t" does not exist', "t", None, None),
        ('table "t" does not exist', "t", None, None),
        ('index row size 2712 exceeds btree version 4 maximum 2704 for index "i"', None, None, "i"),
        ('index row requires 8208 bytes, maximum size is 8191 for index "i"', None, None, "i"),
        ("cannot drop table t because other objects depend on it", "t", None, None),
        ("cannot drop column a of table t because other objects depend on it", "t", "a", None),
        ("permission denied for table t", "t", None, None),
        ('relation "it "quotes" itself" does not exist', 'it "quotes" itself', None, None),
        ("deadlock detected", None, None, None),
    ],
)
def test_the_names_of_an_error_are_read_from_its_words(
    message: str, table: str | None, column: str | None, constraint: str | None
) -> None:
    error = diagnostics("23000", message)
    assert (error.table, error.column, error.constraint) == (table, column, constraint)
    assert error.message == message


@pytest.mark.parametrize(
    ("statement", "schema", "table"),
    [
        ("create unique index u on posts (a)", None, "posts"),
        ("CREATE UNIQUE INDEX CONCURRENTLY\n  u ON ONLY forum.posts USING btree (a)", "forum", "posts"),
        ('/* 1 */ -- two\n create unique index "on x" on "My "" posts" (a)', None, 'My " posts'),
        ("ALTER TABLE IF EXISTS ONLY Posts ADD CONSTRAINT u UNIQUE (a)", None, "posts"),
        ('insert into "a"."b"(c) values (1)', "a", "b"),
        ("update only posts set a = 1", None, "posts"),
        ("delete from posts", None, "posts"),
        ("COPY posts (a) FROM STDIN", None, "posts"),
        ("select 1", None, None),
    ],
)
def test_where_the_words_name_no_table_it_is_that_of_the_statement(
    statement: str, schema: str | None, table: str | None
) -> None:
    error = diagnostics("23505", 'could not create unique index "u"', statement=statement)
    assert (error.schema, error.table) == (schema, table)


def test_the_innermost_statement_of_a_function_is_the_one_that_failed() -> None:
    context = 'SQL statement "alter table posts add unique (a)"\nPL/pgSQL function f() line 1 at SQL statement'
    error = diagnostics("23505", 'could not create unique index "u"', statement="select f()", context=context)
    assert error.table == "posts"


def test_a_name_that_an_index_wanted_is_not_that_of_a_table() -> None:
    said = 'relation "i" already exists'
    error = diagnostics("42P07", said, statement='CREATE INDEX "i" ON "posts" ("a")')
    assert (error.table, error.constraint) == ("posts", "i")
    assert diagnostics("42P07", said, statement="create table i (a int)").table == "i"


def test_values_of_rows_stay_in_the_detail_alone() -> None:
    error = diagnostics(
        "22P02",
        'invalid input syntax for type integer: "geheim"',
        statement="update users set a = 'geheim'::int where b = $q$geheim$q$ and c = E'it\\'s geheim'",
        detail="Key (a)=(geheim) is not present.",
        context='COPY users, line 1, column a: "geheim"\nSQL statement "select \'geheim\'"',
    )
    assert error.message == 'invalid input syntax for type integer: "…"'
    assert error.statement == "update users set a = '…'::int where b = '…' and c = '…'"
    assert error.context == 'COPY users, line 1, column a: "…"\nSQL statement "select \'…\'"'
    assert error.detail == "Key (a)=(geheim) is not present."


def test_a_message_of_a_function_of_the_database_loses_what_it_quotes() -> None:
    assert diagnostics("P0001", 'the name "geheim" is taken').message == 'the name "…" is taken'


@pytest.mark.parametrize(
    ("statement", "seen"),
    [
        (r"insert into t values ('a\', 'geheim')", "insert into t values ('…', '…')"),
        ("insert into t values ('it''s geheim', 1)", "insert into t values ('…', 1)"),
        ("select \"a'b\" from t where c = 'geheim'", "select \"a'b\" from t where c = '…'"),
        ("-- it's\nselect 'geheim'", "-- it's\nselect '…'"),
        ("select 1 -- it's\n, 'geheim'", "select 1 -- it's\n, '…'"),
        ("select 'never closed, geheim", "select '…'"),
        ("select $a$ geheim $b$ geheim", "select '…'"),
        ("with x as (select 'geheim') table x", "with x as (select '…') table x"),
        ("create index i on t (a) where b = 'open'", "create index i on t (a) where b = 'open'"),
    ],
)
def test_a_statement_that_handles_rows_is_shown_without_its_literals(statement: str, seen: str) -> None:
    assert shown(statement) == seen


def test_a_long_statement_is_cut_and_a_literal_at_the_cut_is_none() -> None:
    long = shown("insert into t values " + ", ".join(["('geheim')"] * 5_000))
    assert len(long) == 2_000
    assert "geheim" not in long
