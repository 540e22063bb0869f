import pytest

from auditor.model.naming import LONGEST, chosen, joined


@pytest.mark.parametrize(
    ("columns", "label", "name"),
    [
        (("id",), "pkey", "users_pkey"),
        (("a", "b"), "key", "users_a_b_key"),
        (("a",), "fkey", "users_a_fkey"),
        (("a",), "check", "users_a_check"),
        (("a", "b"), "check", "users_check"),
        ((), "check", "users_check"),
        (("expr",), "idx", "users_expr_idx"),
    ],
)
def test_a_rule_is_called_after_its_table_and_columns(columns: tuple[str, ...], label: str, name: str) -> None:
    assert chosen("users", columns, label, frozenset().__contains__) == name  # type: ignore[arg-type]


def test_a_name_that_is_taken_gets_the_first_free_number() -> None:
    taken = {"users_a_key", "users_a_key1"}
    assert chosen("users", ("a",), "key", taken.__contains__) == "users_a_key2"


def test_the_longer_part_is_cut_until_the_name_fits() -> None:
    assert joined("t" * 60, "code", "idx") == f"{'t' * 54}_code_idx"
    assert joined("t" * 60, "c" * 60, "idx") == f"{'t' * 29}_{'c' * 29}_idx"
    assert joined("t" * 80, "", "pkey") == f"{'t' * 58}_pkey"


@pytest.mark.parametrize("length", range(20, 40))
def test_a_name_is_counted_in_bytes_and_no_character_is_cut(length: int) -> None:
    name = joined("ä" * length, "ö" * 20, "key")
    assert len(name.encode()) <= LONGEST
    assert set(name) <= set("äö_key")


def test_a_number_takes_the_room_of_what_is_cut() -> None:
    plain = joined("t" * 60, "code", "idx")
    numbered = chosen("t" * 60, ("code",), "idx", {plain}.__contains__)
    assert numbered == f"{'t' * 53}_code_idx1"
