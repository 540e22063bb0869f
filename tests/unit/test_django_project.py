"""Projects of Django read by Django itself, in a process of its own and without a database."""

import re
from pathlib import Path

import pytest

from auditor.migrations.django.project import DjangoProject
from auditor.model.migration import Phase, Reading
from auditor.model.operation import (
    AddColumn,
    AddConstraint,
    AddIndex,
    CreateTable,
    DropConstraint,
    Harmless,
    Opaque,
    SetDefault,
    Update,
)
from auditor.model.schema import CheckConstraint, Column, Name, Table, Unique
from auditor.model.source import Script
from tests.django_project import HEAD, MANAGE, SETTINGS, Silent, house, migration, written

FIRST = """
migrations.CreateModel("Maker", [
    ("id", models.AutoField(primary_key=True)),
    ("name", models.CharField(max_length=60)),
    ("mail", models.CharField(max_length=60, unique=True)),
]),
migrations.CreateModel("Ware", [
    ("id", models.AutoField(primary_key=True)),
    ("name", models.CharField(max_length=60)),
    ("maker", models.ForeignKey("shop.Maker", models.CASCADE)),
]),
"""


class Known(Silent):
    """A world that knows one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def table(self, name: Name) -> Table | None:
        return self._table if name == self._table.name else None


def read(root: Path, key: str, world: Silent | None = None) -> Script:
    with DjangoProject(root) as project:
        assert project.why is None
        file = next(one for one in project.pending([]) if one.version == key)
        return project.read(file, world or Silent())


def one(tmp_path: Path, operations: str, world: Silent | None = None) -> Script:
    """The script of a second migration of these operations."""
    root = house(tmp_path, {"shop/0001_first": FIRST, "shop/0002_next": operations})
    return read(root, "shop.0002_next", world)


def test_migrations_are_listed_with_their_place_and_their_ledger(tmp_path: Path) -> None:
    root = house(tmp_path, {"shop/0001_first": FIRST, "shop/0002_more": ""})
    with DjangoProject(root) as project:
        assert [(one.version, one.name, one.phase, one.path) for one in project.files] == [
            ("shop.0001_first", "0001_first", Phase.PRE, "shop/migrations/0001_first.py"),
            ("shop.0002_more", "0002_more", Phase.PRE, "shop/migrations/0002_more.py"),
        ]
        assert project.framework == "django"
        assert project.ledger.table == "django_migrations"
        assert [one.version for one in project.pending(["shop.0001_first"])] == ["shop.0002_more"]
        assert project.conflicts == ()


def test_an_installed_application_is_named_by_its_package(tmp_path: Path) -> None:
    root = house(tmp_path, {"shop/0001_first": FIRST}, apps=["django.contrib.contenttypes", "shop"])
    with DjangoProject(root) as project:
        paths = {one.version: one.path for one in project.files}
    assert paths["contenttypes.0001_initial"] == "django/contrib/contenttypes/migrations/0001_initial.py"


def test_a_project_in_a_folder_of_the_repository_is_found(tmp_path: Path) -> None:
    house(tmp_path / "src", {"shop/0001_first": FIRST})
    with DjangoProject(tmp_path) as project:
        assert [one.path for one in project.files] == ["src/shop/migrations/0001_first.py"]


@pytest.mark.parametrize(
    ("done", "left"),
    [
        ([], ["shop.0001_both"]),
        (["shop.0001_a"], ["shop.0002_b"]),
        (["shop.0001_a", "shop.0002_b"], []),
        (["shop.0001_a", "shop.0002_b", "shop.0001_both"], []),
    ],
)
def test_a_squashed_migration_stands_for_what_it_replaces_unless_that_has_begun(
    tmp_path: Path, done: list[str], left: list[str]
) -> None:
    replaces = '    replaces = [("shop", "0001_a"), ("shop", "0002_b")]\n'
    files = {
        "manage.py": MANAGE,
        "house/settings.py": SETTINGS.format(apps=["shop"]),
        "shop/migrations/0001_a.py": migration(FIRST),
        "shop/migrations/0002_b.py": migration("", '[("shop", "0001_a")]'),
        "shop/migrations/0001_both.py": migration(FIRST, more=replaces),
    }
    with DjangoProject(written(tmp_path, files)) as project:
        assert project.why is None
        assert [one.version for one in project.pending(done)] == left
    with DjangoProject(tmp_path, python=Path("/bin/false")) as project:
        assert project.why is not None
        assert [one.version for one in project.pending(done)] == left


def test_two_last_migrations_of_an_application_are_told_as_a_conflict(tmp_path: Path) -> None:
    house(tmp_path, {"shop/0001_first": FIRST})
    needs = '[("shop", "0001_first")]'
    written(tmp_path, {f"shop/migrations/0002_{name}.py": migration("", needs) for name in ("left", "right")})
    with DjangoProject(tmp_path) as project:
        assert project.conflicts == ("shop has more than one last migration: 0002_left, 0002_right",)


def test_a_column_for_rows_that_are_there_is_filled_and_its_default_goes_again(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AddField("ware", "size", models.IntegerField(default=3)),')
    ware = Name("shop_ware")
    assert [step.operation for step in script.steps] == [
        AddColumn(ware, Column("size", "integer", nullable=False, default="3")),
        SetDefault(ware, "size", None),
    ]
    assert script.reading is Reading.EXACT
    assert script.transaction


def test_all_rows_get_the_same_of_a_default_that_is_computed(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AddField("ware", "key", models.UUIDField(default=uuid.uuid4, unique=True)),')
    column, key, *_ = [step.operation for step in script.steps]
    assert isinstance(column, AddColumn)
    assert re.fullmatch(r"'[0-9a-f-]{32,36}'::uuid", str(column.column.default))
    assert isinstance(key, AddConstraint)
    assert isinstance(key.constraint, Unique)
    assert key.constraint.columns == ("key",)


def test_nulls_are_filled_before_they_are_forbidden_only_where_the_field_has_a_default(tmp_path: Path) -> None:
    with_default = 'migrations.AlterField("ware", "name", models.CharField(max_length=60, null=True)),\n'
    filled = with_default + 'migrations.AlterField("ware", "name", models.CharField(max_length=60, default="-")),'
    assert any(isinstance(step.operation, Update) for step in one(tmp_path / "a", filled).steps)
    bare = with_default + 'migrations.AlterField("ware", "name", models.CharField(max_length=60)),'
    assert not any(isinstance(step.operation, Update) for step in one(tmp_path / "b", bare).steps)


def test_statements_are_found_in_their_line_also_those_kept_for_the_end(tmp_path: Path) -> None:
    operations = """
