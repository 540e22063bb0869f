from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from staged import after, settled

from auditor.derive.world import MOST_ROWS, Answering
from auditor.errors import QueryError
from auditor.model.outcome import Cell
from auditor.model.schema import Column, Name
from auditor.model.source import Unanswered

BEFORE = settled("create table users (id integer primary key, code text); create index by_code on users (code)")


@dataclass
class Answer:
    columns: tuple[str, ...]


@dataclass
class Session:
    """Gives what it was told, whatever it is asked, and keeps the queries."""

    found: Sequence[Mapping[str, Cell]] = ()
    columns: tuple[str, ...] = ()
    wrong: str | None = None
    asked: list[str] = field(default_factory=list)

    def rows(self, sql: str, *, timeout: float = 0) -> Sequence[Mapping[str, Cell]]:
        self.asked.append(sql)
        if self.wrong is not None:
            raise QueryError(self.wrong)
        return self.found

    @contextmanager
    def ask(self, sql: str, *, timeout: float = 0) -> Iterator[Answer]:
        self.asked.append(sql)
        yield Answer(self.columns)


def world(session: Session | None, sql: str = "select 1") -> Answering:
    return Answering(after(sql, BEFORE), session)  # type: ignore[arg-type]


def test_tables_and_indexes_are_those_of_the_state() -> None:
    found = world(None, "alter table users rename to people")
    assert found.table(Name("users")) is None
    people = found.table(Name("people"))
    assert people is not None
    assert list(people.columns) == ["id", "code"]
    assert found.index(Name("by_code")) == Name("people", "public")
    assert found.index(Name("nothing")) is None


def test_what_is_not_there_may_be_there_after_something_unread() -> None:
    found = world(None, "call whatever()")
    assert found.table(Name("users")) is not None
    assert found.index(Name("by_code")) is not None
    with pytest.raises(Unanswered, match="whether there is a table other"):
        found.table(Name("other"))
    with pytest.raises(Unanswered, match="whether there is an index other"):
        found.index(Name("other"))


def test_without_a_session_no_row_is_looked_at() -> None:
    with pytest.raises(Unanswered, match="rows are not looked at"):
        world(None).rows("select 1")
    with pytest.raises(Unanswered, match="queries are not put"):
        world(None).shape("select 1")


def test_rows_are_those_behind_the_statements_before() -> None:
    session = Session([{"id": 1}])
    found = world(session, "delete from users where code is null")
    assert found.rows("select id from users") == [{"id": 1}]
    assert found.asked == ["select id from users"]
    assert "(code IS NULL) is true" in session.asked[0]
    assert session.asked[0].endswith(f"answer limit {MOST_ROWS + 1}")


@pytest.mark.parametrize(
    ("session", "before", "sql", "why"),
    [
        (Session(wrong="it took too long"), "select 1", "select id from users", "it took too long"),
        (Session([{"id": 1}] * (MOST_ROWS + 1)), "select 1", "select id from users", "more than 1,000 rows"),
        (Session(), "copy users from '/x'", "select id from users", "what COPY brings is not known"),
        (Session(), "select 1", "delete from users", "wanted one SELECT"),
    ],
)
def test_what_cannot_be_told_is_not_answered(session: Session, before: str, sql: str, why: str) -> None:
    with pytest.raises(Unanswered, match=why):
        world(session, before).rows(sql)


def test_the_columns_of_a_query_are_asked_for_without_its_rows() -> None:
    session = Session([{"t0": "integer", "t1": "text"}], columns=("id", "code"))
    assert world(session).shape("select * from users") == (Column("id", "integer"), Column("code", "text"))
    assert all("limit 0" in one for one in session.asked)


def test_columns_of_a_query_that_fails_are_not_told() -> None:
    with pytest.raises(Unanswered, match="no such thing"):
        world(Session(wrong="no such thing", columns=("id",))).shape("select * from q", "q as (select 1)")
