"""Constants, texts, loops and helpers: what a migration works out of its own source."""

import pytest
from rails_world import done, read, read_source, told

from auditor.model.migration import Reading
from auditor.model.operation import AddColumn, Opaque


@pytest.mark.parametrize(
    ("body", "statement"),
    [
        ("execute \"DELETE FROM a WHERE n = '\\x41\\u00e9\\n'\"", "delete a where n = 'Aé\n'"),
        ("execute 'DELETE FROM a WHERE n = \\'x\\''", "delete a where n = 'x'"),
        ("id = 3\nexecute \"DELETE FROM a WHERE id = #{id + 4}\"", "delete a where id = 7"),
        ("execute 'DELETE FROM a ' \\\n 'WHERE id = 1'", "delete a where id = 1"),
        ("sql = 'DELETE FROM a'\nsql += ' WHERE id = 2'\nexecute sql", "delete a where id = 2"),
        ("sql = +'DELETE FROM a'\nsql << ' WHERE id = 2'\nexecute(sql)", "delete a where id = 2"),
        ("execute 'DELETE FROM %s WHERE id = %s' % ['a', 5]", "delete a where id = 5"),
        ("execute format('DELETE FROM %{t}', t: :a)", "delete a"),
        ("execute %q(DELETE FROM a WHERE n = 'q')", "delete a where n = 'q'"),
        ("execute ['DELETE FROM a WHERE id IN (', [1, 2].join(','), ')'].join", "delete a where id IN (1, 2)"),
        ("ids = (1..3).map { |i| i * 2 }\nexecute \"DELETE FROM a WHERE id IN (#{ids.join(', ')})\"",
         "delete a where id IN (2, 4, 6)"),
        ("x = nil\nx ||= 4\nexecute \"DELETE FROM a WHERE id = #{x}\"", "delete a where id = 4"),
        ("a, (b, *c) = 1, [2, 3, 4]\nexecute \"DELETE FROM t WHERE id = #{a + b + c.last}\"", "delete t where id = 7"),
        ("h = { a: 1, 'b' => 2 }\nexecute \"DELETE FROM t WHERE id = #{h[:a] + h['b']}\"", "delete t where id = 3"),
        ("x = { k: [1] }\nx[:k] << 2\nx[:n] = 9\nexecute \"DELETE FROM t WHERE id = #{x[:k].size + x[:n]}\"",
         "delete t where id = 11"),
        ("execute \"DELETE FROM t WHERE id = #{1_000.to_s}\"", "delete t where id = 1000"),
        ("execute \"DELETE FROM #{'User'.tableize}\"", "delete users"),
        ("execute \"DELETE FROM t WHERE id = #{[3, 1, 2].sort.first(2).sum}\"", "delete t where id = 3"),
        ("execute \"DELETE FROM t WHERE id = #{2.days}\"", "delete t where id = 172800"),
        ("f = ->(n) { \"DELETE FROM t WHERE id = #{n}\" }\nexecute f.call(8)", "delete t where id = 8"),
        ("n = case :b when :a then 1 when :b, :c then 2 else 3 end\nexecute \"DELETE FROM t WHERE id = #{n}\"",
         "delete t where id = 2"),
        ("n = if false then 1 elsif nil then 2 else 3 end\nexecute \"DELETE FROM t WHERE id = #{n}\"",
         "delete t where id = 3"),
        ("n = [1, 2, 3].select(&:even?).first\nexecute \"DELETE FROM t WHERE id = #{n}\"", "delete t where id = 2"),
        ("n = [[:a, 1], [:b, 2]].to_h.fetch(:b)\nexecute \"DELETE FROM t WHERE id = #{n}\"", "delete t where id = 2"),
        ("n = %w[a b].each_with_index.to_a rescue 1\nn = %w[a b].index('b')\nexecute \"DELETE FROM t WHERE id = #{n}\"",
         "delete t where id = 1"),
        ("n = 0\n[1, 2, 3].each { |i| next if i == 2; n += i }\nexecute \"DELETE FROM t WHERE id = #{n}\"",
         "delete t where id = 4"),
        ("n = 0\nwhile n < 5 do n += 1; break if n == 3 end\nexecute \"DELETE FROM t WHERE id = #{n}\"",
         "delete t where id = 3"),
        ("n = 0\nfor i in 1..4 do n += i end\nexecute \"DELETE FROM t WHERE id = #{n}\"", "delete t where id = 10"),
        ("n = [1, 2].inject { |a, b| a + b }\nexecute \"DELETE FROM t WHERE id = #{n}\"", "delete t where id = 3"),
        ("n = nil\nexecute \"DELETE FROM t WHERE id = #{n&.length || 6}\"", "delete t where id = 6"),
    ],
)  # fmt: skip
def test_what_ruby_works_out_stands_in_the_statement(body: str, statement: str) -> None:
    made = read(body)
    assert told(made) == [statement]
    assert made.reading is Reading.EXACT


