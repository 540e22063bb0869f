"""The parts of the program that runs beside an application, looked at from here."""

import datetime
import decimal
import sys
import types
import uuid
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from auditor.migrations.alembic.given import columns_given
from auditor.migrations.alembic.inside.driver import Connection
from auditor.migrations.alembic.inside.literals import bound, has_unknown, literal, unknown
from auditor.migrations.alembic.inside.recorder import Recorder
from auditor.migrations.alembic.inside.stubs import Stub, StubFinder, StubUsedError


class Glaze(Enum):
    BLUE = "blue's"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "NULL"),
        (True, "true"),
        (7, "7"),
        (-1.5, "-1.5"),
        (decimal.Decimal("1.20"), "1.20"),
        (float("nan"), "'nan'::numeric"),
        ("it's", "'it''s'"),
        ("back\\slash", "'back\\slash'"),
        (b"\x00'", "'\\x0027'::bytea"),
        (datetime.date(2024, 2, 29), "'2024-02-29'"),
        (datetime.timedelta(minutes=2), "'120.0 seconds'::interval"),
        (uuid.UUID(int=1), "'00000000-0000-0000-0000-000000000001'"),
        ({"a": "'"}, "'{\"a\": \"''\"}'"),
        ([1, None], "ARRAY[1, NULL]"),
        ([], "'{}'"),
        (Glaze.BLUE, "'blue''s'"),
    ],
)
def test_a_value_stands_in_sql_as_postgresql_reads_it(value: object, expected: str) -> None:
    assert literal(value) == expected


def test_a_value_of_another_type_is_not_guessed() -> None:
    with pytest.raises(TypeError, match="a parameter of the type object cannot be put into SQL"):
        literal(object())


@pytest.mark.parametrize(
    ("sql", "parameters", "expected"),
    [
        ("a = %(x)s and b like '5%%'", {"x": "%(y)s", "y": 1}, "a = '%(y)s' and b like '5%'"),
        ("a = %s and b = %s", (1, None), "a = 1 and b = NULL"),
        ("select '100%'", None, "select '100%'"),
        ("a = %(lost)s", {}, "a = %(lost)s"),
    ],
)
def test_parameters_are_put_in_once(sql: str, parameters: object, expected: str) -> None:
    assert bound(sql, parameters) == expected


def test_too_few_parameters_are_an_error() -> None:
    with pytest.raises(TypeError, match="more places than parameters"):
        bound("%s, %s", (1,))


@pytest.mark.parametrize("kind", ["int", "str", "datetime", "date", "Decimal"])
def test_an_unknown_value_is_told_from_all_others_in_a_statement(kind: str) -> None:
    assert has_unknown(f"UPDATE pots SET a = {literal(unknown(kind))}")
    assert not has_unknown("UPDATE pots SET a = 7777, b = '2024-07-07', c = 777777777777")


class Parent:
    """Notes what it is told, and answers rows where it has some."""

    def __init__(self, *rows: list[object]) -> None:
        self.said: list[dict[str, Any]] = []
        self._rows = rows

    def __call__(self, message: dict[str, Any]) -> dict[str, Any]:
        self.said.append(message)
        if message["do"] == "rows":
            return {"columns": ["id"], "rows": list(self._rows)} if self._rows else {"unanswered": "nobody"}
        return {}


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1", True),
        ("  -- why\n/* so */ (select 1)", True),
        ("VALUES (1)", True),
        ("SHOW server_version", True),
        ("WITH a AS (SELECT 1) SELECT * FROM a", True),
        ("WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a", False),
        ("SELECT setval('s', 1)", False),
        ("SELECT 1 INTO TEMP x", False),
        ("UPDATE a SET b = 1", False),
    ],
)
def test_reading_is_told_from_writing(sql: str, reads: bool) -> None:
    assert Recorder(Parent(), "", (), hopeful=False).reads(sql) is reads


def test_rows_are_asked_for_without_locks_and_given_one_after_another() -> None:
    parent = Parent([1], [2], [3])
    cursor = Connection(Recorder(parent, "", (), hopeful=False)).cursor()
    cursor.execute("SELECT id FROM pots FOR UPDATE SKIP LOCKED;")
    assert parent.said[0]["sql"] == "SELECT id FROM pots"
    assert (cursor.fetchone(), cursor.fetchmany(1), list(cursor), cursor.fetchall()) == ((1,), [(2,)], [(3,)], [])


