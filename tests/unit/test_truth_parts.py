import json
from random import Random

import pytest

from tests.truth.compare import Foreseen, Happened, Kind, Says, Tried, resolutions
from tests.truth.draft import HARMLESS, HAZARDS
from tests.truth.legacy import Field, Forum, random_forum
from tests.truth.runner import PLACES, VERSION, Ran, RunnerError, migration_in
from tests.truth.shrink import shrunk
from tests.truth.table import mismatches, one_of_each, summary, table
from tests.truth.texts import Again, Raw, written

PASSED = Happened(Ran(ok=True), {"polls": ((1, "poll"),), "options": (), "votes": ()})
ABORTED = Happened(Ran(ok=False, error="NoMethodError", line=69))


def forum(*fields: Field, hazards: tuple[str, ...] = ()) -> Forum:
    return Forum("x", hazards, ((1, False), (2, False)), (7, 8), fields)


def account(migrates: int, lost: int = 0, total: int | None = None) -> dict[str, int]:
    whole = migrates + lost if total is None else total
    return {"total": whole, "migrates": migrates, "already_there": 0, "lost": lost, "dangling": 0}


def answer(polls: dict[str, int] | None) -> Foreseen:
    """A pass foreseen, with that account of polls and the one poll that arrives."""
    return Foreseen(Says.CLEAR, (), (), ledger(polls) if polls else None, PASSED.arrived)


def ledger(polls: dict[str, int]) -> dict[str, dict[str, int]]:
    return {"polls": polls, "options": account(0), "votes": account(0)}


def test_a_document_keeps_equal_keys_and_text_that_python_could_not_write() -> None:
    text = written({"a": Raw("1e400"), Again("a"): [Raw('"\\ud800"'), None], Raw('"\\u0000"'): "é\n"})
    assert text == '{"a":1e400,"a":["\\ud800",null],"\\u0000":"é\\n"}'


@pytest.mark.parametrize("seed", range(5))
def test_a_document_spread_over_lines_is_the_same_document(seed: int) -> None:
    value = {"a": [1, {"b": "c d"}], "e": {}}
    assert json.loads(written(value, Random(seed))) == value


def test_every_change_turns_up_in_some_forum() -> None:
    seen = {change for number in range(1500) for change in random_forum(1, number).hazards}
    assert seen >= HAZARDS.keys() | HARMLESS.keys() | {"poked", "scratched"}


def test_the_rows_of_a_forum_quote_what_is_in_them() -> None:
    sql = forum(Field(1, "polls", "it's"), Field(2, "polls", None)).sql()
    assert "'it''s'" in sql
    assert "(2, 2, 'polls', null," in sql


def test_a_doubled_field_is_thinned_out_in_every_way() -> None:
    doubled = forum(
        Field(1, "polls", "a"), Field(1, "polls", "b"), Field(1, "polls-votes", "c"), Field(2, "polls", "d")
    )
    left = [[one.value for one in way.fields] for way in resolutions(doubled)]
    assert left == [["a", "c", "d"], ["b", "c", "d"]]
    assert len(list(resolutions(forum(Field(1, "polls", "a"))))) == 1


def test_a_mismatch_shrinks_to_the_member_that_makes_it() -> None:
    text = written({"a": {"name": 1, "options": [1, 2]}, "b": Raw("1e400")})
    large = forum(Field(1, "polls", text), Field(1, "polls-votes", "{}"), Field(2, "polls", "{}"))
    small = shrunk(large, lambda one: any("1e400" in (field.value or "") for field in one.fields), tries=500)
    assert [(one.post_id, one.value) for one in small.fields] == [(1, '{"b":1e400}')]
    assert small.posts == ((1, False),)
    assert len(small.users) == 1


def test_shrinking_asks_no_more_often_than_it_may() -> None:
    asked: list[Forum] = []

    def never(one: Forum) -> bool:
        asked.append(one)
        return False

    large = forum(*(Field(1, "polls", "{}") for _ in range(9)))
    assert shrunk(large, never, tries=4) == large
    assert len(asked) == 4


def test_the_ledger_must_foresee_what_arrives_and_add_up() -> None:
    def faults(polls: dict[str, int] | None) -> tuple[str, ...]:
        return Tried(forum(), answer(polls), (PASSED,)).ledger_faults

    assert faults(account(1, lost=2)) == ()
    assert faults(account(2)) == ("polls: 2 foreseen, 1 arrived",)
    assert "does not add up" in faults(account(1, total=5))[0]
    assert faults(None) == ("there is no ledger",)


def test_the_ledger_must_name_what_arrives_and_not_only_count_it() -> None:
    said = Foreseen(Says.CLEAR, (), (), ledger(account(1)), {**PASSED.arrived, "polls": ((1, "lunch"),)})
    faults = Tried(forum(), said, (PASSED,)).ledger_faults
    assert faults == ("polls: only foreseen [(1, 'lunch')], only arrived [(1, 'poll')]",)


def test_what_is_named_may_be_what_any_of_two_doubled_fields_brings() -> None:
    other = Happened(Ran(ok=True), {**PASSED.arrived, "polls": ((1, "other"),)})
    assert Tried(forum(), answer(account(1)), (other, PASSED)).ledger_faults == ()


def test_a_ledger_is_not_held_against_a_migration_that_aborts() -> None:
    tried = Tried(forum(), Foreseen(Says.ABORT, ("a",), (), ledger(account(9))), (ABORTED,))
    assert tried.ledger_faults == ()
    assert tried.kind is Kind.AGREED_ABORT


def test_the_table_tells_a_change_alone_from_the_same_in_company() -> None:
    right = answer(account(1))
    tried = [
        Tried(forum(hazards=("one",)), right, (PASSED,)),
        Tried(forum(hazards=("one", "two")), right, (ABORTED,)),
    ]
    lines = table(tried).splitlines()
    assert "| one | 1 |  | 1 |  |  |  |" in lines
    assert "| one * | 1 |  |  | 1 |  |  |" in lines
    assert summary(tried).startswith("2 databases: 0 agreed abort, 1 agreed pass, 1 FALSE CLEAR")
    assert list(mismatches(tried)) == tried[1:]


def test_of_mismatches_that_look_alike_the_smallest_is_kept() -> None:
    wrong = Foreseen(Says.CLEAR, ())
    small = Tried(forum(Field(1, "polls", "{}")), wrong, (ABORTED,))
    large = Tried(forum(Field(1, "polls", "{" + " " * 50 + "}")), wrong, (ABORTED,))
    assert one_of_each([large, small]) == [small]


def test_the_migration_is_found_in_a_checkout_of_any_age(tmp_path_factory: pytest.TempPathFactory) -> None:
    for place in PLACES[:3]:
        folder = tmp_path_factory.mktemp("tree") / place
        folder.mkdir(parents=True)
        file = folder / f"{VERSION}_migrate_polls_data.rb"
        file.touch()
        root = folder.parents[len(place.split("/")) - 1]
        assert migration_in(root) == file
        assert migration_in(file) == file


def test_a_checkout_without_the_migration_is_refused_with_the_places_looked_in(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.raises(RunnerError, match=f"no migration {VERSION}; looked in plugins/poll"):
        migration_in(tmp_path_factory.mktemp("empty"))