migrations.AddField("ware", "rank", models.IntegerField(null=True, db_index=True)),
migrations.RunSQL('''
    delete from shop_ware where rank = 1;

    update shop_ware set rank = 2
'''),
"""
    script = one(tmp_path, operations)
    text = (tmp_path / "shop/migrations/0002_next.py").read_text().splitlines()
    found = [(type(step.operation).__name__, text[step.line - 1].strip().split("(")[0]) for step in script.steps]
    assert found == [
        ("AddColumn", "migrations.AddField"),
        ("Delete", "delete from shop_ware where rank = 1;"),
        ("Update", "update shop_ware set rank = 2"),
        ("AddIndex", "migrations.AddField"),
    ]


def test_a_migration_outside_a_transaction_says_so(tmp_path: Path) -> None:
    house(tmp_path, {"shop/0001_first": FIRST})
    index = 'postgres.AddIndexConcurrently("ware", models.Index(fields=["name"], name="ware_name")),'
    text = migration(index, '[("shop", "0001_first")]', more="    atomic = False\n")
    script = read(written(tmp_path, {"shop/migrations/0002_next.py": text}), "shop.0002_next")
    assert not script.transaction
    (step,) = script.steps
    assert isinstance(step.operation, AddIndex)
    assert step.operation.concurrently


def test_what_django_itself_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    index = 'postgres.AddIndexConcurrently("ware", models.Index(fields=["name"], name="ware_name")),'
    script = one(tmp_path, index)
    (step,) = script.steps
    assert isinstance(step.operation, Opaque)
    assert "cannot be executed inside a transaction" in step.operation.reason
    assert step.operation.tables == (Name("shop_ware"),)
    assert step.reading is Reading.PARTIAL


PYTHON = """
def backfill(apps, schema_editor):
    Ware = apps.get_model("shop", "Ware")
    for ware in Ware.objects.using(schema_editor.connection.alias).all():
        ware.{field} = {value}
        ware.save()

