"""The cookbook of the fixtures, and migrations that lean on what stands for the application, run by a real Ruby."""

import os
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.db.servers import RESTORER, Server
from auditor.errors import RunnerError
from auditor.migrations.rails.project import RailsProject
from auditor.rehearse.runners.ledgers import done
from auditor.rehearse.runners.rails import RailsRunner, rails_runner
from auditor.rehearse.runners.runner import Place, Ran

APP = Path(__file__).parents[2] / "fixtures" / "rails-app"
MOVE = "20240612091000"


@pytest.fixture(scope="module")
def ruby() -> RailsRunner:
    try:
        return rails_runner(APP)
    except RunnerError as error:
        pytest.skip(str(error))


@pytest.fixture
def clone(server: Server, database: Clone) -> Clone:
    """The cookbook between the phases, owned by a role that is no superuser."""
    server.drop(database.database)
    made = server.create(database.database, owner=RESTORER)
    made.execute((APP / "schema.sql").read_text() + (APP / "rows.sql").read_text())
    return made


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def ran(ruby: RailsRunner, source: Path, clone: Clone, log: Path, limit: float = 60) -> Ran:
    return ruby.run(Place(clone, source, log, limit, dict(os.environ)))


def pending(source: Path, clone: Clone) -> list[str]:
    project = RailsProject.at(source)
    assert project is not None
    return [one.version for one in project.pending(done(clone, project))]


def tree(root: Path, **bodies: str) -> Path:
    """Migrations whose class is named as the file, with that body of `up`."""
    for number, (name, body) in enumerate(bodies.items()):
        title = "".join(one.capitalize() for one in name.split("_"))
        path = root / "source" / "db" / "migrate" / f"{30000000000000 + number}_{name}.rb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"class {title} < ActiveRecord::Migration[5.2]\n{body}\nend\n")
    return root / "source"


def test_the_move_of_the_ratings_stops_at_the_one_that_was_given_again(
    ruby: RailsRunner, clone: Clone, log: Path
) -> None:
    found = ran(ruby, APP, clone, log)
    assert (found.ok, found.code, found.migration, found.error) == (False, 1, MOVE, "23505")
    assert pending(APP, clone) == [MOVE, "20240619080000"]
    assert clone.query("select count(*) as many from ratings") == [{"many": 2}]
    assert clone.query("select count(*) as many from recipes where servings is null") == [{"many": 0}]
    assert "Key (recipe_id, cook_id)=(1, 2) already exists" in log.read_text()


def test_with_the_later_rating_out_of_the_way_all_pass_and_what_they_lose_is_lost(
    ruby: RailsRunner, clone: Clone, log: Path
) -> None:
    clone.execute("delete from ratings where recipe_id = 1 and cook_id = 2")
    found = ran(ruby, APP, clone, log)
    assert (found.ok, found.code, found.migration, found.error, found.notes) == (True, 0, None, None, ())
    assert pending(APP, clone) == []
    ratings = clone.query("select recipe_id, cook_id, stars from ratings order by recipe_id, cook_id")
    assert [tuple(one.values()) for one in ratings] == [(1, 1, 4), (1, 2, 5), (2, 2, 3), (3, 3, 5)]
    assert clone.query("select name from recipe_fields order by 1") == [{"name": "allergens"}, {"name": "season"}]
    again = ran(ruby, APP, clone, log)
    assert (again.ok, again.said) == (True, ())


