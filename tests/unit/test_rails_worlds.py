"""What a migration asks of the database, and where the answer, or that there is none, leads."""

import pytest
from rails_world import Known, Nobody, done, read, table, told

from auditor.model.migration import Reading
from auditor.model.operation import Insert, Opaque

USERS = table("users", "id", "name", index="by_id")
COUNT = {"SELECT count(*) FROM users": [{"count": 3}]}
COUNTED = "n = DB.query_single('SELECT count(*) FROM users').first.to_i\n"


@pytest.mark.parametrize(
    ("guard", "holds"),
    [
        ("column_exists?(:users, :name)", True),
        ("column_exists?(:users, :age)", False),
        ("column_exists?(:users, :name, :integer)", True),
        ("column_exists?(:users, :name, :string)", False),
        ("table_exists?('users')", True),
        ("table_exists?(:people)", False),
        ("index_exists?(:users, :id)", True),
        ("index_exists?(:users, :id, unique: true)", True),
        ("index_exists?(:users, :name)", False),
        ("index_name_exists?(:users, :by_id)", True),
        ("index_name_exists?(:users, 'by_name')", False),
        ("connection.data_source_exists?(:users)", True),
        ("ActiveRecord::Base.connection.column_exists?(:users, :name)", True),
        ("connection.columns(:users).map(&:name).include?('name')", True),
        ("foreign_key_exists?(:users, :teams)", False),
        ("column_for(:users, :name).sql_type == 'bigint'", True),
    ],
)
def test_guard_on_the_schema_is_answered(guard: str, holds: bool) -> None:
    made = read(f"if {guard}\n drop_table :yes\nelse\n drop_table :no\nend", Known(USERS))
    assert told(made) == ["DropTable yes" if holds else "DropTable no"]
    assert made.reading is Reading.GUARDED
    assert "depends on" in made.because[0]


def test_guard_that_nobody_answers_gives_both_ways() -> None:
    made = read(
        "if column_exists?(:users, :name)\n drop_table :yes\nelse\n drop_table :no\nend\ndrop_table :z", Nobody()
    )
    assert told(made) == ["DropTable yes", "DropTable no", "DropTable z"]
    assert [one.reading for one in made.steps] == [Reading.GUARDED, Reading.GUARDED, Reading.EXACT]
    assert made.steps[0].because is not None
    assert made.steps[0].because.startswith("not known")


@pytest.mark.parametrize(("guard", "left"), [("return if", []), ("return unless", ["DropTable a"])])
def test_early_return_counts_for_all_that_follows(guard: str, left: list[str]) -> None:
    made = read(f"{guard} table_exists?(:users)\ndrop_table :a", Known(USERS))
    assert told(made) == left
    assert made.reading is Reading.GUARDED


def test_early_return_that_nobody_answers_leaves_the_rest_in_doubt() -> None:
    made = read("return if table_exists?(:users)\ndrop_table :a", Nobody())
    assert told(made) == ["DropTable a"]
    assert made.reading is Reading.GUARDED


def test_doubt_about_a_return_ends_with_its_method() -> None:
    made = read("one\ndrop_table :b", Nobody(), above="def one\nreturn if table_exists?(:users)\ndrop_table :a\nend")
    assert [one.reading for one in made.steps] == [Reading.GUARDED, Reading.EXACT]


def test_branch_on_rows_is_taken() -> None:
    body = COUNTED + "if n > 1\n drop_table :a\nelse\n drop_table :b\nend\ndrop_table :c"
    made = read(body, Known(rows=COUNT))
    assert told(made) == ["DropTable a", "DropTable c"]
    assert [one.reading for one in made.steps] == [Reading.GUARDED, Reading.EXACT]
    assert made.because == ("line 6: depends on what `SELECT count(*) FROM users` gives here",)


def test_branch_on_rows_that_nobody_answers_is_partial_both_ways() -> None:
    made = read(COUNTED + "if n > 1\n drop_table :a\nelse\n drop_table :b\nend", Nobody())
    assert told(made) == ["DropTable a", "DropTable b"]
    assert {one.reading for one in made.steps} == {Reading.PARTIAL}


def test_branch_not_taken_is_told_where_nothing_is_left() -> None:
    made = read(COUNTED + "drop_table :a if n > 5", Known(rows=COUNT))
    assert made.steps == ()
    assert made.reading is Reading.GUARDED