def test_heredoc_loses_its_margin_and_keeps_its_lines() -> None:
    made = read("execute <<~SQL\n  DELETE FROM a\n  WHERE n = 'two\n    lines';\n\n  DELETE FROM b\nSQL")
    assert told(made) == ["delete a where n = 'two\n  lines'", "delete b"]
    assert [one.line for one in made.steps] == [5, 9]


def test_squished_heredoc_is_one_line() -> None:
    made = read("execute <<-SQL.squish\n   DELETE FROM a\n     WHERE n = 'x'\n SQL")
    assert told(made) == ["delete a where n = 'x'"]


def test_each_of_two_heredocs_on_a_line_has_its_own_body() -> None:
    made = read(
        "x(<<~A, <<~'B')\n  DELETE FROM a\nA\n  DELETE FROM \"b#\"\nB", above="def x(a, b)\nexecute b\nexecute a\nend"
    )
    assert told(made) == ["delete b#", "delete a"]


def test_constants_of_the_class_feed_loops() -> None:
    made = read(
        "GONE.each do |table, columns|\n columns.each { |column| remove_column table, column }\nend",
        above="GONE ||= { users: %i[a b], posts: ['c'] }.freeze",
    )
    assert told(made) == ["DropColumn users a", "DropColumn users b", "DropColumn posts c"]


def test_constants_of_inner_classes_are_found() -> None:
    made = read('execute "DELETE FROM roles WHERE id = #{Role::FIRST}"', above="class Role\nFIRST = -9\nend")
    assert told(made) == ["delete roles where id = -9"]


def test_helpers_take_arguments_of_every_kind() -> None:
    made = read(
        "gone(:users, 'a', 'b', where: 1) { |n| n + 1 }",
        above="def gone(table, *columns, where:, limit: 2, **rest)\n"
        'columns.each { |one| execute "DELETE FROM #{table} WHERE #{one} = #{yield(where + limit)}" }\nend',
    )
    assert told(made) == ["delete users where a = 4", "delete users where b = 4"]


def test_helper_that_returns_early_gives_what_it_returned() -> None:
    made = read("execute sql", above="def sql\nreturn 'DELETE FROM a' if true\n'DELETE FROM b'\nend")
    assert told(made) == ["delete a"]


def test_table_is_made_with_columns_from_a_loop() -> None:
    made = read('create_table :tops do |t|\n %w[day week].each { |one| t.integer "#{one}_count" }\nend')
    (table,) = done(made)
    assert {one.name for one in table.columns} >= {"day_count", "week_count"}  # type: ignore[union-attr]


def test_lambda_default_is_sql() -> None:
    (added,) = done(read("add_column :users, :seen_at, :datetime, default: -> { 'now()' }"))
    assert isinstance(added, AddColumn)
    assert added.column.default == "now()"


@pytest.mark.parametrize(
    "body",
    [
        "safety_assured { remove_column :users, :a }",
        "say_with_time('going') do\n remove_column :users, :a\nend",
        "transaction do\n remove_column :users, :a\nend",
        "ActiveRecord::Base.transaction { remove_column :users, :a }",
        "reversible do |dir|\n dir.up { remove_column :users, :a }\n dir.down { add_column :users, :a, :text }\nend",
        "up_only { remove_column :users, :a }",
        "connection.remove_column :users, :a",
        "ActiveRecord::Base.connection.remove_column(:users, :a)",
        "begin\n remove_column :users, :a\nensure\n puts 'done'\nend",
    ],
)
def test_wrappers_do_what_is_in_them(body: str) -> None:
    made = read(body)
    assert told(made) == ["DropColumn users a"]
    assert made.reading is Reading.EXACT


