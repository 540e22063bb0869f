"""What many questions about one table give when they are put together, and when each is put by itself."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from auditor.db.catalog import columns
from auditor.db.clone import Clone
from auditor.db.layout import Layout
from auditor.db.pacing import GENTLE, Pacing, Stride
from auditor.db.servers import Server
from auditor.db.session import ReadSession
from auditor.db.snapshot import take
from auditor.errors import QueryError
from auditor.judge.going import Going, Stretch
from auditor.judge.judge import Terms
from auditor.judge.plan import surveyed
from auditor.judge.workers import Watch, judge_all
from auditor.model.check import Check, Holding, Origin, Remedy, RemedyKind, Safety, Severity, SeverityRange
from auditor.model.form import Count, Fact, Form, Reference, Rows, Shown, Unique
from auditor.model.form_query import query, titles
from auditor.model.outcome import Cell, Outcome, Status
from auditor.model.schema import Name
from auditor.packs.forms import keyed, load_form
from tests.conftest import numbers

QUIET = Watch(lambda _: None, lambda _: None)
KINDS = {
    "plain": "create table t (id int primary key, n int, word text, other int) with (fillfactor = 10)",
    "keyless": "create table t (id int, n int, word text, other int) with (fillfactor = 10)",
    "empty": "create table t (id int primary key, n int, word text, other int)",
    "partitioned": """
        create table t (id int, n int, word text, other int) partition by range (id);
        create table t_low partition of t for values from (minvalue) to (40);
        create table t_high (other int, word text, gone int, n int, id int);
        alter table t_high drop column gone;
        alter table t attach partition t_high for values from (40) to (maxvalue)""",
    "heirs": "create table t (id int, n int, word text, other int); create table t_more (extra text) inherits (t)",
    "view": "create table t_below (id int, n int, word text, other int); create view t as select * from t_below",
    "materialized": """
        create table t_below (id int, n int, word text, other int);
        create materialized view t as select * from t_below""",
}
ROWS = """
    insert into {into} select i, nullif(i * {factor} % 7, 3), case i % 5 when 0 then null when 1 then i::text else
      repeat('é', i % 9) || '"' end, nullif(i % 11, 4) from generate_series(1, {rows}) i
"""
CONDITIONS = (
    "n is null",
    "word is null",
    "n not in (1, 2)",
    "length(word) > 4",
    "id % 3 = 0 and n > other",
    "n is null or word like '%é'",
    "not pg_input_is_valid(word, 'integer')",
    "n / (n - 5) > 1",
    "word::int > 40",
    "true",
    "id < 0",
    "exists (select from t as o where o.n = t.other and o.id < t.id)",
)


@pytest.fixture(scope="module", params=["newest", "older"])
def shelf(request: pytest.FixtureRequest) -> Iterator[Clone]:
    """A database for all tests of the module, on each of two servers."""
    running: Server = request.getfixturevalue("server" if request.param == "newest" else "older_server")
    clone = running.create(f"passes_{next(numbers)}")
    clone.execute("create table parent (id int primary key); insert into parent select generate_series(0, 5)")
    yield clone
    running.drop(clone.database)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than twenty rows are many and one block is a part, so that all ways are gone."""
    monkeypatch.setattr("auditor.judge.going.LEAST", 1)
    monkeypatch.setattr("auditor.db.pacing.Pacing.stride", lambda _: OneByOne(1.0))
    for module in ("judge.judge.FINGERPRINTS_KEPT", "judge.going.KEPT", "judge.keys.KEPT", "judge.tally.KEPT"):
        monkeypatch.setattr(f"auditor.{module}", 20)


class OneByOne(Stride):
    """Never grows."""

    def __init__(self, piece: float) -> None:
        super().__init__(piece)
        self.blocks = 1

    def took(self, blocks: int, seconds: float) -> None:
        return


def check(name: str, form: Form, **more: object) -> Check:
    severities = (SeverityRange(Severity.ABORT),)
    private = frozenset({"word"} & set(titles(form)))
    made = Check(name, name, "why", severities, (), {}, keyed(form), private, query(form), Origin("pack", "x"))
    return replace(made, form=form, **more)  # type: ignore[arg-type]


