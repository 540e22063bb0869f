"""A dump is read the same way wherever its chunks are cut."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.db import dump_stream
from auditor.db.dump_stream import Comment, Copy, Meta, Statement, read_dump
from auditor.errors import BackupError

DUMP = rb"""--
-- PostgreSQL database dump
--

\restrict abc

SET standard_conforming_strings = on; SELECT 1;
SELECT 'it''s; "x" -- no', E'a\';b\\', E'''\'', "we;""ird", $$ ; ' $$, $t$ $$; $t$, 1e5::int /* ; /* ; */ ' */ -- ;
  , $1, a-b, a/b, x$y$z;
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);
/* ; */ COPY public.t (a, "from") FROM stdin;
1	\\.
\\.
 \.
x\.
\.x
--
\.


COPY public.e (a) FROM stdin WITH (FORMAT text);
\.
begin; end;
-- PostgreSQL database dump complete

\unrestrict abc
"""
ITEMS = [
    Comment(b"--"),
    Comment(b"-- PostgreSQL database dump"),
    Comment(b"--"),
    Meta(b"\\restrict abc"),
    Statement(b"SET standard_conforming_strings = on;"),
    Statement(b"SELECT 1;"),
    Statement(DUMP[DUMP.index(b"SELECT 'it") : DUMP.index(b"\nCREATE FUNCTION")]),
    Statement(DUMP[DUMP.index(b"CREATE FUNCTION") : DUMP.index(b"\nCREATE RULE")]),
    Statement(DUMP[DUMP.index(b"CREATE RULE") : DUMP.index(b"\n/* ; */")]),
    (b'COPY public.t (a, "from") FROM stdin;', b"1\t\\\\.\n\\\\.\n \\.\nx\\.\n\\.x\n--\n"),
    (b"COPY public.e (a) FROM stdin WITH (FORMAT text);", b""),
    Statement(b"begin;"),
    Statement(b"end;"),
    Comment(b"-- PostgreSQL database dump complete"),
    Meta(b"\\unrestrict abc"),
]


def read(chunks: Iterator[bytes]) -> list[object]:
    return [(item.text, b"".join(item.rows)) if isinstance(item, Copy) else item for item in read_dump(chunks)]


def cut(whole: bytes, places: list[int]) -> Iterator[bytes]:
    edges = [0, *sorted(place % (len(whole) + 1) for place in places), len(whole)]
    return (whole[start:end] for start, end in pairwise(edges))


def test_a_dump_is_split_into_its_items() -> None:
    assert read(iter([DUMP])) == ITEMS


@pytest.mark.parametrize("size", [*range(1, 40), 100, 1000])
def test_chunks_of_any_size_give_the_same_items(size: int) -> None:
    assert read(DUMP[start : start + size] for start in range(0, len(DUMP), size)) == ITEMS


@given(st.lists(st.integers(min_value=0), max_size=40))
def test_chunks_cut_anywhere_give_the_same_items(places: list[int]) -> None:
    assert read(cut(DUMP, places)) == ITEMS


LITERALS = st.one_of(
    st.text().map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.text().map(lambda text: "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"),
    st.text().map(lambda text: " e'" + text.replace("\\", "\\\\").replace("'", "''") + "'"),
    st.text(min_size=1).map(lambda text: '"' + text.replace('"', '""') + '"'),
    st.text(alphabet=st.characters(exclude_characters="$")).map(lambda text: f"$body${text} $ $$ $bod$ $body$"),
    st.text(alphabet=st.characters(exclude_characters="*/;")).map(lambda text: f"/* {text} /* ; */ */"),
    st.text(alphabet=st.characters(exclude_characters="\n")).map(lambda text: f"-- {text}\n"),
    st.sampled_from(["(a; b)", "select", "1e5", "-", "/", "$1", "::", "a$b", "end", "case"]),
)


@given(
    st.lists(st.lists(LITERALS, max_size=6), max_size=5),
    st.lists(st.integers(min_value=0), max_size=20),
)
@example([["E'\\\\'"], ["'\\'"]], [3, 4, 5])
def test_no_literal_ends_a_statement(statements: list[list[str]], places: list[int]) -> None:
    written = [f"select {' '.join(words)};".encode("utf-8", "replace") for words in statements]
    assert read(cut(b"\n".join(written), places)) == [Statement(text) for text in written]


@given(
    st.lists(st.text(alphabet="a.\\\t\r é", max_size=6), max_size=8), st.lists(st.integers(min_value=0), max_size=20)
)
@example(["\\", ".", "", "\\.\\", "a\\."], [])
def test_rows_come_through_unchanged(lines: list[str], places: list[int]) -> None:
    # As COPY writes them, no line of its rows is a backslash and a full stop alone.
    rows = "".join(f"{line}\n" for line in lines if line not in {"\\.", "\\.\r"}).encode()
    dump = b"COPY t (a) FROM stdin;\n" + rows + b"\\.\n\nSELECT 1;\n"
    assert read(cut(dump, places)) == [(b"COPY t (a) FROM stdin;", rows), Statement(b"SELECT 1;")]


@given(st.binary(max_size=300), st.lists(st.integers(min_value=0), max_size=10))
def test_any_bytes_are_read_to_the_end_or_refused_wherever_they_are_cut(noise: bytes, places: list[int]) -> None:
    def outcome(chunks: Iterator[bytes]) -> object:
        try:
            return read(chunks)
        except BackupError as error:
            return str(error)

    assert outcome(cut(noise, places)) == outcome(iter([noise]))


@pytest.mark.parametrize(
    "cut_short",
    [b"SELECT 1", b"SELECT 'a;", b"SELECT E'a\\", b"SELECT $a$ ; $b$;", b'SELECT "a;', b"/* a", b"SELECT (1;"],
)
def test_a_dump_that_ends_within_a_statement_is_truncated(cut_short: bytes) -> None:
    with pytest.raises(BackupError, match="in the middle of a statement"):
        read(iter([cut_short]))


@pytest.mark.parametrize("rows", [b"", b"\n", b"\n1\n2\n", b"\n1\n\\", b"\n1\n\\.2", b"\n1\\.\n"])
def test_a_dump_that_ends_within_rows_is_truncated(rows: bytes) -> None:
    with pytest.raises(BackupError, match="in the middle of a table's rows"):
        read(iter([b"COPY t (a) FROM stdin;" + rows]))


def test_the_last_line_of_rows_may_be_the_last_of_the_file() -> None:
    assert read(iter([b"COPY t FROM stdin;\n1\n\\."])) == [(b"COPY t FROM stdin;", b"1\n")]


def test_a_dump_with_line_ends_of_windows_is_read() -> None:
    assert read(iter([b"SET a = 1;\r\nCOPY t FROM stdin;\r\n1\r\n\\.\r\nSELECT 2;\r\n"])) == [
        Statement(b"SET a = 1;"),
        (b"COPY t FROM stdin;", b"1\r\n"),
        Statement(b"SELECT 2;"),
    ]


def test_rows_nobody_reads_are_passed_over() -> None:
    items = list(read_dump(iter([DUMP])))
    assert [type(item) for item in items][-4:] == [Statement, Statement, Comment, Meta]


def test_a_command_to_psql_within_a_statement_is_refused() -> None:
    with pytest.raises(BackupError, match="command to psql"):
        read(iter([b"SELECT 1 \\! true\n;"]))


def test_no_more_of_the_rows_is_held_than_the_last_chunk() -> None:
    taken = 0
    given_out = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for chunk in [b"COPY t FROM stdin;\n", *[b"x" * 999 + b"\n"] * 100, b"\\.\n"]:
            assert taken - given_out < 2000
            taken += len(chunk)
            yield chunk

    for item in read_dump(chunks()):
        assert isinstance(item, Copy)
        for rows in item.rows:
            given_out += len(rows)
    assert given_out == 100_000


def test_a_statement_without_end_is_not_held_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_stream, "LONGEST_STATEMENT", 1000)
    with pytest.raises(BackupError, match="longer than"):
        read(b"'" if number == 0 else b"x" * 100 for number in range(100))
