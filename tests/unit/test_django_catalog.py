"""What a table has in the middle of a migration."""

from auditor.migrations.django.catalog import Catalog, guessed
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
    RenameIndex,
    RenameTable,
)
from auditor.model.schema import CheckConstraint, Column, Exclusion, ForeignKey, Index, Key, Name, Table, Unique
from auditor.model.source import Step
from tests.django_project import Silent

T = Name("t")
TABLE = Table(
    T,
    {"id": Column("id", "integer"), "a": Column("a", "integer"), "B c": Column("B c", "text")},
    indexes={
        "t_pkey": Index("t_pkey", T, (Key.of("id"),), unique=True, primary=True, constraint=True),
        "once": Index("once", T, (Key.of("a"), Key.of("B c")), unique=True, constraint=True),
        "fast": Index("fast", T, (Key.of("a"),)),
        "low": Index("low", T, (Key("(lower(b))"), Key.of("a"))),
        "bare": Index("bare", T, (Key.of("a"),), unique=True),
        "held": Index("held", T, (Key.of("a"),), method="gin"),
        "a_btree": Index("a_btree", T, (Key.of("a"),)),
    },
    constraints=(
        Unique("once", ("a", "B c")),
        ForeignKey("far", ("a",), Name("u"), ("id",)),
        CheckConstraint("fits", "a > 0 AND \"B c\" <> 'id'::text"),
        CheckConstraint("other", "(a >= 0)"),
        Exclusion("apart", (Key.of("a"),), ("=",)),
    ),
)


class Known(Silent):
    def table(self, name: Name) -> Table | None:
        return TABLE if name == T else None


def after(*operations: Operation, table: str = "t") -> dict[str, tuple[str, tuple[str, ...]]]:
    catalog = Catalog(Known())
    for one in operations:
        catalog.done(Step(one, 1))
    known, unanswered = catalog.known(table, [])
    assert unanswered is None
    return {one.name: (one.kind, one.columns) for one in known}


def test_what_a_catalog_has_is_told_as_django_asks_for_it() -> None:
    assert after() == {
        "t_pkey": ("primary", ("id",)),
        "once": ("unique", ("a", "B c")),
        "fast": ("index", ("a",)),
        "low": ("index", ()),
        "bare": ("unique index", ("a",)),
        "held": ("index", ("a",)),
        "a_btree": ("index", ("a",)),
        "far": ("foreign", ("a",)),
        "fits": ("check", ("a", "B c")),
        "other": ("check", ("a",)),
        "apart": ("exclusion", ("a",)),
    }


def test_only_a_plain_index_counts_as_one_that_django_makes_of_a_field() -> None:
    told = Catalog(Known()).told("t", [])["constraints"]
    assert {name: told[name]["type"] for name in ("fast", "held", "a_btree")} == {
        "fast": "idx",
        "held": "gin",
        "a_btree": "btree",
    }
    assert (told["bare"]["unique"], told["bare"]["index"]) == (True, True)
    assert (told["once"]["unique"], told["once"]["index"]) == (True, False)
    assert told["far"]["foreign_key"]
    assert not told["apart"]["foreign_key"]


def test_a_table_that_is_not_there_has_nothing() -> None:
    assert after(table="u") == {}


def test_operations_change_it() -> None:
    assert "fast" not in after(DropIndex(Name("fast")))
    assert "once" not in after(DropConstraint(T, "once"))
    assert after(AddIndex(Index("new", T, (Key.of("id"),))))["new"] == ("index", ("id",))
    assert after(RenameColumn(T, "a", "z"))["once"] == ("unique", ("z", "B c"))
    assert set(after(DropColumn(T, "a"))) == {"t_pkey"}
    assert after(DropTable(T)) == {}
    assert after(RenameTable(T, "v")) == {}
    assert after(RenameTable(T, "v"), table="v") == after()


def test_an_index_is_renamed_where_its_table_is_known() -> None:
    first = AddIndex(Index("new", T, (Key.of("id"),)))
    assert "newer" in after(first, RenameIndex(Name("new"), "newer"))


def test_what_has_no_name_gets_that_of_postgresql() -> None:
    made = after(
        CreateTable(Name("n"), (Column("a", "integer"), Column("b", "integer"))),
        AddConstraint(Name("n"), Unique(None, ("a",), primary=True)),
        AddConstraint(Name("n"), Unique(None, ("a", "b"))),
        AddConstraint(Name("n"), Unique(None, ("a", "b"))),
        AddConstraint(Name("n"), CheckConstraint(None, "a > 0")),
        AddConstraint(Name("n"), CheckConstraint(None, "a > b")),
        AddColumn(Name("n"), Column("c", "integer")),
        AddConstraint(Name("n"), CheckConstraint(None, "c > 0")),
        AddConstraint(Name("n"), ForeignKey(None, ("b",), T)),
        table="n",
    )
    assert list(made) == [
        *("n_pkey", "n_a_b_key", "n_a_b_key1", "n_a_check"),
        *("n_check", "n_c_check", "n_b_fkey"),
    ]


def test_long_names_are_cut_as_postgresql_cuts_them() -> None:
    (known,) = guessed("t" * 60, [{"kind": "unique", "columns": ["c" * 20], "name": None, "type": "idx"}])
    assert known.name == "t" * 38 + "_" + "c" * 20 + "_key"
    assert len(known.name) == 63


def test_where_nobody_knows_it_is_guessed_with_the_reason() -> None:
    catalog = Catalog(Silent())
    guess = [{"kind": "unique", "columns": ["a"], "name": None, "type": "idx"}]
    assert catalog.told("t", guess)["unanswered"] == "no database was asked"
    assert list(catalog.told("t", guess)["constraints"]) == ["t_a_key"]