def test_rows_that_nobody_knows_are_none_or_hopefully_one_but_never_for_ever() -> None:
    hopeless, hopeful = (Connection(Recorder(Parent(), "", (), hopeful=one)).cursor() for one in (False, True))
    for cursor in (hopeless, hopeful):
        cursor.execute("SELECT id FROM pots")
    assert hopeless.fetchall() == []
    assert has_unknown(str(hopeful.fetchall()))
    hopeful.execute("SELECT id FROM pots")
    assert hopeful.fetchall() == []


def test_many_rows_are_one_insert() -> None:
    parent = Parent()
    cursor = Connection(Recorder(parent, "", (), hopeful=False)).cursor()
    cursor.executemany("INSERT INTO pots (a) VALUES (%(a)s)", [{"a": 1}, {"a": "x"}])
    cursor.executemany("UPDATE pots SET a = %(a)s", [{"a": 1}, {"a": 2}])
    assert [one["sql"] for one in parent.said] == [
        "INSERT INTO pots (a) VALUES (1), ('x')",
        "UPDATE pots SET a = 1",
        "UPDATE pots SET a = 2",
    ]


def test_a_key_that_is_returned_is_the_one_given_or_unknown() -> None:
    cursor = Connection(Recorder(Parent(), "", (), hopeful=False)).cursor()
    cursor.execute("INSERT INTO pots (id) VALUES (%(id)s) RETURNING pots.id, mark", {"id": 5})
    ((key, mark),) = cursor.fetchall()
    assert key == 5
    assert has_unknown(str(mark))


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT id, p.mark, count(*), 1 AS one, price::text FROM pots p", ["id", "mark", "count", "one", "price"]),
        ("SELECT max(a), 1 + 1 FROM b", ["max", "?column?"]),
        ("SELECT * FROM pots", []),
        ("SELECT p.* FROM pots p", []),
        ("SELECT 1; SELECT 2", []),
        ("no sql", []),
    ],
)
def test_the_columns_of_a_select_are_those_it_names(sql: str, expected: list[str]) -> None:
    assert columns_given(sql) == expected


def test_a_stand_in_can_be_used_but_has_no_value() -> None:
    it = Stub("kilns.heat")

    class Below(it):  # type: ignore[misc, valid-type]
        pass

    @it.decorated
    def kept() -> int:
        return 5

    assert kept() == 5
    assert Below() is not None
    with it.lock() as inner:
        assert isinstance(inner, Stub)
    for use in (bool, list, str, len, int, "{}".format):
        with pytest.raises(StubUsedError, match=r"kilns\.heat"):
            use(it)


def test_calls_of_a_stand_in_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(Stub, "called", told.append)
    Stub("kilns").fire("pots").later(1)
    assert told == ["kilns.fire", "kilns.fire().later"]


@pytest.fixture
def finder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StubFinder]:
    monkeypatch.syspath_prepend(str(tmp_path))
    known = set(sys.modules)
    made = StubFinder(str(tmp_path))
    made.install()
    yield made
    sys.meta_path.remove(made)
    for name in set(sys.modules) - known:
        del sys.modules[name]


def imported(folder: Path, text: str) -> types.ModuleType:
    (folder / "pottery.py").write_text(text)
    return __import__("pottery")


def test_what_the_application_imports_and_nobody_has_is_stood_in_for(finder: StubFinder, tmp_path: Path) -> None:
    module = imported(tmp_path, "import kiln_tools.fire\nfrom kiln_tools import heat\nimport json\n")
    assert isinstance(module.heat, Stub)
    assert module.json.loads("1") == 1
    assert finder.missing == ["kiln_tools", "kiln_tools.fire"]


def test_what_others_import_and_nobody_has_stays_missing(finder: StubFinder) -> None:
    with pytest.raises(ModuleNotFoundError):
        __import__("kiln_tools")


def test_of_a_module_that_fails_what_came_before_is_real(finder: StubFinder, tmp_path: Path) -> None:
    (tmp_path / "potters.py").write_text("KEPT = 5\nraise RuntimeError\nLOST = 6\n")
    module = imported(tmp_path, "from potters import KEPT, LOST\n")
    assert module.KEPT == 5
    assert isinstance(module.LOST, Stub)
    assert finder.missing == ["potters"]


def test_the_names_of_flask_sqlalchemy_are_those_of_sqlalchemy() -> None:
    import sqlalchemy
    from sqlalchemy import orm

    db = Stub("shop.db")
    assert db.Column is sqlalchemy.Column
    assert db.relationship is orm.relationship
    assert isinstance(db.Model, Stub)