def shown(*names: str) -> tuple[Shown, ...]:
    return tuple(Shown.of(Name("t"), one) for one in names)


def some(chance: random.Random) -> list[Check]:
    """Questions about the table t, with and without what hangs on them."""
    found = []
    for at in range(chance.randint(1, 9)):
        t = chance.choice([Name("t"), Name("t", "public")])
        condition, form = chance.choice(CONDITIONS), chance.choice(["rows"] * 4 + ["count", "values", "unique", "link"])
        forms: Mapping[str, Form] = {
            "rows": Rows(t, f"({condition})", shown("id", *chance.choice([[], ["n"]])), shown("word")),
            "count": Count(t, f"({condition})"),
            "values": Count(t, f"({condition})", chance.choice(["n", "word"])),
            "unique": Unique(t, shown(chance.choice(["n", "word"])), None, chance.random() < 0.5),
            "link": Reference(t, shown("id"), ("n",), Name("parent"), ("id",)),
        }
        loses = Remedy("r", RemedyKind.SQL, Safety.LOSSY, "t", "d", "", loses="select count(*) as rows_gone from found")
        worse = (SeverityRange(Severity.ABORT, holding=Holding("word", "é")), SeverityRange(Severity.NOTE))
        more: dict[str, object] = {"remedies": (loses,)} if chance.random() < 0.5 else {}
        more |= {"severities": worse} if chance.random() < 0.3 else {}
        more |= {"probe": True} if chance.random() < 0.2 else {}
        found.append(check(f"c{at}-{form}", forms[form], **more))
    return found


