"""Migrations of Django read by their text, without Django."""

from pathlib import Path

import pytest

from auditor.migrations.django.texts import Texts
from auditor.model.migration import Reading
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    ChangeType,
    CreateTable,
    Delete,
    DropColumn,
    DropConstraint,
    Opaque,
    Operation,
    RenameColumn,
    RenameTable,
    SetDefault,
    SetNotNull,
    Update,
)
from auditor.model.schema import CheckConstraint, Column, ForeignKey, Name, Unique
from auditor.model.source import Script
from tests.django_project import Silent, house, migration, written
from tests.django_shop import SHOP

FIRST = """
migrations.CreateModel("Maker", [
    ("id", models.AutoField(primary_key=True)),
    ("name", models.CharField(max_length=60)),
    ("mail", models.CharField(max_length=60, unique=True)),
]),
migrations.CreateModel("Ware", [
    ("id", models.AutoField(primary_key=True)),
    ("name", models.CharField(max_length=60)),
    ("size", models.IntegerField(null=True)),
    ("maker", models.ForeignKey("shop.Maker", models.CASCADE)),
]),
"""
WARE = Name("shop_ware")


def one(tmp_path: Path, operations: str) -> Script:
    root = house(tmp_path, {"shop/0001_first": FIRST, "shop/0002_next": operations})
    return Texts(root).read("shop.0002_next", Silent(), [], "nobody is to be asked")


def operations(script: Script) -> list[Operation]:
    return [step.operation for step in script.steps]


def test_a_model_becomes_its_table_with_what_holds_of_it(tmp_path: Path) -> None:
    script = Texts(house(tmp_path, {"shop/0001_first": FIRST})).read("shop.0001_first", Silent(), [], "no reason")
    maker, ware = (step.operation for step in script.steps if isinstance(step.operation, CreateTable))
    assert maker.columns[1] == Column("name", "character varying(60)", nullable=False)
    assert {one.columns for one in maker.constraints if isinstance(one, Unique)} == {("id",), ("mail",)}
    assert [one.name for one in ware.columns] == ["id", "name", "size", "maker_id"]
    (foreign,) = [one.constraint for one in operations(script) if isinstance(one, AddConstraint)]
    assert foreign == ForeignKey(
        foreign.name,
        ("maker_id",),
        Name("shop_maker"),
        ("id",),
        deferrable=True,
    )
    assert script.reading is Reading.GUARDED
    assert script.because == ("read from its text, without Django: no reason",)


