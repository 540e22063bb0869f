import pytest

from auditor.db.relations import Attribute, Relation
from auditor.rehearse.pairing import Dropped, Made, Pair, pairing


def column(number: int, name: str, type_: str = "integer", *, filled: bool = True) -> Attribute:
    return Attribute(number, name, type_, filled)


def table(
    oid: int, name: str, *columns: Attribute, keys: tuple[tuple[int, ...], ...] = ((1,),), file: int | None = None
) -> Relation:
    return Relation(oid, "public", name, False, {oid: file or oid}, columns or (column(1, "id"),), keys)


def pair(old: Relation, new: Relation) -> Pair:
    (found,) = pairing([old], [new])
    assert isinstance(found, Pair)
    return found


def names(found: Pair) -> dict[str, str]:
    return {one.old.name: one.new.name for one in found.shared}


def test_a_table_is_followed_through_another_name() -> None:
    before = [table(1, "people"), table(2, "pets")]
    after = [table(1, "pets"), table(2, "people")]
    assert [(str(one.old), str(one.new)) for one in pairing(before, after) if isinstance(one, Pair)] == [
        ("people", "pets"),
        ("pets", "people"),
    ]


def test_a_table_made_anew_takes_the_place_of_one_that_is_gone_but_not_of_one_that_is_there() -> None:
    assert pair(table(1, "people"), table(9, "people")).old.oid == 1
    old, renamed, new = table(1, "people"), table(1, "people_old"), table(9, "people")
    kept, made = pairing([old], [renamed, new])
    assert isinstance(kept, Pair)
    assert kept.new == renamed
    assert made == Made(new)


def test_tables_on_one_side_are_dropped_or_made() -> None:
    one, other = table(1, "one"), table(2, "other")
    assert list(pairing([one], [other])) == [Dropped(one), Made(other)]


def test_a_row_lies_where_it_lay_only_in_the_same_file_of_the_same_table() -> None:
    assert pair(table(1, "t"), table(1, "t")).in_place
    assert not pair(table(1, "t"), table(1, "t", file=7)).in_place
    assert not pair(table(1, "t"), table(2, "t", file=1)).in_place


def test_columns_are_followed_by_their_number_and_then_by_their_name() -> None:
    old = table(1, "t", column(1, "id"), column(2, "a"), column(3, "b"), column(4, "c"))
    new = table(1, "t", column(1, "id"), column(2, "b"), column(5, "c"), column(6, "a"))
    found = pair(old, new)
    assert names(found) == {"id": "id", "a": "b", "c": "c"}
    assert [one.name for one in found.gone] == ["b"]


def test_columns_of_a_table_made_anew_are_followed_by_their_name_alone() -> None:
    old = table(1, "t", column(1, "id"), column(2, "a"))
    found = pair(old, table(2, "t", column(1, "a"), column(2, "id")))
    assert names(found) == {"id": "id", "a": "a"}


@pytest.mark.parametrize(
    ("was", "now", "retyped"),
    [
        ("integer", "bigint", False),
        ("text", "character varying", False),
        ("uuid", "uuid", False),
        ("integer", "text", True),
        ("timestamp without time zone", "timestamp with time zone", True),
    ],
)
def test_a_key_serves_only_where_it_is_written_as_before(was: str, now: str, retyped: bool) -> None:
    found = pair(table(1, "t", column(1, "id", was)), table(1, "t", column(1, "id", now)))
    assert found.shared[0].retyped is retyped
    assert bool(found.key) is not retyped


def test_the_best_key_that_is_left_is_taken() -> None:
    columns = (column(1, "id"), column(2, "code", "text"))
    found = pair(table(1, "t", *columns, keys=((1,), (2,))), table(1, "t", columns[1], keys=()))
    assert [one.old.name for one in found.key] == ["code"]
    assert pair(table(1, "t", *columns, keys=((1,),)), table(1, "t", columns[1])).key == ()


def test_only_columns_that_may_be_null_now_are_looked_at_for_nulls() -> None:
    old = table(1, "t", column(1, "id"), column(2, "a"), column(3, "b", filled=False))
    new = table(1, "t", column(1, "id"), column(2, "a", filled=False), column(3, "b"))
    assert [one.old.name for one in pair(old, new).nullable] == ["a"]