def test_what_stands_for_an_application_answers_as_it_would(
    ruby: RailsRunner, clone: Clone, tmp_path: Path, log: Path
) -> None:
    source = tree(
        tmp_path,
        values="""
          def up
            DB.exec("INSERT INTO cooks (id, name) VALUES (:id, :name)", id: 7, name: "O'Hara")
            raise "rows" unless DB.exec("UPDATE cooks SET nickname = NULL WHERE id IN (:ids)", ids: [2, 3]) == 2
            raise "names" unless DB.query("SELECT id, name FROM cooks WHERE id = ?", 7).first.name == "O'Hara"
            raise "single" unless DB.query_single("SELECT id FROM cooks ORDER BY id LIMIT 2") == [1, 2]
            raise "json" unless DB.query_single("SELECT '{\\"a\\": [1]}'::json") == [{ "a" => [1] }]
            raise "time" unless DB.query_single("SELECT '2020-01-01'::timestamp") == [Time.utc(2020)]
            raise "models" unless Recipe.where(cook_id: [1, 3]).pluck(:title).size == 3
            raise "environment" unless Rails.env.production? && Rails.root.join("db").directory?
          end
        """,
        droppers="""
          require "migration/column_dropper"
          def up
            Migration::ColumnDropper.execute_drop(:recipes, %i[servings])
            Migration::TableDropper.execute_drop(:ratings)
            safety_assured { rename_column :cooks, :name, :called }
          end
        """,
    )
    found = ran(ruby, source, clone, log)
    assert found.ok, found.said
    assert found.notes == ("Recipe stands for the table recipes alone, without what its model does",)
    columns = "select column_name from information_schema.columns where table_schema = 'public' and column_name in "
    assert clone.query(f"{columns} ('servings', 'called', 'stars')") == [{"column_name": "called"}]


def test_a_file_of_the_applications_own_library_comes_before_ours(
    ruby: RailsRunner, clone: Clone, tmp_path: Path, log: Path
) -> None:
    source = tree(tmp_path, drop="def up\n  Migration::TableDropper.execute_drop(:ratings)\nend")
    own = source / "lib" / "migration" / "table_dropper.rb"
    own.parent.mkdir(parents=True)
    own.write_text("class Migration::TableDropper\n  def self.execute_drop(_); puts 'ours is kept'; end\nend\n")
    found = ran(ruby, source, clone, log)
    assert found.ok, found.said
    assert "ours is kept" in found.said
    assert clone.query("select count(*) as many from ratings") == [{"many": 2}]


def test_without_a_transaction_what_was_done_before_the_failure_stays(
    ruby: RailsRunner, clone: Clone, tmp_path: Path, log: Path
) -> None:
    body = "def up\n  execute 'DELETE FROM ratings'\n  execute 'SELECT 1/0'\nend"
    found = ran(ruby, tree(tmp_path, one="disable_ddl_transaction!\n" + body), clone, log)
    assert (found.ok, found.error) == (False, "22012")
    assert clone.query("select count(*) as many from ratings") == [{"many": 0}]


def test_what_only_the_application_has_is_a_failure_that_says_so(
    ruby: RailsRunner, clone: Clone, tmp_path: Path, log: Path
) -> None:
    source = tree(tmp_path, fine="def up; end", wanting="def up\n  Pantry.restock!\nend")
    found = ran(ruby, source, clone, log)
    assert (found.ok, found.migration, found.error) == (False, "30000000000001", None)
    assert len(found.notes) == 1
    assert "uninitialized constant" in found.notes[0]
    assert "Pantry" in found.notes[0]
    assert "--command" in found.notes[0]


def test_a_file_that_is_no_ruby_fails_and_those_before_it_are_noted(
    ruby: RailsRunner, clone: Clone, tmp_path: Path, log: Path
) -> None:
    source = tree(tmp_path, fine="def up; end", broken="def up(\nend")
    found = ran(ruby, source, clone, log)
    assert (found.ok, found.migration, found.error) == (False, "30000000000001", None)
    assert pending(source, clone) == ["30000000000001"]


def test_a_migration_that_hangs_is_ended_and_named(ruby: RailsRunner, clone: Clone, tmp_path: Path, log: Path) -> None:
    source = tree(tmp_path, hang="def up\n  execute 'DELETE FROM ratings'\n  sleep\nend")
    found = ran(ruby, source, clone, log, limit=8)
    assert (found.ok, found.timed_out, found.migration) == (False, True, "30000000000000")
    assert clone.query("select count(*) as many from ratings") == [{"many": 2}]


def test_a_class_that_is_not_named_as_its_file_is_found_all_the_same(
    ruby: RailsRunner, clone: Clone, tmp_path: Path, log: Path
) -> None:
    source = tree(tmp_path, api_keys="")
    path = next(source.glob("db/migrate/*.rb"))
    path.write_text("class APIKeys < ActiveRecord::Migration[5.2]\n  def change\n    create_table :keys\n  end\nend\n")
    found = ran(ruby, source, clone, log)
    assert found.ok, found.said
    assert clone.query("select to_regclass('keys') as made") == [{"made": "keys"}]