"""


def with_python(tmp_path: Path, function: str, name: str = "backfill", more: str = "") -> Script:
    house(tmp_path, {"shop/0001_first": FIRST})
    text = migration(f"{more}\nmigrations.RunPython({name}),", '[("shop", "0001_first")]')
    text = text.replace(HEAD, HEAD + function, 1)
    return read(written(tmp_path, {"shop/migrations/0002_next.py": text}), "shop.0002_next")


def test_python_is_not_run_and_is_said_to_change_the_models_that_it_gets(tmp_path: Path) -> None:
    function = PYTHON.format(field="name", value="open('/tmp/should-not-be', 'w')")
    script = with_python(tmp_path, function)
    (step,) = script.steps
    assert step.operation == Opaque(
        "RunPython(backfill)", "backfill() is Python, which is not run to read it", (Name("shop_ware"),)
    )
    assert step.reading is Reading.PARTIAL


def test_python_that_goes_along_a_relation_is_said_to_change_the_other_table_too(tmp_path: Path) -> None:
    script = with_python(tmp_path, PYTHON.format(field="maker.name", value="''"))
    (step,) = script.steps
    assert isinstance(step.operation, Opaque)
    assert step.operation.tables == (Name("shop_maker"), Name("shop_ware"))


@pytest.mark.parametrize(
    "function",
    [
        "def backfill(apps, schema_editor):\n    schema_editor.execute('truncate shop_ware')\n\n",
        "def backfill(apps, schema_editor):\n    from shop import models\n\n",
        "import django.core.management as m\n\ndef backfill(apps, schema_editor):\n    m.call_command('x')\n\n",
        "def backfill(apps, schema_editor):\n    apps.get_model('shop', str(1))\n\n",
        "def outer(held):\n    def inner(apps, editor):\n        held()\n    return inner\n\nbackfill = outer(1)\n\n",
    ],
)
def test_python_that_may_do_anything_is_unread(tmp_path: Path, function: str) -> None:
    script = with_python(tmp_path, function)
    (step,) = script.steps
    assert isinstance(step.operation, Opaque)
    assert step.operation.tables is None
    assert script.reading is Reading.UNREAD


def test_python_beside_statements_leaves_the_file_partly_read(tmp_path: Path) -> None:
    function = "def backfill(apps, schema_editor):\n    schema_editor.execute('x')\n\n"
    more = 'migrations.AddField("ware", "size", models.IntegerField(null=True)),'
    script = with_python(tmp_path, function, more=more)
    assert [step.reading for step in script.steps] == [Reading.EXACT, Reading.PARTIAL]
    assert script.reading is Reading.PARTIAL
    assert len(script.because) == 1
    assert script.because[0].endswith("backfill() is Python, which is not run to read it")


OWN = """
class Locked(migrations.operations.base.Operation):
    reduces_to_sql = {sql}

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        {body}

"""


def own(tmp_path: Path, body: str, *, sql: bool = True) -> Script:
    house(tmp_path, {"shop/0001_first": FIRST})
    text = migration("Locked(),", '[("shop", "0001_first")]').replace(HEAD, HEAD + OWN.format(sql=sql, body=body), 1)
    return read(written(tmp_path, {"shop/migrations/0002_next.py": text}), "shop.0002_next")


def test_an_operation_of_the_application_is_believed_in_part(tmp_path: Path) -> None:
    script = own(tmp_path, 'schema_editor.execute("alter table shop_ware drop column name")')
    assert [type(step.operation).__name__ for step in script.steps] == ["DropColumn"]
    assert script.reading is Reading.PARTIAL
    assert "Locked is no operation of Django's" in script.because[0]


def test_an_operation_that_says_it_makes_no_sql_is_not_run(tmp_path: Path) -> None:
    script = own(tmp_path, 'raise SystemExit("it ran")', sql=False)
    (reason,) = script.because
    assert reason.endswith("Locked runs code, and says no SQL")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("schema_editor.connection.cursor().execute('delete from shop_ware')", "migrations are only read here"),
        ("import socket; socket.create_connection(('127.0.0.1', 5432))", "refused the network"),
        ("schema_editor.connection.connect()", "there is no database while migrations are read"),
    ],
)
def test_an_operation_reaches_neither_a_database_nor_the_network(tmp_path: Path, body: str, words: str) -> None:
    script = own(tmp_path, body)
    assert script.reading is Reading.UNREAD
    assert words in script.because[0]


def test_names_of_constraints_are_those_of_the_database(tmp_path: Path) -> None:
    table = Table(
        Name("shop_maker"),
        {"id": Column("id", "integer"), "mail": Column("mail", "character varying(60)")},
        constraints=(Unique("as_it_was_called_once", ("mail",)), CheckConstraint("unlike", "mail <> ''")),
    )
    script = one(tmp_path, 'migrations.AlterField("maker", "mail", models.CharField(max_length=60)),', Known(table))
    assert script.steps[0].operation == DropConstraint(Name("shop_maker"), "as_it_was_called_once")
    assert script.reading is Reading.EXACT


def test_names_of_constraints_that_nobody_knows_are_those_that_are_usual_and_said_to_be_guessed(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AlterField("maker", "mail", models.CharField(max_length=60)),')
    assert script.steps[0].operation == DropConstraint(Name("shop_maker"), "shop_maker_mail_key")
    assert script.reading is Reading.GUARDED
    (reason,) = script.because
    assert reason.endswith("names of constraints and indexes of shop_maker are guessed: no database was asked")


def test_what_the_same_migration_has_made_is_known(tmp_path: Path) -> None:
    operations = """
