from pathlib import Path

import pytest

from auditor.errors import PackError
from auditor.packs.operations import Home, Stated, load_operations
from auditor.packs.pack import load_pack
from auditor.shipping import shipped

FILE = """-- MoveLoans: what it is for is said here, to whoever reads it.
-- tried: v1.2
-- open: how long it takes

-- nothing: a count of loans
alter table members drop column if exists loans;

-- home fax: phones.number by member_id = id, kind_of = kind where home.kind = 'fax'
-- lost names-not-copied: Names that are in the old column alone
--   They moved to people;
--   these are not there.
-- key: id, name
-- by hand: Copy them. Somebody knows whose they are.
-- mend copy: Copy the names. Adds them to people.
select m.id, m.name
from members m
order by m.id;
insert into people (id, name) select id, name from found;
alter table members drop column name;

do $$
begin
  delete from loans;
end $$;
"""


def stated(folder: Path, text: str = FILE) -> Stated:
    (folder / "operations").mkdir()
    (folder / "operations" / "7.sql").write_text(text, encoding="utf-8")
    return load_operations(folder, "shop")["7"]


def test_the_operations_keep_their_lines_and_the_queries_of_the_pack_are_not_among_them(tmp_path: Path) -> None:
    file = stated(tmp_path)
    kept = {number: line for number, line in enumerate(file.sql.splitlines(), 1) if line}
    assert kept == {
        6: "alter table members drop column if exists loans;",
        19: "alter table members drop column name;",
        21: "do $$",
        22: "begin",
        23: "  delete from loans;",
        24: "end $$;",
    }
    assert (file.version, file.path, file.tried, file.open) == (
        "7",
        "checks/shop/operations/7.sql",
        "v1.2",
        "how long it takes",
    )


def test_what_comments_say_is_of_their_paragraph(tmp_path: Path) -> None:
    file = stated(tmp_path)
    count, moved = file.paragraph(6), file.paragraph(19)
    assert count is not None
    assert moved is not None
    assert (count.nothing, count.told, count.homes) == ("a count of loans", (), ())
    assert moved.nothing is None
    assert moved.homes == (
        Home("fax", "phones", "number", (("member_id", "id"), ("kind_of", "kind")), "home.kind = 'fax'", 8),
    )
    (told,) = moved.told
    assert (told.id, told.kind, told.line, told.key) == ("names-not-copied", "lost", 9, ("id", "name"))
    assert (told.title, told.why) == (
        "Names that are in the old column alone",
        "They moved to people; these are not there.",
    )
    assert told.sql == "select m.id, m.name\nfrom members m\norder by m.id"
    assert told.steps == "Copy them. Somebody knows whose they are."
    (mend,) = told.mends
    assert (mend.id, mend.does) == ("copy", "Copy the names. Adds them to people.")
    assert mend.sql == "insert into people (id, name) select id, name from found;"


WRONG = {
    "no word of a trial": ("select 1;\n", r"line 1: it does not say whether it was tried; accepted: -- tried: RELEASE"),
    "a statement without an end": ("-- tried: no, why\n\nselect 1\n", r"line 3: the statement has no end"),
    "a query that is missing": (
        "-- tried: no, why\n\n-- lost a: A\n",
        r"line 3: the statement that was told of is mis",
    ),
    "a script that is missing": (
        "-- tried: no, why\n\n-- lost a: A\n-- mend b: B\nselect 1;\n",
        r"line 5: the statement",
    ),
    "steps before any query": (
        "-- tried: no, why\n\n-- by hand: A\nselect 1;\n",
        r"line 3: by hand stands before any q",
    ),
    "a query without a name": ("-- tried: no, why\n\n-- lost: A\nselect 1;\n", r"line 3: lost needs a name"),
    "a name that nothing has": ("-- tried: no, why\n\n-- nothing a: A\nselect 1;\n", r"line 3: nothing has no name"),
    "a home without a key": (
        "-- tried: no, why\n\n-- home a: b.c\nselect 1;\n",
        r"line 3: wanted -- home column: table",
    ),
    "one name twice": (
        "-- tried: no, why\n\n-- lost a: A\nselect 1;\n\n-- stops a: A\nselect 1;\n",
        r"two queries have one name: a, a",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_says_where_and_what_would_be_accepted(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PackError, match=said) as caught:
        stated(tmp_path, text)
    assert "checks/shop/operations/7.sql" in str(caught.value)


def test_every_migration_that_was_released_is_known_to_the_pack() -> None:
    pack = load_pack(shipped("checks") / "discourse")
    guarded = {version for check in pack.checks for version in check.guards}
    known = {one for release in pack.releases.known for one in release.post} & set(pack.migrations)
    assert known - set(pack.operations) - guarded == set()
    assert set(pack.operations) <= set(pack.migrations)


def test_what_the_pack_says_of_a_hazard_is_in_its_files() -> None:
    pack = load_pack(shipped("checks") / "discourse")
    guarded = {version for check in pack.checks for version in check.guards}
    queries = {
        version: {told.kind for paragraph in file.paragraphs for told in paragraph.told}
        for version, file in pack.operations.items()
    }
    odd = []
    for one in pack.hazards:
        match one.means.value:
            case "checks":
                fits = one.version in guarded
            case "derived":
                fits = bool(pack.operations[one.version].sql.strip())
            case "query" | "by hand":
                fits = bool(queries[one.version])
            case _:
                fits = one.because is not None
        if not fits or (
            one.tried and one.version not in guarded and pack.operations[one.version].tried.startswith("no")
        ):
            odd.append((one.version, one.means, one.rows))
    assert odd == []