def test_a_column_is_filled_by_a_default_that_goes_again(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AddField("ware", "rank", models.PositiveIntegerField(default=2)),')
    assert operations(script) == [
        AddColumn(WARE, Column("rank", "integer", nullable=False, default="2")),
        AddConstraint(WARE, CheckConstraint(None, "rank >= 0")),
        SetDefault(WARE, "rank", None),
    ]


def test_a_change_of_type_and_null_is_told_step_by_step(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AlterField("ware", "size", models.TextField(default="s")),')
    assert operations(script)[:3] == [
        ChangeType(WARE, "size", "text", "size::text"),
        SetDefault(WARE, "size", "'s'"),
        Update(WARE, (("size", "'s'"),), "size IS NULL"),
    ]
    assert SetNotNull(WARE, "size") in operations(script)
    assert operations(script)[-1] == SetDefault(WARE, "size", None)


def test_a_field_that_becomes_unique_gets_the_constraint_that_django_names(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AlterField("ware", "name", models.CharField(max_length=60, unique=True)),')
    unique, like = operations(script)
    assert isinstance(unique, AddConstraint)
    assert unique.constraint == Unique(unique.constraint.name, ("name",))
    assert str(unique.constraint.name).startswith("shop_ware_name_")
    assert str(unique.constraint.name).endswith("_uniq")
    assert isinstance(like, AddIndex)
    assert like.index.keys[0].opclass == "varchar_pattern_ops"


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ("Q(size__gte=0)", "size >= 0"),
        ("Q(size__gt=1) | Q(name='a')", "size > 1 OR name = 'a'"),
        ("~Q(name__in=['a', 'b'])", "NOT name IN ('a', 'b')"),
        ("Q(('size__isnull', True), ('name__lt', F('name')), _connector='OR')", "size IS NULL OR name < name"),
        ("Q(maker=None)", "maker_id IS NULL"),
    ],
)
def test_simple_conditions_are_read(tmp_path: Path, condition: str, meant: str) -> None:
    constraint = f'models.CheckConstraint(condition={condition}, name="fits")'
    script = one(tmp_path, f'migrations.AddConstraint("ware", {constraint}),')
    assert operations(script) == [AddConstraint(WARE, CheckConstraint("fits", meant))]


def test_a_unique_constraint_with_a_condition_is_a_partial_index(tmp_path: Path) -> None:
    constraint = 'models.UniqueConstraint(fields=["name"], condition=Q(size__gt=3), name="once")'
    (made,) = operations(one(tmp_path, f'migrations.AddConstraint("ware", {constraint}),'))
    assert isinstance(made, AddIndex)
    assert (made.index.name, made.index.unique, made.index.where) == ("once", True, "size > 3")


def test_renames_go_on_to_what_follows(tmp_path: Path) -> None:
    script = one(
        tmp_path,
        """
migrations.RenameField("ware", "size", "extent"),
migrations.RenameModel("Ware", "Good"),
migrations.RemoveField("good", "extent"),
migrations.AlterUniqueTogether("good", {("name", "maker")}),
""",
    )
    found = operations(script)
    assert found[:2] == [RenameColumn(WARE, "size", "extent"), RenameTable(WARE, "shop_good")]
    assert DropColumn(Name("shop_good"), "extent", cascade=True) in found
    assert isinstance(found[-1], AddConstraint)
    assert isinstance(found[-1].constraint, Unique)
    assert found[-1].constraint.columns == ("name", "maker_id")


def test_names_that_no_database_tells_are_guessed_and_said_to_be(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AlterField("maker", "mail", models.CharField(max_length=60)),')
    assert operations(script)[0] == DropConstraint(Name("shop_maker"), "shop_maker_mail_key")
    assert "names of constraints and indexes of shop_maker are guessed" in script.because[0]


def test_sql_is_read_with_its_lines_and_parameters(tmp_path: Path) -> None:
    script = one(
        tmp_path,
        """
migrations.RunSQL('''delete from shop_ware
    where size = 1;
    delete from shop_maker'''),
migrations.RunSQL([("delete from shop_ware where name = %s and size %% 2 = %s", ["it's", 1])]),
""",
    )
    text = (tmp_path / "shop/migrations/0002_next.py").read_text().splitlines()
    found = [(one.operation, text[one.line - 1].strip()[:20]) for one in script.steps]
    assert [line for _, line in found] == ["migrations.RunSQL(''", "delete from shop_mak", "migrations.RunSQL([("]
    last = found[-1][0]
    assert isinstance(last, Delete)
    assert last.where == "name = 'it''s' AND (size % 2) = 1"


@pytest.mark.parametrize(
    ("operation", "reason", "tables"),
    [
        ('migrations.AddField("ware", "where", PlaceField()),', "only its own code says", (WARE,)),
        ('migrations.AddField("ware", "x", models.IntegerField(default=counted)),', "only known when it runs", (WARE,)),
        ("migrations.RunPython(fill),", "fill() is Python", None),
        ("Locked(),", "no operation that is known", None),
        ("*more,", "not written out", None),
        ('migrations.AddIndex("ware", models.Index(Lower("name"), name="low")),', "only Django knows", (WARE,)),
        ("migrations.RunSQL(made()),", "not written out", None),
        ('migrations.AddConstraint("ware", models.CheckConstraint(condition=~Q(size=1), name="n")),', "nulls", (WARE,)),
    ],
)
def test_what_the_text_does_not_say_is_opaque(
    tmp_path: Path, operation: str, reason: str, tables: tuple[Name, ...] | None
) -> None:
    (step,) = one(tmp_path, operation).steps
    assert isinstance(step.operation, Opaque)
    assert reason in step.operation.reason
    assert step.operation.tables == tables
    assert step.reading is (Reading.PARTIAL if tables else Reading.UNREAD)


def test_a_field_class_of_the_tree_is_what_it_derives_from(tmp_path: Path) -> None:
    place = 'migrations.AddField("ware", "p", PlaceField(null=True)),'
    root = house(tmp_path, {"shop/0001_first": FIRST, "shop/0002_next": place})
    fields = "from django.db import models\n\nclass PlaceField({base}):\n    pass\n"
    written(root, {"shop/fields.py": fields.format(base="models.BigIntegerField")})
    (step,) = Texts(root).read("shop.0002_next", Silent(), [], "").steps
    assert step.operation == AddColumn(WARE, Column("p", "bigint"))
    written(root, {"shop/fields.py": fields.format(base="PlaceField")})
    (step,) = Texts(root).read("shop.0002_next", Silent(), [], "").steps
    assert isinstance(step.operation, Opaque)


def test_applications_are_ordered_by_what_they_need(tmp_path: Path) -> None:
    needs = '[("zoo", "__first__")]'
    before = '    run_before = [("ark", "0001_a")]\n'
    root = written(
        tmp_path,
        {
            "ark/migrations/0001_a.py": migration("", needs),
            "zoo/migrations/0001_z.py": migration(""),
            "zoo/apps.py": 'class Zoo:\n    name = "zoo"\n    label = "zoo"\n',
            "zoo/migrations/0002_z.py": migration("", '[("zoo", "0001_z")]', more=before),
        },
    )
    assert [key for key, _ in Texts(root).all()] == ["zoo.0001_z", "zoo.0002_z", "ark.0001_a"]


def test_a_circle_of_dependencies_comes_to_an_end(tmp_path: Path) -> None:
    files = {
        "ark/migrations/0001_a.py": migration("", '[("ark", "0002_b")]'),
        "ark/migrations/0002_b.py": migration("", '[("ark", "0001_a")]'),
    }
    assert len(Texts(written(tmp_path, files)).all()) == 2


def test_the_label_in_apps_py_is_the_name_of_the_application(tmp_path: Path) -> None:
    files = {"a/b/migrations/0001_x.py": migration(""), "a/b/apps.py": 'class C:\n    label = "other"\n'}
    assert [key for key, _ in Texts(written(tmp_path, files)).all()] == ["other.0001_x"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("class Migration(migrations.Migration):\n    operations = [", "cannot be parsed"),
        ("x = " + "(" * 5000 + ")" * 5000 + "\nclass Migration(m.Migration): pass", "cannot be parsed"),
        ("x = 1" + ".a" * 200_000 + "\nclass Migration(m.Migration): pass", "cannot be parsed"),
        ("\nclass Migration(m.Migration): pass\n#" + "x" * (2 << 20), "longer than"),
        ("from django.db import migrations\n", "no class Migration"),
        ("from django.db import migrations\n\0", "cannot be parsed"),
    ],
)
def test_hostile_or_broken_text_is_unread_with_a_reason(tmp_path: Path, text: str, reason: str) -> None:
    root = written(tmp_path, {"shop/migrations/__init__.py": ""})
    (root / "shop/migrations/0001_x.py").write_text(text)
    texts = Texts(root)
    assert [key for key, _ in texts.all()] == ["shop.0001_x"]
    script = texts.read("shop.0001_x", Silent(), [], "")
    assert script.reading is Reading.UNREAD
    assert reason in script.because[0]


def test_constants_that_multiply_come_to_an_end(tmp_path: Path) -> None:
    grown = "\n".join(f"a{at} = [a{at - 1}] * 1 + [a{at - 1}, a{at - 1}, a{at - 1}]" for at in range(1, 38))
    doubled = "\n".join(f"b{at} = b{at - 1} + b{at - 1}" for at in range(1, 38))
    text = migration("migrations.RunSQL(a37),\nmigrations.RunSQL(b37),")
    text = f"a0 = ['x']\nb0 = 'select 1;'\n{grown}\n{doubled}\n{text}"
    texts = Texts(written(tmp_path, {"shop/migrations/0001_x.py": text}))
    assert texts.read("shop.0001_x", Silent(), [], "").reading is Reading.UNREAD


def test_of_the_whole_shop_only_what_needs_django_is_opaque(tmp_path: Path) -> None:
    texts = Texts(house(tmp_path, SHOP))
    reasons = [why for key, _ in texts.pending([]) for why in texts.read(key, Silent(), [], "").because]
    opaque = [why for why in reasons if "guessed" not in why and "read from its text" not in why]
    known = ("only Django knows", "only its own code says", "only known", "_order", "in SQL")
    assert [why for why in opaque if not any(words in why for words in known)] == []
    assert len(opaque) == 12