def test_reasons_hold_no_values_of_rows() -> None:
    rows = {"SELECT name FROM users": [{"name": "ada@example.org"}]}
    body = (
        "names = DB.query_single('SELECT name FROM users')\nnames.each { |n| DB.exec('DELETE FROM a WHERE n = ?', n) }"
    )
    made = read(body, Known(rows=rows))
    assert told(made) == ["delete a where n = 'ada@example.org'"]
    assert "ada" not in " ".join(made.because)


@pytest.mark.parametrize(
    "body",
    [
        "execute('SELECT id, n FROM t').each { |r| execute \"DELETE FROM a WHERE id = #{r['id'].to_i + r['n']}\" }",
        "DB.query('SELECT id, n FROM t').each { |r| DB.exec('DELETE FROM a WHERE id = :id', id: r.id + r.n) }",
        "select_rows('SELECT id, n FROM t').each { |id, n| execute \"DELETE FROM a WHERE id = #{id + n}\" }",
        "r = select_one('SELECT id, n FROM t')\nexecute \"DELETE FROM a WHERE id = #{r['id'] + r['n']}\"",
        "x = select_value('SELECT id, n FROM t')\nx = x + 2\nexecute \"DELETE FROM a WHERE id = #{x}\"",
    ],
)
def test_rows_have_the_form_in_which_ruby_has_them(body: str) -> None:
    made = read(body, Known(rows={"SELECT id, n FROM t": [{"id": 1, "n": 2}]}))
    assert told(made) == ["delete a where id = 3"]
    assert made.reading is Reading.GUARDED


def test_loop_over_rows_that_nobody_answers_tells_its_tables() -> None:
    made = read("DB.query('SELECT id FROM t').each { |r| DB.exec('DELETE FROM a WHERE id = ?', r.id) }", Nobody())
    assert told(made) == ["opaque a"]
    assert made.reading is Reading.PARTIAL


def test_list_of_ids_stands_as_its_query() -> None:
    body = "ids = DB.query_single('SELECT id FROM t')\nDB.exec('DELETE FROM a WHERE id IN (:ids)', ids: ids)"
    made = read(body, Nobody())
    assert told(made) == ["delete a where id IN (SELECT id FROM t)"]
    assert made.reading is Reading.EXACT


def test_joined_list_of_ids_stands_as_its_query() -> None:
    ids = "ids = execute('SELECT id FROM t').map { |r| r['id'].to_i }\n"
    body = ids + "execute \"DELETE FROM a WHERE id IN (#{ids.join(',')})\""
    assert told(read(body, Nobody())) == ["delete a where id IN (SELECT id FROM t)"]


def test_what_an_earlier_step_changes_is_not_asked_of_the_world() -> None:
    world = Known(USERS, rows=COUNT)
    made = read("execute 'DELETE FROM users'\n" + COUNTED + "drop_table(:a) if n > 1", world)
    assert world.asked == []
    assert told(made) == ["delete users", "DropTable a"]
    assert made.steps[1].reading is Reading.PARTIAL


def test_new_column_does_not_keep_other_columns_from_being_read() -> None:
    made = read("add_column :users, :age, :integer\n" + COUNTED + "drop_table(:a) if n > 1", Known(USERS, rows=COUNT))
    assert told(made) == ["AddColumn users age", "DropTable a"]
    assert made.steps[1].reading is Reading.GUARDED


@pytest.mark.parametrize(
    ("before", "guard", "holds"),
    [
        ("add_column :users, :age, :integer", "column_exists?(:users, :age)", True),
        ("remove_column :users, :name", "column_exists?(:users, :name)", False),
        ("rename_column :users, :name, :called", "column_exists?(:users, :called)", True),
        ("create_table(:teams) { |t| t.text :motto }", "column_exists?(:teams, :motto)", True),
        ("drop_table :users", "table_exists?(:users)", False),
        ("rename_table :users, :people", "table_exists?(:users)", False),
        ("add_index :users, :name, name: 'by_name'", "index_name_exists?(:users, 'by_name')", True),
        ("remove_index :users, name: 'by_id'", "index_name_exists?(:users, 'by_id')", False),
        ("rename_index :users, 'by_id', 'by_key'", "index_name_exists?(:users, 'by_key')", True),
        ("rename_index :users, 'by_id', 'by_key'", "index_exists?(:users, :id, name: 'by_id')", False),
    ],
)
def test_own_steps_are_in_the_answer(before: str, guard: str, holds: bool) -> None:
    made = read(f"{before}\nif {guard}\n drop_table :yes\nelse\n drop_table :no\nend", Known(USERS))
    assert told(made)[-1] == ("DropTable yes" if holds else "DropTable no")