def outcomes(clone: Clone, checks: Sequence[Check], *, together: bool, jobs: int, sink: bool = False) -> list[object]:
    """What is told of each, but for the time that it took, and what was handed on of each."""
    handed: dict[str, list[Sequence[Cell]]] = {}

    def take_in(check_id: str, _: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        handed.setdefault(check_id, []).extend(rows)

    with take(clone.reader_url) as moment, moment.session() as session:
        layout = surveyed(session, checks) if together else Layout()
        assert bool(layout.tables) == together
        terms = Terms(columns(session), layout=layout, sink=take_in if sink else None)
        judged = judge_all(checks, moment, terms, jobs=jobs, watch=QUIET)
    return [(replace(one, seconds=0), handed.get(one.check.id)) for one in judged.outcomes]


def fill(clone: Clone, kind: str, chance: random.Random) -> None:
    clone.execute("drop table if exists t_below, t_more cascade")
    clone.execute(
        "do $$ begin execute (select format('drop %s t cascade', case relkind when 'v' then 'view' when 'm' then"
        " 'materialized view' else 'table' end) from pg_class where relname = 't' and relkind <> 'i');"
        " exception when null_value_not_allowed then null; end $$"
    )
    clone.execute(KINDS[kind])
    into = ["t_below"] if kind in ("view", "materialized") else ["t", "t_more"] if kind == "heirs" else ["t"]
    for one in into if kind != "empty" else []:
        names = "(id, n, word, other)"
        clone.execute(ROWS.format(into=f"{one} {names}", factor=chance.randint(1, 6), rows=chance.randint(1, 90)))
    clone.execute("refresh materialized view t" if kind == "materialized" else "analyze")
    if kind not in ("view",) and chance.random() < 0.5:
        clone.execute("create index on t (n)")
        clone.execute("vacuum t" if kind != "materialized" else "analyze t")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("kind", KINDS)
def test_together_and_alone_the_answers_are_the_same(shelf: Clone, kind: str) -> None:
    chance = random.Random(kind)
    fill(shelf, kind, chance)
    for _ in range(3):
        checks, sink = some(chance), chance.random() < 0.3
        alone = outcomes(shelf, checks, together=False, jobs=1, sink=sink)
        fused = outcomes(shelf, checks, together=True, jobs=chance.choice([1, 3]), sink=sink)
        for one, other in zip(fused, alone, strict=True):
            assert one == other


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query that is asked."""
    seen: list[str] = []
    ask = ReadSession.ask

    def noting(self: ReadSession, sql: str, **how: object) -> object:
        seen.append(sql)
        return ask(self, sql, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(ReadSession, "ask", noting)
    return seen


def rows(name: str, where: str, **more: object) -> Check:
    return check(name, Rows(Name("t"), f"({where})", shown("id")), **more)


def told(clone: Clone, checks: Sequence[Check], **terms: object) -> list[Outcome]:
    with take(clone.reader_url) as moment, moment.session() as session:
        chosen = Terms(columns(session), layout=surveyed(session, checks), **terms)  # type: ignore[arg-type]
        return list(judge_all(checks, moment, chosen, jobs=2, watch=QUIET).outcomes)


def scans(clone: Clone) -> int:
    return int(clone.query("select seq_scan as n from pg_stat_user_tables where relname = 't'")[0]["n"] or 0)


def test_all_questions_about_the_rows_of_a_table_are_one_scan_of_it(shelf: Clone, asked: list[str]) -> None:
    fill(shelf, "plain", random.Random(1))
    shelf.execute("truncate t; insert into t select i, nullif(i, 7), i, 0 from generate_series(1, 9999) i; analyze t")
    before = scans(shelf)
    asked.clear()
    checks = [rows(f"c{at}", one) for at, one in enumerate(["n is null", "id > 9997", "id < 0", "length(word) < 2"])]
    found = told(shelf, checks)
    assert [one.status for one in found] == [Status.FOUND, Status.FOUND, Status.CLEAR, Status.FOUND]
    of_rows = [one for one in asked if '"t"' in one]
    assert len(of_rows) == 1 + 3
    assert [("ctid = any" in one) for one in of_rows] == [False, True, True, True]
    deadline = time.monotonic() + 10
    while scans(shelf) == before and time.monotonic() < deadline:  # a session tells what it did when it is gone
        time.sleep(0.01)
    assert scans(shelf) == before + 1


def test_a_question_that_fails_is_told_from_its_companions(shelf: Clone, asked: list[str]) -> None:
    shelf.execute("truncate t; insert into t select i, i, 'x', 0 from generate_series(1, 9) i")
    checks = [
        *(rows(f"c{at}", f"id = {at}") for at in range(5)),
        rows("raises", "n / (id - 7) > 0"),
        rows("probes", "word::int > 0", probe=True),
        rows("changes", "nextval('s') > 0"),
        rows("forbidden", "id > (select 3)"),
    ]
    found = told(shelf, checks)
    assert [one.total for one in found] == [0, 1, 1, 1, 1, 0, 1, 0, 6]
    assert "division by zero" in str(found[5].reason)
    assert (found[6].status, found[6].evidence.columns) == (Status.FOUND, ("error",))
    assert "nextval(), which may change something" in str(found[7].reason)
    assert sum("mask" in one for one in asked) < 12


def test_a_question_that_takes_too_long_is_unknown_and_its_companions_are_answered(shelf: Clone) -> None:
    shelf.execute("truncate t; insert into t select i, i, 'x', 0 from generate_series(1, 50) i")
    endless = "length(repeat(word || id, 200000000)) < 0"
    found = told(shelf, [rows("a", "id < 3"), rows("endless", endless), rows("b", "n is null")], timeout=0.4)
    assert [one.status for one in found] == [Status.FOUND, Status.UNKNOWN, Status.CLEAR]
    assert found[1].reason == "timed out; give it longer with --timeout"


def test_a_part_whose_connection_is_lost_is_looked_at_again(shelf: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.execute("truncate t; insert into t select i, i, 'x', 0 from generate_series(1, 9) i")
    run, tries = Going.run, []

    def failing(self: Going, stretch: Stretch, session: ReadSession) -> None:
        tries.append(stretch)
        if len(tries) < 3:
            session.lost = True
            raise QueryError("connection lost: gone", lost=True)
        run(self, stretch, session)

    monkeypatch.setattr(Going, "run", failing)
    assert [one.total for one in told(shelf, [rows("a", "id < 3"), rows("b", "id < 5")])] == [2, 4]
    assert len(tries) == 3
    tries.clear()
    monkeypatch.setattr("auditor.judge.workers.TRIES", 2)
    lost = told(shelf, [rows("a", "id < 3"), rows("b", "id < 5")])
    assert [(one.status, one.reason) for one in lost] == [(Status.UNKNOWN, "connection lost: gone")] * 2


def test_what_the_catalog_vouches_for_is_not_asked(shelf: Clone, asked: list[str]) -> None:
    shelf.execute("""
        create table sure (id int primary key references parent, small int2, word varchar(9), a int not null, b int,
          unique nulls not distinct (a, b))
    """)
    sure = Name("sure")
    one = Shown.of(sure, "id")
    checks = [
        check("filled", Rows(sure, "a is null", (one,), unless=Fact("a"))),
        check("typed", Rows(sure, "true", (one,), unless=Fact("small", type="int"))),
        check("short", Rows(sure, "true", (one,), unless=Fact("word", characters=9))),
        check("single", Unique(sure, (one,), nulls_distinct=False)),
        check("pair", Unique(sure, (Shown.of(sure, "a"), Shown.of(sure, "b")), nulls_distinct=False)),
        check("linked", Reference(sure, (one,), ("id",), Name("parent"), ("id",))),
        check("long", Rows(sure, "length(word) > 8", (one,), unless=Fact("word", characters=8))),
        check("corrupt", Unique(sure, (one,)), heap=True),
    ]
    found = told(shelf, checks)
    assert {one.status for one in found} == {Status.CLEAR}
    assert [one.reason for one in found] == [
        "no row was looked at: a is NOT NULL",
        "no row was looked at: small is of type smallint",
        "no row was looked at: word holds at most 9 characters",
        "no row was looked at: the unique index sure_pkey",
        "no row was looked at: the unique index sure_a_b_key",
        "no row was looked at: the foreign key sure_id_fkey",
        None,
        None,
    ]
    assert sum('"sure"' in one for one in asked) == 2


def test_texts_that_are_no_json_are_found_by_trial_where_the_server_cannot_be_asked(
    shelf: Clone, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.judge.going.TRIED_AT_ONCE", 64)
    monkeypatch.setattr("auditor.judge.scan.FEW_BLOCKS", 1)
    shelf.execute("""
        create table texts (id int primary key, kind int, value text);
        insert into texts select i, i % 3, case when i in (5, 800, 801, 2999) then '{"a": tru}'
          else json_build_object('a', repeat('"', i % 50)) ::text end from generate_series(1, 3000) i;
        update texts set value = null where id = 7
    """)
    form = load_form({"cast": {"table": "texts", "column": "value", "type": "json", "where": "kind <> 1"}}, (), "x")
    one = check("json", form)
    together = told(shelf, [one])[0]
    assert [row[0] for row in together.evidence.rows] == [5, 800, 801, 2999]
    assert (sum("as tried" in text for text in asked) > 4) == (shelf.server.major < 16)
    assert replace(together, seconds=0) == outcomes(shelf, [one], together=False, jobs=1)[0][0]  # type: ignore[index]


def test_on_a_live_server_keys_are_looked_for_a_range_at_a_time(
    shelf: Clone, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.judge.keys.BLOCKS_AT_ONCE", 1)
    shelf.execute("create table link (id int, n int); create index link_n on link (n)")
    shelf.execute(
        "insert into link select i, case when i % 900 = 0 then i else i % 6 end from generate_series(1, 9000) i"
    )
    shelf.execute(
        "insert into link select i, i + 100 from generate_series(1, 300) i; insert into link values (0, null)"
    )
    shelf.execute("vacuum (analyze) link")
    one = check("link", Reference(Name("link"), (Shown.of(Name("link"), "id"),), ("n",), Name("parent"), ("id",)))
    rests: list[float] = []
    found = told(shelf, [one], pacing=Pacing(GENTLE, sleep=rests.append))[0]
    assert sum("count(*) as rows" in text for text in asked) > 3
    assert found.total == 310
    assert replace(found, seconds=0) == outcomes(shelf, [one], together=False, jobs=1)[0][0]  # type: ignore[index]
    late = told(shelf, [one], pacing=Pacing(GENTLE, sleep=rests.append, clock=iter(range(0, 10**6, 200)).__next__))[0]
    assert str(late.reason).startswith("at least these; timed out")
    assert 0 < late.total < 310
