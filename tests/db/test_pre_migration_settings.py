"""The settings of polls that were copied at once, as the real migration was seen to leave them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import Server
from tests.db.copying import copied, field, left, opened, poll, settings
from tests.truth.texts import Json, Raw


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Clone]:
    """One database, emptied between forums."""
    with opened(server, "pre_migration_settings") as clone:
        yield clone


CLOSES = {
    "2018-11-30T12:00:00.000Z": "2018-11-30T12:00:00",
    "2018-11-30T12:00:00+02:00": "2018-11-30T10:00:00",
    "2018-11-30 12:00 -0530": "2018-11-30T17:30:00",
    "2018-11-30": "2018-11-30T00:00:00",
    "2018-1-5": "2018-01-05T00:00:00",
    "2018-02-30": "2018-03-02T00:00:00",
    "2018-11-30T24:00:00Z": "2018-12-01T00:00:00",
    "2018-12-31T23:59:60Z": "2019-01-01T00:00:00",
    "2018-11-30T12:00:00.9999Z": "2018-11-30T12:00:00",
    " 2018-11-30t12:30:00z\n": "2018-11-30T12:30:00",
    "10000-01-01": "10000-01-01T00:00:00",
    "0001-01-01": "0001-01-01T00:00:00",
    "2018-13-01": None,
    "2018-01-32": None,
    "2018-11-30T25:00:00Z": None,
    "2018-11-30T12:60:00Z": None,
    "2018-11-30T24:00:01Z": None,
    "soon": None,
    "tomorrow": None,
    "": None,
}
UNREAD = (
    "10 May",
    "monday",
    "12:00",
    "30/11/2018",
    "2018-11-30T12:00:00 EST",
    "2018-11-30x",
    "20181130",
    "2018",
    "300000-01-01",
)


def test_closing_times_are_those_of_the_migration_or_listed_as_unread(place: Clone, tmp_path: Path) -> None:
    odd: Json = [1543579200, True, None, ["2018-11-30"], {"at": "2018-11-30"}]
    texts = [*CLOSES, *UNREAD, *odd, "0000-01-01"]
    one = copied(place, tmp_path, field(1, {f"p{at}": poll(f"p{at}", close=text) for at, text in enumerate(texts)}))
    got = [settings(one, f"p{at}")["close_at"] for at in range(len(texts))]
    assert dict(zip(CLOSES, got, strict=False)) == CLOSES
    assert got[len(CLOSES) :] == [None] * (len(UNREAD) + len(odd)) + ["0001-01-01T00:00:00"]
    first = len(CLOSES)
    unread = {*range(first, first + len(UNREAD)), len(texts) - 1}
    assert left(one) == {(f"p{at}", None, None, "close cannot be read") for at in unread}


BOUNDS: list[tuple[Json, Json, Json, tuple[int | None, int | None, int | None]]] = [
    ("1", "3", "1", (1, 3, 1)),
    (2, 10, 5, (2, 10, 5)),
    (3, 3, None, (3, None, None)),
    (5, 2, 9, (5, None, 2)),
    (0, 3, -1, (None, 3, None)),
    (None, None, 2, (None, None, None)),
    ("2 options", " 7", "+1", (2, 7, 1)),
    (1.9, "9.9", 2.5, (1, 9, 2)),
    ("1_0", "0x1A", "_1", (10, None, None)),
    (-5, 99999999999, "99999999999999999999", (None, 2147483647, 2147483647)),
    ("", "many", "two", (None, None, None)),
    ("\u00a05", "\t5", "\v5", (None, 5, 5)),
    (Raw("1e2"), Raw("1E+3"), Raw("2e-1"), (100, 1000, None)),
    (Raw("1e-400"), Raw("2147483646.99999"), Raw("-0.0"), (None, 2147483646, None)),
    (Raw("1e308"), Raw("1" + "0" * 400), 0, (2147483647, None, None)),
]


def test_bounds_are_cut_to_what_the_migration_makes_of_them(place: Clone, tmp_path: Path) -> None:
    polls = {f"p{at}": poll(f"p{at}", min=low, max=high, step=step) for at, (low, high, step, _) in enumerate(BOUNDS)}
    one = copied(place, tmp_path, field(1, polls))
    got = [tuple(settings(one, name)[part] for part in ("min", "max", "step")) for name in polls]
    assert got == [expected for *_, expected in BOUNDS]
    assert one.left == ()


def test_words_and_times_are_those_of_the_migration(place: Clone, tmp_path: Path) -> None:
    words: list[tuple[Json, Json, Json, tuple[int, int, int]]] = [
        ("multiple", "open", "true", (1, 0, 1)),
        ("number", "closed", "false", (2, 1, 0)),
        ("xmultiplex regular", "Open", True, (1, 1, 0)),
        ("number regular", None, None, (2, 1, 0)),
        ("Regular", ["open"], "True", (0, 1, 0)),
        (None, "open", 1, (0, 0, 0)),
    ]
    polls = {
        f"p{at}": poll(f"p{at}", type=kind, status=status, public=public)
        for at, (kind, status, public, _) in enumerate(words)
    }
    one = copied(place, tmp_path, field(1, polls, day=3))
    got = [tuple(settings(one, name)[part] for part in ("type", "status", "visibility")) for name in polls]
    assert got == [expected for *_, expected in words]
    assert settings(one, "p0")["created_at"] == "2018-01-02T03:04:05"
    assert settings(one, "p0")["updated_at"] == "2018-02-03T04:05:06"


def test_options_keep_their_text_and_their_anonymous_votes(place: Clone, tmp_path: Path) -> None:
    options = [
        {"id": "a", "html": " \t<b>it's</b>\\ \n", "anonymous_votes": 3},
        {"id": "", "html": "\u00a0x\u00a0", "anonymous_votes": "-4 of 5"},
        {"id": "c", "html": "", "anonymous_votes": 2147483648},
        {"id": "d", "anonymous_votes": None},
        {"html": "no id"},
        {"id": "a", "html": "again"},
    ]
    one = copied(place, tmp_path, field(1, {"poll": poll("poll", *options)}))
    assert {row[:3] for row in one.polls[1, "poll"].options} == {
        ("a", "<b>it's</b>\\", 3),
        ("", "\u00a0x\u00a0", -4),
        ("c", "", 2147483647),
        ("d", "", 0),
    }
    assert left(one) == {
        ("poll", None, "c", "its anonymous votes cannot be written"),
        ("poll", None, "d", "html missing cannot be written"),
        ("poll", None, "5", "id missing"),
        ("poll", None, "a", "another option of the poll has its id"),
    }