@pytest.mark.parametrize("method", ["def change", "def self.up", "def up"])
def test_change_and_up_are_read_and_down_is_not(method: str) -> None:
    made = read_source(
        f"class One < ActiveRecord::Migration[5.2]\n{method}\ndrop_table :a\nend\ndef down\ndrop_table :b\nend\nend"
    )
    assert told(made) == ["DropTable a"]


def test_migration_without_ddl_transaction_says_so() -> None:
    assert read("drop_table :a").transaction
    assert not read("drop_table :a", above="disable_ddl_transaction!").transaction


def test_version_of_rails_decides_on_defaults() -> None:
    old, new = (
        done(
            read_source(
                f"class One < ActiveRecord::Migration{one}\ndef up\ncreate_table(:a) {{ |t| t.timestamps }}\nend\nend"
            )
        )
        for one in ("", "[5.2]")
    )
    nullable = [{one.name: one.nullable for one in made[0].columns}["created_at"] for made in (old, new)]  # type: ignore[union-attr]
    assert nullable == [True, False]


def test_environment_of_the_run_is_production() -> None:
    made = read("return if Rails.env.test?\ndrop_table :a\ndrop_table(:b) if Rails.env.development?")
    assert told(made) == ["DropTable a"]


def test_time_of_the_run_is_what_postgresql_takes_for_it() -> None:
    assert told(read("execute \"UPDATE a SET t = '#{Time.zone.now}'\"")) == ["update a set t = 'now'"]


def test_what_is_not_known_inside_quotes_is_never_taken_for_text() -> None:
    made = read("execute \"UPDATE a SET n = '#{SecureRandom.hex}' WHERE id = 1\"")
    (operation,) = done(made)
    assert isinstance(operation, Opaque)
    assert told(made) == ["opaque a"]
    assert made.reading is Reading.PARTIAL
    assert "random" in made.because[0]


def test_statement_on_a_table_that_is_not_known_may_change_any() -> None:
    made = read("execute \"DELETE FROM #{ENV['TABLE']}\"\ndrop_table :b")
    assert told(made) == ["opaque any", "DropTable b"]
    assert made.reading is Reading.PARTIAL


@pytest.mark.parametrize(
    ("change", "statement"),
    [
        ("x = ['a', nil]\nx.compact!", "delete t where n IN ('a')"),
        ("x = ['b', 'a']\nx.sort!.reverse!", "delete t where n IN ('b', 'a')"),
        ("x = ['b', 'c']\nx.reject! { |one| one == 'c' }", "delete t where n IN ('b')"),
        ("x = ['b']\nx.map! { |one| one + 'z' }", "delete t where n IN ('bz')"),
        ("x = ['b']\nx.unshift('a')", "delete t where n IN ('a', 'b')"),
        ("y = 'b'\ny.upcase!\nx = [y]", "delete t where n IN ('B')"),
        ("y = 'bob'\ny.gsub!('b', 'd')\nx = [y]", "delete t where n IN ('dod')"),
        ("x = ['b', 'c']\nx.delete('c')", "opaque t"),
    ],
)
def test_values_changed_in_place_are_changed(change: str, statement: str) -> None:
    assert told(read(f"{change}\nDB.exec('DELETE FROM t WHERE n IN (?)', x)")) == [statement]


def test_symbol_is_no_text() -> None:
    made = read("if :a == 'a'\n drop_table :b\nelse\n drop_table :c\nend")
    assert told(made) == ["DropTable c"]


def test_class_in_a_case_is_not_guessed() -> None:
    made = read("case 'x'\nwhen String then drop_table :a\nelse drop_table :b\nend")
    assert told(made) == ["DropTable a", "DropTable b"]
    assert made.reading is Reading.PARTIAL


def test_object_of_the_application_may_do_anything() -> None:
    made = read("Wizard.new(:users).cast\ndrop_table :a")
    assert told(made) == ["opaque any", "DropTable a"]
