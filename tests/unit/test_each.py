import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

import pytest

from auditor.db.session import ReadSession, Rows
from auditor.errors import QueryError
from auditor.judge.each import AT_ONCE
from auditor.judge.judge import Terms, judge
from auditor.model.check import Check, Origin, Severity, SeverityRange
from auditor.model.each import Each, is_of, things, together
from auditor.model.outcome import Cell, Outcome, Status
from auditor.model.schema import Name

CHECK = Check(
    "any/indexes-odd",
    "title",
    "why",
    (SeverityRange(Severity.RISK),),
    (),
    {},
    ("index_name", "value"),
    frozenset({"value"}),
    "",
    Origin("pack", "x"),
    each=Each("list them", "there is no index", errors=("XX002",)),
)
TERMS = Terms({})
LATE = "timed out; give it longer with --timeout"


def listed(*names: str, **more: Cell) -> list[dict[str, Cell]]:
    return [{"index_name": one, "find": f"about {one}", "relation": f'"public"."{one}"', **more} for one in names]


class Catalog:
    """Stands in for a session: the objects, what is found of each, and which of them fail, and how."""

    def __init__(
        self,
        objects: Sequence[dict[str, Cell]],
        found: Sequence[str] = (),
        failing: dict[str, QueryError] | None = None,
        pause: float = 0.0,
    ) -> None:
        self._objects, self._found, self._failing, self._pause = objects, found, failing or {}, pause
        self.asked: list[str] = []
        self.lost = False

    def rows(self, sql: str, *, timeout: float | None = None) -> list[dict[str, Cell]]:
        return list(self._objects)

    @contextlib.contextmanager
    def ask(self, sql: str, *, timeout: float | None = None, heap: bool = False) -> Iterator[Rows]:
        time.sleep(self._pause)
        self.asked.append(sql)
        for name, error in self._failing.items():
            if f"about {name}\n" in sql:
                raise error
        rows = tuple((name, f"{name}'s value") for name in self._found if f"about {name}\n" in sql)
        yield Rows(("index_name", "value"), iter([rows]))


def judged(catalog: Catalog, check: Check = CHECK, terms: Terms = TERMS) -> Outcome:
    return judge(check, cast("ReadSession", catalog), terms)


def thorough(check: Check = CHECK) -> Check:
    assert check.each is not None
    return replace(check, each=replace(check.each, thorough=True))


def test_many_are_asked_about_at_once_and_each_row_tells_of_which_it_is() -> None:
    names = [f"i{n}" for n in range(AT_ONCE + 3)]
    catalog = Catalog(listed(*names), found=("i1", "i26"))
    outcome = judged(catalog)
    assert (outcome.status, outcome.total, len(catalog.asked)) == (Status.FOUND, 2, 2)
    assert outcome.evidence.columns == ("index_name", "value")
    assert outcome.evidence.rows == (("i1", "***"), ("i26", "***"))


def test_what_fails_for_one_leaves_the_others_as_they_are() -> None:
    outcome = judged(Catalog(listed("a", "b", "c"), found=("c",), failing={"b": QueryError("no right to b")}))
    assert (outcome.status, outcome.total) == (Status.FOUND, 1)
    assert outcome.reason == "at least these; 1 of 3 could not be told: b: no right to b"
    outcome = judged(Catalog(listed("a", "b", "c"), failing={"a": QueryError("no"), "b": QueryError("no")}))
    assert (outcome.status, outcome.reason) == (Status.UNKNOWN, "2 of 3 could not be told: a: no, and 1 more")


def test_an_error_that_the_check_waits_for_is_a_finding() -> None:
    error = QueryError("items are out of order", sqlstate="XX002")
    check = replace(CHECK, key=("index_name",), private=frozenset())
    outcome = judged(Catalog(listed("b"), failing={"b": error}), check)
    assert (outcome.status, outcome.evidence.columns) == (Status.FOUND, ("index_name", "error"))
    assert outcome.evidence.rows == (("b", "items are out of order"),)


def test_without_an_object_the_check_says_what_that_means() -> None:
    outcome = judged(Catalog([]))
    assert (outcome.status, outcome.reason) == (Status.NOT_APPLICABLE, "there is no index")


def test_an_object_may_say_itself_why_it_cannot_be_asked_about() -> None:
    outcome = judged(Catalog([{"index_name": None, "find": None, "reason": "ask the administrator"}]))
    assert (outcome.status, outcome.reason) == (Status.UNKNOWN, "ask the administrator")
    with pytest.raises(QueryError, match="neither find, the query to ask, nor reason"):
        things([{"index_name": "a"}])


def test_a_thorough_question_is_for_what_is_pending_or_doubted_unless_all_is_asked_for() -> None:
    catalog = Catalog([*listed("a", "b"), *listed("c", doubted=True)], found=("a", "b", "c"))
    pending = replace(TERMS, touched=(Name("b"), Name("a", "elsewhere")))
    outcome = judged(catalog, thorough(), pending)
    assert [row[0] for row in outcome.evidence.rows] == ["b", "c"]
    outcome = judged(Catalog([*listed("a", "b"), *listed("c", doubted=True)]), thorough(), pending)
    assert outcome.status is Status.CLEAR
    said = "it reads whole tables: those that are doubted, and those up to 1 GB that pending migrations change"
    assert outcome.reason == f"{said}, here 2 of 3; --select any/indexes-odd asks all"
    large = judged(Catalog(listed("b", bytes=2**30 + 1), found=("b",)), thorough(), pending)
    assert large.status is Status.NOT_APPLICABLE
    assert judged(catalog).total == 3
    outcome = judged(Catalog(listed("a", "b")), thorough())
    assert outcome.status is Status.NOT_APPLICABLE
    assert outcome.reason is not None
    assert outcome.reason == f"{said}, here none of 2; --select any/indexes-odd asks all"


def test_what_is_read_most_comes_last_alone_and_what_is_not_reached_is_unknown() -> None:
    large = listed("large", bytes=10**9)
    catalog = Catalog([*large, *listed("small")])
    assert judged(catalog).status is Status.CLEAR
    assert ["about small" in sql for sql in catalog.asked] == [True, False]
    outcome = judged(Catalog([*large, *listed("small")], pause=0.02), terms=replace(TERMS, timeout=0.01))
    assert outcome.status is Status.UNKNOWN
    assert outcome.reason == f"2 of 2 could not be told: small: {LATE}, and 1 more"


def test_names_of_objects_are_constants_whatever_they_hold() -> None:
    (thing,) = things([{"index_name": "it's", "size": 7, "up": True, "gone": None, "find": "select 1 as value"}])
    assert together([thing], ("index_name",)) == (
        'select * from (\nselect \'it\'\'s\'::text as "index_name", 7 as "size", true as "up", null::text as "gone", '
        'asked.* from (\nselect 1 as value\n) asked\n) every\norder by "index_name"'
    )
    assert together([], ("index_name",)) == 'select null::text as "index_name" where false'


def test_a_table_is_known_by_its_name_with_or_without_a_schema() -> None:
    (thing,) = things([{"find": "x", "relation": '"app"."users"'}])
    assert is_of(thing, [Name("users")])
    assert is_of(thing, [Name("users", "app")])
    assert not is_of(thing, [Name("users", "public"), Name("ers")])
    assert thing.label == "the database"