def test_step_that_may_not_be_done_leaves_later_guards_open() -> None:
    body = "add_column(:users, :age, :integer) if DB.query_single('SELECT 1 FROM x').first\n"
    made = read(body + "drop_table(:a) if column_exists?(:users, :age)", Known(USERS))
    assert told(made) == ["AddColumn users age", "DropTable a"]
    assert made.steps[1].because is not None
    assert "not known whether line 4 is done" in made.steps[1].because


def test_local_set_in_one_of_two_unknown_ways_is_not_known_behind_them() -> None:
    body = "n = 1\nn = 2 if DB.query_single('SELECT 1 FROM x').first\nexecute \"DELETE FROM a WHERE id = #{n}\""
    made = read(body, Nobody())
    assert told(made) == ["opaque a"]


def test_local_set_alike_in_both_unknown_ways_is_known() -> None:
    body = 'if table_exists?(:x)\n n = 2\nelse\n n = 2\nend\nexecute "DELETE FROM a WHERE id = #{n}"'
    assert told(read(body, Nobody())) == ["delete a where id = 2"]


def test_value_that_an_answer_decided_makes_its_statement_guarded() -> None:
    body = COUNTED + 'limit = n > 1 ? 10 : 20\nexecute "DELETE FROM a WHERE id > #{limit}"\ndrop_table :b'
    made = read(body, Known(rows=COUNT))
    assert told(made) == ["delete a where id > 10", "DropTable b"]
    assert [one.reading for one in made.steps] == [Reading.GUARDED, Reading.EXACT]


@pytest.mark.parametrize(
    ("call", "where"),
    [
        ("DB.exec('DELETE FROM a WHERE id = :id AND n = :n', id: 1, n: 'x''')", "id = 1 AND n = 'x'"),
        ("DB.exec('DELETE FROM a WHERE id = ? AND n = ?', 1, nil)", "id = 1 AND n = NULL"),
        ("DB.exec(<<~SQL, ids: [1, 2])\n DELETE FROM a WHERE id IN (:ids)\nSQL", "id IN (1, 2)"),
        ('execute("DELETE FROM a WHERE n = #{connection.quote("it\'s")}")', "n = 'it''s'"),
        ("execute(ActiveRecord::Base.sanitize_sql_array(['DELETE FROM a WHERE id = ?', 7]))", "id = 7"),
        ("DB.exec('DELETE FROM a WHERE t < :now', now: Time.zone.now)", "t < current_timestamp"),
        ("exec_update('DELETE FROM a WHERE id = 4')", "id = 4"),
    ],
)
def test_parameters_stand_in_the_statement(call: str, where: str) -> None:
    assert [one.lower() for one in told(read(call))] == [f"delete a where {where}".lower()]


def test_parameter_that_is_not_known_leaves_the_table() -> None:
    made = read("DB.exec('INSERT INTO a (n) VALUES (:n)', n: ENV['N'])")
    assert told(made) == ["opaque a"]
    assert "environment variable N" in made.because[0]


def test_rows_of_the_statement_are_inserted_as_they_stand() -> None:
    (insert,) = done(read("execute \"INSERT INTO a (n) VALUES ('x') ON CONFLICT DO NOTHING\""))
    assert isinstance(insert, Insert)
    assert insert.conflict == "nothing"


def test_select_that_changes_something_is_a_step() -> None:
    made = read("execute \"SELECT setval('a_id_seq', 5)\"\ndrop_table :a")
    assert told(made)[-1] == "DropTable a"


def test_call_that_nobody_knows_may_do_anything() -> None:
    made = read("Wizard.cast(:users)\ndrop_table :a")
    (first, _) = done(made)
    assert isinstance(first, Opaque)
    assert first.tables is None
    assert made.reading is Reading.PARTIAL


def test_file_of_which_nothing_is_known_is_unread() -> None:
    made = read("Wizard.cast(:users)")
    assert made.reading is Reading.UNREAD
    assert "`Wizard.cast`" in made.because[0]


@pytest.mark.parametrize(
    "body",
    ["puts 'hello'", "Rails.logger.info('x')", "User.reset_column_information", "$redis.del('x')", "require 'x'"],
)
def test_talk_leaves_the_database_alone(body: str) -> None:
    made = read(body)
    assert made.steps == ()
    assert made.reading is Reading.EXACT
