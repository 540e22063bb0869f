import random
from collections import Counter
from collections.abc import Callable

import pytest

from auditor.errors import QueryError
from auditor.rehearse import merging
from auditor.rehearse.merging import SAMPLE, Fields, Key, Merged, Tally, thinned


def lines(*rows: tuple[int, str]) -> list[Fields]:
    """Rows by key and value; a value `-` is null."""
    return [(b"%d" % key, value.encode(), b"1" if value == "-" else b"0") for key, value in rows]


def merged(old: list[Fields], new: list[Fields], key: Callable[[Fields], Key] = lambda row: (int(row[0]),)) -> Merged:
    return merging.merged(iter(old), iter(new), key)


def test_rows_that_are_the_same_are_neither_gone_nor_changed() -> None:
    rows = lines((1, "a"), (2, "-"))
    assert merged(rows, rows) == Merged()
    assert merged([], []) == Merged()


def test_what_stands_on_one_side_is_gone_or_added() -> None:
    found = merged(lines((1, "a"), (3, "c"), (9, "z")), lines((2, "b"), (3, "c"), (4, "d")))
    assert found == Merged(gone=Tally(2, [(1,), (9,)]), added=Tally(2, [(2,), (4,)]))


@pytest.mark.parametrize("count", [1, SAMPLE, SAMPLE + 3])
def test_one_side_without_rows_leaves_those_of_the_other(count: int) -> None:
    rows = lines(*((at, "a") for at in range(count)))
    assert merged(rows, []) == Merged(gone=Tally(count, [(at,) for at in range(min(count, SAMPLE))]))
    assert merged([], rows).added.count == count


def test_a_value_that_became_null_is_counted_by_its_place() -> None:
    old = [(b"1", b"x", b"00"), (b"2", b"y", b"01"), (b"3", b"z", b"11")]
    new = [(b"1", b"p", b"01"), (b"2", b"q", b"11"), (b"3", b"r", b"00")]
    found = merged(old, new)
    assert found.emptied == {0: Tally(1, [(2,)]), 1: Tally(1, [(1,)])}
    assert found.changed.count == 3


def test_numbers_are_in_the_order_of_numbers_and_texts_in_that_of_texts() -> None:
    numbers = lines((2, "a"), (10, "b"), (11, "c"))
    assert merged(numbers, numbers[1:]).gone == Tally(1, [(2,)])
    texts: list[Fields] = [(b"10", b"a", b""), (b"2", b"b", b""), ("é".encode(), b"c", b"")]
    assert merged(texts[1:], texts[:1], lambda row: (row[0].decode(),)).added == Tally(1, [("10",)])


def test_a_key_that_stands_several_times_is_matched_as_often() -> None:
    found = merged(lines((1, "a"), (1, "a"), (2, "b")), lines((1, "a"), (2, "b"), (2, "b")))
    assert (found.gone, found.added) == (Tally(1, [(1,)]), Tally(1, [(2,)]))


@pytest.mark.parametrize("seed", range(20))
def test_the_difference_is_that_of_the_multisets(seed: int) -> None:
    dice = random.Random(seed)
    old, new = (Counter(dice.randrange(12) for _ in range(dice.randrange(30))) for _ in range(2))
    found = merged(*(lines(*((key, "a") for key in sorted(one.elements()))) for one in (old, new)))
    assert found.gone.count == (old - new).total()
    assert found.added.count == (new - old).total()
    assert found.changed.count == 0


def test_rows_out_of_order_are_an_error_and_no_answer() -> None:
    with pytest.raises(QueryError, match="order of their keys"):
        merged(lines((2, "a"), (1, "a")), lines((1, "b")))
    with pytest.raises(QueryError, match="order of their keys"):
        merged([], lines((2, "a"), (1, "a")))


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ([(1, 5), (2, 5)], [(1, 5), (2, 5)], []),
        ([(1, 5), (2, 5), (4, 1)], [(1, 4), (2, 5), (4, 1)], [1]),
        ([(1, 5), (2, 5), (4, 1)], [(2, 5)], [1, 4]),
        ([(1, 5), (2, 5)], [], [1, 2]),
        ([], [], []),
    ],
)
def test_parts_that_hold_less_are_named(
    old: list[tuple[int, int]], new: list[tuple[int, int]], parts: list[int]
) -> None:
    assert list(thinned(old, new)) == parts
