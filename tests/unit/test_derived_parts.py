"""The parts of the truth about derived checks that need no database."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.derived import table
from tests.derived.case import Case, Migration
from tests.derived.cases import NAMES, random_case, random_cases
from tests.derived.compare import CRASH, Kind, Prediction, Says, Tried
from tests.derived.draft import LOOK_ALIKES, SCENES, Draft, Table, identifier
from tests.derived.expressions import KINDS, SMALL, Writer
from tests.derived.happened import Aborted, Happened, Lost
from tests.derived.shrink import shrunk
from tests.derived.values import NULL, POOLS, among, column

ABORTED = Aborted("0002", 1, "23505", "could not create unique index")
CASE = Case(
    7,
    "create table t (id integer);\ninsert into t (id) values (1), (2), (3) on conflict do nothing;\n",
    (Migration("0001", ("select 1",)), Migration("0002", ("select 2", "create unique index on t (id)"))),
    frozenset({"unique-index"}),
)


def told(predicted: Prediction, happened: Happened, case: Case = CASE) -> Tried:
    return Tried(case, predicted, happened)


def test_a_case_is_made_by_its_seed_and_number_alone() -> None:
    first, second = random_case(5, 17), random_case(5, 17)
    assert first == second
    assert first.schema != random_case(5, 18).schema
    assert random_case(6, 17) != first


def test_a_case_survives_being_written_down() -> None:
    for case in random_cases(3, 50):
        assert Case.from_json(json.loads(json.dumps(case.to_json()))) == case


def test_every_statement_stands_in_a_line_of_its_own() -> None:
    for case in random_cases(4, 600):
        assert case.migrations
        for one in case.migrations:
            assert one.statements
            assert one.text.splitlines() == [f"{statement};" for statement in one.statements]


def test_migrations_are_numbered_in_the_order_in_which_they_run() -> None:
    for case in random_cases(8, 200):
        versions = [one.version for one in case.migrations]
        assert versions == [f"{at:04}" for at in range(1, len(versions) + 1)]


@pytest.mark.parametrize("name", NAMES)
def test_a_feature_can_be_had_alone(name: str) -> None:
    cases = list(random_cases(1, 5, only=name))
    assert all(one.features == {name} for one in cases)
    assert len({one.schema + str(one.migrations) for one in cases}) > 1


def test_features_turn_up_alone_and_in_company() -> None:
    counts = Counter(len(one.features) for one in random_cases(2, 1000))
    assert counts[1] > 700
    assert counts[2] > 20
    assert counts[3] > 20
    assert len({name for one in random_cases(2, 3000) for name in one.features}) == len(NAMES)


def test_what_only_looks_so_is_a_feature_like_any_other() -> None:
    assert len(LOOK_ALIKES) >= 12
    assert set(SCENES) > LOOK_ALIKES


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("users", "users"),
        ("topic tags", '"topic tags"'),
        ("naïve", '"naïve"'),
        ("Order", '"Order"'),
        ('"Key"', '"Key"'),
    ],
)
def test_names_are_in_quotes_where_they_have_to_be(name: str, written: str) -> None:
    assert identifier(name) == written


def test_a_table_leaves_out_rows_that_its_keys_have_no_room_for() -> None:
    made = Table("t", {"id": "integer", "n": "integer generated always as (id) stored"}, [["1"], ["1"]])
    made.indexes.append("(id)")
    assert made.sql.splitlines() == [
        "create table t (id integer, n integer generated always as (id) stored);",
        "create unique index on t (id);",
        "insert into t (id) values (1), (1) on conflict do nothing;",
    ]
    assert "on conflict" not in Table("t", {"id": "integer"}, [["1"]], ("unique (id) deferrable",)).sql


def test_statements_go_into_one_migration_or_several_and_none_is_left_out() -> None:
    shapes = set()
    for seed in range(40):
        draft = Draft(Random(seed))
        draft.migrate("a", "b", "c")
        shapes.add(tuple(one.statements for one in draft.migrations))
    assert (("a", "b", "c"),) in shapes
    assert len(shapes) == 3
    assert all(tuple(one for part in shape for one in part) == ("a", "b", "c") for shape in shapes)


@pytest.mark.parametrize("kind", sorted(POOLS))
def test_values_of_a_type_come_in_the_number_asked_for(kind: str) -> None:
    values = column(Random(1), kind, 30, 0.3)
    assert len(values) == 30
    assert set(values) <= {NULL, *POOLS[kind]}
    assert among(Random(1), ("a",), 3, 1.0) == [NULL] * 3


def test_expressions_leave_no_place_unfilled() -> None:
    pick = Random(9)
    writer = Writer(pick, {"a": "text", "b": "integer"}, "x")
    made = [writer.value(pick.choice(KINDS)) for _ in range(300)] + [writer.condition() for _ in range(300)]
    assert not [one for one in made if re.search(r"\{[a-z]+\}", one)]
    assert any("x.a" in one for one in made)
    assert any("x.id" in one for one in made)
    assert set(KINDS) == set(SMALL)


@pytest.mark.parametrize(
    ("says", "aborted", "kind"),
    [
        (Says.ABORT, ABORTED, Kind.AGREED_ABORT),
        (Says.ABORT, None, Kind.FALSE_ALARM),
        (Says.PASS, ABORTED, Kind.FALSE_CLEAR),
        (Says.PASS, None, Kind.AGREED_PASS),
        (Says.UNKNOWN, ABORTED, Kind.UNSURE),
        (Says.UNKNOWN, None, Kind.UNSURE),
    ],
)
def test_the_kind_of_an_answer(says: Says, aborted: Aborted | None, kind: Kind) -> None:
    one = told(Prediction(says), Happened(aborted))
    assert one.kind is kind
    assert one.wrong is (kind in (Kind.FALSE_ALARM, Kind.FALSE_CLEAR))


@pytest.mark.parametrize(
    ("predicted", "fault"),
    [
        (Prediction(Says.ABORT, "0002", 1, "23"), None),
        (Prediction(Says.ABORT, "0002", 1), None),
        (Prediction(Says.ABORT), None),
        (Prediction(Says.ABORT, "0002", 0, "23"), "place"),
        (Prediction(Says.ABORT, "0001", 1, "23"), "place"),
        (Prediction(Says.ABORT, "0002", 1, "22"), "class"),
        (Prediction(Says.ABORT, None, None, "42"), "class"),
    ],
)
def test_an_abort_has_a_place_and_a_class(predicted: Prediction, fault: str | None) -> None:
    one = told(predicted, Happened(ABORTED))
    assert [said.split(":")[0] for said in one.faults] == ([fault] if fault else [])
    assert one.wrong is (fault is not None)


def test_what_comes_up_at_commit_may_be_foreseen_at_an_earlier_statement_of_the_migration() -> None:
    late = Happened(Aborted("0002", 2, "23503", "still referenced"))
    assert told(Prediction(Says.ABORT, "0002", 0, "23"), late).faults == ()
    assert told(Prediction(Says.ABORT, "0001", 0, "23"), late).faults != ()


@pytest.mark.parametrize(
    ("predicted", "fault"),
    [
        (Prediction(Says.PASS), None),
        (Prediction(Says.PASS, rows={"t": 3}, values={"t.n": 1}, skipped={"u": 4}), None),
        (Prediction(Says.PASS, rows={"t": 2}), "rows"),
        (Prediction(Says.PASS, rows={}), "rows"),
        (Prediction(Says.PASS, values={"t.n": 3}), "values"),
        (Prediction(Says.PASS, skipped={}), "skipped"),
    ],
)
def test_a_loss_is_counted_by_table_and_column(predicted: Prediction, fault: str | None) -> None:
    lost = (
        Lost("0001", 0, "t", count=1),
        Lost("0002", 0, "t", count=2),
        Lost("0002", 0, "t", "n", 3, 2),
        Lost("0002", 0, "t", "flag", 5, 5),
        Lost("0002", 1, "u", count=4, skipped=True),
    )
    one = told(predicted, Happened(None, lost))
    assert [said.split(":")[0] for said in one.faults] == ([fault] if fault else [])


def test_what_was_lost_before_an_abort_is_not_compared() -> None:
    happened = Happened(ABORTED, (Lost("0001", 0, "t", count=1),))
    assert told(Prediction(Says.ABORT, "0002", 1, "23", rows={}), happened).faults == ()


def test_a_crash_is_looked_into_though_it_counts_as_unsure() -> None:
    one = told(Prediction(Says.UNKNOWN, because=(f"{CRASH} KeyError: 'x'",)), Happened(None))
    assert one.kind is Kind.UNSURE
    assert one.wrong
    assert not told(Prediction(Says.UNKNOWN, because=("a trigger",)), Happened(None)).wrong


def test_the_table_has_a_row_for_each_feature_alone_and_in_company() -> None:
    alone = told(Prediction(Says.ABORT, "0001", 0, "23"), Happened(ABORTED))
    other = replace(CASE, features=frozenset({"unique-index", "nulls-are-distinct"}))
    made = table.table([alone, told(Prediction(Says.PASS), Happened(ABORTED), other)]).splitlines()
    assert made[0].startswith("| feature | cases | agreed abort | agreed pass | FALSE CLEAR |")
    assert made[2:] == [
        "| nulls-are-distinct (only looks so) * | 1 |  |  | 1 |  |  |  |",
        "| unique-index | 1 | 1 |  |  |  |  | 1 |",
        "| unique-index * | 1 |  |  | 1 |  |  |  |",
    ]


def test_the_summary_says_what_agreed_and_what_did_not() -> None:
    every = [
        told(Prediction(Says.ABORT, "0001", 0), Happened(ABORTED)),
        told(Prediction(Says.PASS), Happened(None, (Lost("0001", 0, "t", count=1),))),
    ]
    assert table.summary(every, unfit=3).splitlines() == [
        "2 cases: 1 agreed abort, 1 agreed pass, 0 FALSE CLEAR, 0 false alarm, 0 unsure.",
        "1 aborted, 1 lost something.",
        "Agreed otherwise than they should: 1 place.",
        "3 could not be made on this server.",
    ]


def test_the_worst_mismatch_comes_first_and_one_of_each_is_kept(tmp_path: Path) -> None:
    alarm = told(Prediction(Says.ABORT, "0001", 0), Happened(None))
    clear = told(Prediction(Says.PASS), Happened(ABORTED))
    again = told(Prediction(Says.PASS), Happened(ABORTED), replace(CASE, schema=CASE.schema * 2))
    right = told(Prediction(Says.PASS), Happened(None))
    wrong = list(table.mismatches([right, alarm, again, clear]))
    assert [one.kind for one in wrong] == [Kind.FALSE_CLEAR, Kind.FALSE_CLEAR, Kind.FALSE_ALARM]
    assert set(map(id, table.one_of_each(wrong))) == {id(clear), id(alarm)}
    table.keep(clear, tmp_path / "new")
    kept = json.loads((tmp_path / "new" / "false-clear-7.json").read_text("utf-8"))
    assert Case.from_json(kept["case"]) == CASE
    assert "create unique index on t (id);" in (tmp_path / "new" / "false-clear-7.sql").read_text("utf-8")


def test_why_nothing_was_foreseen_is_counted() -> None:
    unsure = told(Prediction(Says.UNKNOWN, because=("a trigger", "too deep")), Happened(None))
    assert table.unsure([unsure, unsure, told(Prediction(Says.PASS), Happened(None))]) == {
        "a trigger": 2,
        "too deep": 2,
    }


def test_a_mismatch_is_made_small_so_long_as_it_stays_one() -> None:
    def still(case: Case) -> bool:
        return "(3)" in case.schema and any("unique" in one.text for one in case.migrations)

    small = shrunk(CASE, still)
    assert small.migrations == (Migration("0002", ("create unique index on t (id)",)),)
    assert small.schema == "insert into t (id) values (3) on conflict do nothing;\n"
    assert shrunk(CASE, still, tries=0) == CASE
    assert shrunk(CASE, lambda _: False) == CASE


def test_a_case_can_be_read_by_people() -> None:
    text = str(replace(CASE, migrations=(Migration("0001", ("select 1",), transaction=False),)))
    assert text.startswith("-- case 7: unique-index\ncreate table t")
    assert "-- migration 0001, in no transaction\nselect 1;\n" in text
