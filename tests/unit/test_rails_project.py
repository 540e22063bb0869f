"""A Rails application's folders of migrations."""

from pathlib import Path

import pytest
from rails_world import Nobody, told

from auditor.migrations.rails.project import RailsProject
from auditor.model.migration import Phase, Reading

BODY = "class {name} < ActiveRecord::Migration[6.0]\n  def change\n    {does}\n  end\nend\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path, "db/migrate/20200101000000_add_name.rb", "add_column :users, :name, :text")
    put(tmp_path, "db/migrate/20200103000000_add_age.rb", "add_column :users, :age, :integer")
    put(tmp_path, "db/post_migrate/20200102000000_drop_nick.rb", "remove_column :users, :nick")
    put(tmp_path, "plugins/poll/db/migrate/20200101120000_add_polls.rb", "create_table(:polls)")
    put(tmp_path, "plugins/poll/db/post_migrate/20200104000000_drop_polls.rb", "drop_table :polls")
    (tmp_path / "db/migrate/README.rb").write_text("no migration")
    return tmp_path


def put(root: Path, path: str, does: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(BODY.format(name="One", does=does))


def project(root: Path) -> RailsProject:
    found = RailsProject.at(root)
    assert found is not None
    return found


def test_files_of_all_folders_come_by_number(root: Path) -> None:
    files = project(root).files
    assert [(one.version, one.name, one.phase) for one in files] == [
        ("20200101000000", "AddName", Phase.PRE),
        ("20200101120000", "AddPolls", Phase.PRE),
        ("20200102000000", "DropNick", Phase.POST),
        ("20200103000000", "AddAge", Phase.PRE),
        ("20200104000000", "DropPolls", Phase.POST),
    ]
    assert files[1].path == "plugins/poll/db/migrate/20200101120000_add_polls.rb"


def test_pending_is_what_the_ledger_does_not_have(root: Path) -> None:
    found = project(root)
    assert found.ledger.table == "schema_migrations"
    assert [one.name for one in found.pending({"20200101000000", "20200102000000"})] == [
        "AddPolls",
        "AddAge",
        "DropPolls",
    ]


def test_version_with_leading_zeros_is_the_same_number(tmp_path: Path) -> None:
    put(tmp_path, "db/migrate/001_first.rb", "drop_table :a")
    assert project(tmp_path).pending({"1"}) == ()


def test_folder_without_migrations_is_no_project(tmp_path: Path) -> None:
    assert RailsProject.at(tmp_path) is None


def test_migration_is_read_from_its_file(root: Path) -> None:
    with project(root) as found:
        made = found.read(found.files[2], Nobody())
    assert told(made) == ["DropColumn users nick"]


def test_file_that_is_gone_is_unread(root: Path) -> None:
    found = project(root)
    (root / found.files[0].path).unlink()
    made = found.read(found.files[0], Nobody())
    assert made.reading is Reading.UNREAD
    assert "No such file" in made.because[0]


def test_helper_class_of_the_application_is_followed(root: Path) -> None:
    (root / "lib").mkdir()
    (root / "lib/view_keeper.rb").write_text(
        "module ViewKeeper\n  def self.drop!\n    ActiveRecord::Base.connection.execute('DROP VIEW x')\n  end\nend\n"
    )
    put(root, "db/migrate/20200201000000_x.rb", "ViewKeeper.drop!\ndrop_table :a")
    found = project(root)
    made = found.read(found.files[-1], Nobody())
    assert [type(one.operation).__name__ for one in made.steps] == ["DropView", "DropTable"]
    assert made.reading is Reading.EXACT


def test_model_of_the_application_is_known_by_its_file(root: Path) -> None:
    (root / "app/models").mkdir(parents=True)
    (root / "app/models/person.rb").write_text(
        "class Person < ApplicationRecord\n  self.table_name = 'staff'\n  enum kind: %i[cook clerk]\nend\n"
    )
    put(root, "db/migrate/20200201000000_x.rb", "Person.where(kind: :clerk).delete_all")
    found = project(root)
    assert told(found.read(found.files[-1], Nobody())) == ["delete staff where staff.kind = 1"]


def test_constant_of_the_application_is_known_by_its_file(root: Path) -> None:
    (root / "app/models").mkdir(parents=True)
    (root / "app/models/team.rb").write_text("class Team < ApplicationRecord\n  IDS = { all: 0, staff: 3 }\nend\n")
    put(root, "db/migrate/20200201000000_x.rb", 'execute "DELETE FROM a WHERE id = #{Team::IDS[:staff]}"')
    found = project(root)
    assert told(found.read(found.files[-1], Nobody())) == ["delete a where id = 3"]


def test_query_of_a_view_is_read_from_its_file(root: Path) -> None:
    (root / "db/views").mkdir()
    (root / "db/views/shown_v02.sql").write_text("SELECT id FROM users\n")
    put(root, "db/migrate/20200201000000_x.rb", "create_view :shown, version: 2")
    found = project(root)
    made = found.read(found.files[-1], Nobody())
    assert "SELECT id FROM users" in str(made.steps[0].operation)
    assert made.reading is Reading.EXACT


def test_file_outside_of_the_application_is_not_read(root: Path) -> None:
    (root.parent / "secret_v01.sql").write_text("SELECT 1")
    put(root, "db/migrate/20200201000000_x.rb", "create_view '../../../secret'")
    found = project(root)
    assert found.read(found.files[-1], Nobody()).reading is not Reading.EXACT