migrations.CreateModel("Box", [("id", models.AutoField(primary_key=True)), ("size", models.PositiveIntegerField())]),
migrations.AlterField("box", "size", models.IntegerField()),
"""
    script = one(tmp_path, operations)
    assert isinstance(script.steps[0].operation, CreateTable)
    assert script.steps[-1].operation == DropConstraint(Name("shop_box"), "shop_box_size_check")
    assert script.reading is Reading.EXACT


def test_an_extension_is_harmless(tmp_path: Path) -> None:
    script = one(tmp_path, "postgres.TrigramExtension(),")
    assert [step.operation for step in script.steps] == [Harmless('CREATE EXTENSION IF NOT EXISTS "pg_trgm"')]


def test_a_migration_without_work_for_the_database_is_exact_and_empty(tmp_path: Path) -> None:
    script = one(tmp_path, 'migrations.AlterModelOptions("ware", {"verbose_name": "thing"}),')
    assert script == Script(())


def test_settings_with_a_log_file_and_another_database_do_no_harm(tmp_path: Path) -> None:
    root = house(tmp_path, {"shop/0001_first": FIRST})
    more = f"""
LOGGING = {{"version": 1, "handlers": {{"f": {{"class": "logging.FileHandler", "filename": "{tmp_path}/x.log"}}}},
           "root": {{"handlers": ["f"]}}}}
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": "{tmp_path}/x.db"}}}}
"""
    settings = root / "house/settings.py"
    settings.write_text(settings.read_text() + more)
    script = read(root, "shop.0001_first")
    assert script.reading is Reading.EXACT
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("import not_to_be_found", "No module named 'not_to_be_found'"),
        ("raise SystemExit(3)", "it called exit: 3"),
        ("import os; os._exit(4)", "exit status 4"),
        ("import socket; socket.create_connection(('127.0.0.1', 5432))", "refused the network"),
        ("while True: pass", "it was not done after"),
    ],
)
def test_where_settings_cannot_be_loaded_the_text_is_read(tmp_path: Path, settings: str, words: str) -> None:
    root = house(tmp_path, {"shop/0001_first": FIRST})
    (root / "house/settings.py").write_text(settings)
    with DjangoProject(root, limit=3) as project:
        assert words in str(project.why)
        (file,) = project.pending([])
        script = project.read(file, Silent())
    assert script.reading is Reading.GUARDED
    assert words in script.because[-1]
    assert sum(isinstance(step.operation, CreateTable) for step in script.steps) == 2


def test_a_migration_that_sleeps_when_loaded_is_read_by_its_text(tmp_path: Path) -> None:
    root = house(tmp_path, {"shop/0001_first": FIRST})
    path = root / "shop/migrations/0001_first.py"
    path.write_text("import time\ntime.sleep(60)\n" + path.read_text())
    with DjangoProject(root, limit=3) as project:
        (file,) = project.files
        assert project.read(file, Silent()).reading is Reading.GUARDED


def test_without_settings_the_text_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    root = written(tmp_path, {"shop/migrations/0001_first.py": migration(FIRST)})
    with DjangoProject(root) as project:
        assert project.why == "no manage.py or DJANGO_SETTINGS_MODULE says which settings to load"
        assert [one.version for one in project.pending([])] == ["shop.0001_first"]
