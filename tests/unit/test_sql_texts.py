import pytest

from auditor.migrations.sql_texts import Text, forward


def kept(text: str) -> list[tuple[int, str]]:
    lines = enumerate(forward(text).sql.split("\n"), start=1)
    return [(n, line) for n, line in lines if line.strip()]


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("-- migrate:up", "-- migrate:down"),
        ("-- +goose Up", "-- +goose Down"),
        ("-- +migrate Up", "-- +migrate Down"),
        ("-- Up Migration", "-- Down Migration"),
        ("--migrate:up", "--migrate:down"),
    ],
)
def test_only_the_way_up_is_kept_and_in_its_lines(up: str, down: str) -> None:
    assert kept(f"-- a migration\n{up}\ncreate table a ();\n\n{down}\ndrop table a;\n{up}\nselect 1;\n") == [
        (3, "create table a ();"),
        (4 + 4, "select 1;"),
    ]


def test_a_comment_that_speaks_of_up_and_down_is_no_mark() -> None:
    text = "-- up to here\nselect 1;\n-- down below\nselect 2;"
    assert forward(text).sql == text


@pytest.mark.parametrize(
    "text",
    [
        "-- migrate:up transaction:false\nselect 1;",
        "-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;",
        "-- +migrate Up notransaction\nselect 1;",
    ],
)
def test_a_file_may_say_that_it_is_not_run_in_a_transaction(text: str) -> None:
    assert not forward(text).transaction
    assert forward("-- migrate:up\nselect 1; -- no transaction").transaction


def test_rows_that_come_with_copy_are_no_statements() -> None:
    text = "COPY a (b) FROM stdin;\n1\tx;y\n'\n\\.\nselect 1;\n"
    assert kept(text) == [(1, "COPY a (b) FROM stdin;"), (5, "select 1;")]


def test_what_is_for_psql_alone_is_left_out_and_told_where_it_matters() -> None:
    text = "\\set ON_ERROR_STOP on\nselect 1;\n  \\i other.sql\n\\echo done\n\\copy a from 'b'\n"
    assert forward(text) == Text("\nselect 1;\n\n\n\n", True, ((3, "\\i other.sql"), (5, "\\copy a from 'b'")))


def test_placeholders_are_put_in_where_they_are_known() -> None:
    assert forward("grant select on ${table} to ${role:x}", {"table": "a"}).sql == "grant select on a to ${role:x}"


def test_lines_end_one_way_and_no_mark_of_the_encoding_is_left() -> None:
    assert forward("\ufeffselect 1;\r\nselect 2;\r\n").sql == "select 1;\nselect 2;\n"
