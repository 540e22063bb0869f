from auditor.db.layout import Attribute, Layout, Leaf, Stored, Tree
from auditor.judge.plan import plan
from auditor.judge.scan import Part, picked, plain, scan
from auditor.judge.tally import KEPT, Tally
from auditor.model.check import Check, Origin, Severity, SeverityRange
from auditor.model.form import Count, Fact, Form, Reference, Rows, Shown, Unique
from auditor.model.form_query import query
from auditor.model.schema import Name

T, TO = Name("t"), Name("u")
ID = (Shown.of(T, "id"),)
LEAF = Leaf(7, "only public.t", 10_000, 1e6)
BY_N = Tree("t_n", ("n", "id"), unique=False, partial=False, nulls_distinct=True, blocks=100)
COLUMNS = {"id": Attribute("integer", filled=True), "n": Attribute("integer", filled=False)}
STORED = Stored(7, "r", (LEAF,), 1.0, 10_000 * 8192, COLUMNS, (BY_N,))
LAID = Layout({T: STORED, TO: Stored(8, "r", (Leaf(8, "only public.u", 5, 50),), 1.0, 5 * 8192)}, 18)


def check(name: str, form: Form | None, *, heap: bool = False) -> Check:
    find = query(form) if form else "select 1 as id"
    needs = {} if form else {"t": ()}
    severities = (SeverityRange(Severity.ABORT),)
    return Check(
        *(name, name, "w", severities, (), needs, ("id",), frozenset(), find, Origin("pack", "x")), heap=heap, form=form
    )


def rows(name: str, where: str, unless: Fact | None = None) -> Check:
    return check(name, Rows(T, where, ID, unless=unless))


def test_questions_about_the_rows_of_a_table_go_together_and_sets_are_asked_by_themselves() -> None:
    link, double = Reference(T, ID, ("n",), TO, ("id",)), Unique(T, (Shown("low", "(lower(w))"),))
    planned = plan(
        [
            *(rows("a", "n > 3"), check("b", Count(T)), rows("null", "n is null", Fact("n"))),
            *(check("link", link), check("double", double), check("own", None)),
            rows("within", "exists (select from u)"),
            check("heap", Rows(T, "n > 3", ID), heap=True),
        ],
        LAID,
    )
    assert [(one.index, [check.id for check in one.checks.values()]) for one in planned.passes] == [
        (None, ["a", "b"]),
        ("t_n", ["null"]),
    ]
    assert [(one.check.id, one.keyed, one.heap) for one in planned.singles] == [
        ("double", None, False),
        ("own", None, False),
        ("within", None, False),
        ("heap", None, True),
        ("link", "t_n", False),
    ]
    assert planned.proven == {}
    assert [one.bytes for one in planned.singles] == [*[10_000 * 8192] * 4, 100 * 8192]


def test_a_table_that_goes_by_two_names_is_looked_at_once() -> None:
    full = Name("t", "public")
    other = check("full", Rows(full, "n > 4", (Shown.of(full, "id"),)))
    planned = plan([rows("bare", "n > 3"), other], Layout({T: STORED, full: STORED}, 18))
    assert [list(one.checks.values()) for one in planned.passes] == [[rows("bare", "n > 3"), other]]


def test_without_a_layout_everything_is_asked_by_itself() -> None:
    planned = plan([rows("a", "n > 3"), rows("b", "n > 4")], Layout())
    assert planned.passes == ()
    assert [one.check.id for one in planned.singles] == ["a", "b"]


def test_an_index_is_left_alone_where_the_table_must_be_looked_at_for_most_of_its_entries() -> None:
    worn = Stored(7, "r", (LEAF,), 0.1, 10_000 * 8192, COLUMNS, (BY_N,))
    planned = plan([check("link", Reference(T, ID, ("n",), TO, ("id",)))], Layout({T: worn}, 18))
    assert [(one.keyed, one.heap) for one in planned.singles] == [(None, True)]


def test_a_view_or_a_table_whose_parts_cannot_be_read_is_not_scanned_by_place() -> None:
    view = Stored(7, "v", (), 1.0, 0, COLUMNS)
    assert plan([rows("a", "n > 3")], Layout({T: view}, 18)).passes == ()


def test_more_questions_than_a_mask_has_bits_need_further_passes() -> None:
    planned = plan([rows(f"c{at}", f"n > {at}") for at in range(130)], LAID)
    assert [len(one.checks) for one in planned.passes] == [60, 60, 10]


def test_only_words_make_a_query_within_a_condition() -> None:
    assert plain(Rows(T, "note = 'select' and \"select\" > 1 -- select", ID))
    assert not plain(Rows(T, "n in (values (1))", ID))


def test_a_part_is_scanned_by_its_blocks_and_what_was_found_is_read_from_its_places() -> None:
    above = Rows(T, "n > 3", ID)
    forms: dict[int, Rows | Count] = {0: above, 2: Count(T)}
    text = scan(forms, Part(LEAF, 16, 32), 1)
    assert 'from only public.t as "t"\nwhere "t".ctid >= \'(16,0)\' and "t".ctid < \'(32,0)\' and ((n > 3\n)' in text
    assert "case when (true\n) then 4::bigint" in text
    assert "(mask & 1::bigint) <> 0" in text
    assert 'from "t" as "t"\nwhere ((n > 3' in scan(forms, Part(), 1)
    shown = picked(
        above, (LEAF, Leaf(9, "only public.t_2", 1, 1)), {7: ['"(0,1)"', '"(4,2)"'], 9: ['"(0,3)"']}, again=True
    )
    assert shown.count("union all") == 1
    assert '"t".ctid = any (\'{"(0,1)","(4,2)"}\'::tid[]) and (n > 3\n)\nunion all' in shown


def test_a_tally_keeps_the_places_of_the_few_and_only_counts_the_many() -> None:
    tally = Tally([0, 1, 5], uncounted=[5])
    assert tally.placed == 0b11
    tally.add([{"area": 7, "mask": 0b100011, "rows": 2, "places": '{"(0,1)","(0,2)"}'}])
    tally.add([{"area": 8, "mask": 0b1, "rows": KEPT - 2, "places": '{"(1,1)"}'}])
    assert tally.totals == {0: KEPT, 1: 2, 5: 2}
    assert tally.places(0) == {7: ['"(0,1)","(0,2)"'], 8: ['"(1,1)"']}
    tally.add([{"area": 7, "mask": 0b1, "rows": 1, "places": '{"(9,1)"}'}])
    assert (tally.places(0), tally.placed, tally.totals[0]) == (None, 0b10, KEPT + 1)
    assert tally.places(5) is None
