from hypothesis import given
from hypothesis import strategies as st

from auditor.judge.masking import MASK, fingerprint, masked

CELLS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()


def test_a_fingerprint_never_changes_from_one_release_to_the_next() -> None:
    assert fingerprint("discourse/polls-name-taken", [11, "poll"]) == "679800d24ca7248749d0"


@given(st.lists(CELLS, max_size=4))
def test_a_fingerprint_is_twenty_hex_digits_for_any_key(key: list[object]) -> None:
    name = fingerprint("pack/check", key)  # type: ignore[arg-type]
    assert len(name) == 20
    assert int(name, 16) >= 0


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_keys_have_one_fingerprint_only_when_they_are_equal(one: list[str], other: list[str]) -> None:
    assert (fingerprint("c", one) == fingerprint("c", other)) is (one == other)


def test_a_fingerprint_is_of_the_check_too() -> None:
    assert fingerprint("a", ["b", "c"]) != fingerprint("b", ["b", "c"]) != fingerprint("a", ["bc"])


def test_nothing_and_an_empty_text_are_two_findings() -> None:
    assert (
        len({fingerprint("c", [None]), fingerprint("c", [""]), fingerprint("c", ["None"]), fingerprint("c", [])}) == 4
    )


def test_a_number_has_one_fingerprint_however_the_server_hands_it_over() -> None:
    assert fingerprint("c", [7]) == fingerprint("c", ["7"])


@given(st.lists(CELLS, min_size=1, max_size=6), st.sets(st.integers(0, 5)))
def test_only_hidden_positions_are_masked_and_what_is_empty_stays_empty(row: list[object], hidden: set[int]) -> None:
    shown = masked(row, frozenset(hidden))  # type: ignore[arg-type]
    assert len(shown) == len(row)
    for at, (was, now) in enumerate(zip(row, shown, strict=True)):
        assert now == (MASK if at in hidden and was is not None else was)
