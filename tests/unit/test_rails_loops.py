"""Loops through rows in batches, rescued failures, and models."""

import pytest
from rails_world import Known, Nobody, read, table, told

from auditor.model.migration import Reading

SPARE = "disable_ddl_transaction!"
ACCOUNT = """
class Account < ApplicationRecord
  scope :far, -> { where.not(domain: nil) }
  enum state: { on: 0, off: 1 }
end
"""


@pytest.mark.parametrize(
    "loop",
    [
        "begin\n n = DB.exec(SQL)\nend while n > 0",
        "begin\n n = execute(SQL).cmd_tuples\nend until n == 0",
        "loop do\n n = DB.exec(SQL)\n break if n == 0\nend",
        "while DB.exec(SQL) > 0; end",
        "n = 1\nwhile n > 0\n n = DB.exec(SQL)\n sleep 0.1\nend",
    ],
)
def test_batches_are_the_statement_without_its_window(loop: str) -> None:
    made = read(loop, above='SQL = "DELETE FROM a WHERE id IN (SELECT id FROM a WHERE n IS NULL LIMIT 100)"')
    assert told(made) == ["delete a where id IN (SELECT id FROM a WHERE n IS NULL)"]
    assert made.reading is Reading.EXACT


@pytest.mark.parametrize(
    "loop",
    [
        "low, high = DB.query_single('SELECT MIN(id), MAX(id) FROM a')\n"
        '(low..high).step(9) { |at| execute "UPDATE a SET n = 1 WHERE id >= #{at} AND id < #{at + 9} AND m > 2" }',
        "last = 0\nloop do\n ids = DB.query_single('SELECT id FROM a WHERE id > ? ORDER BY id LIMIT 10', last)\n"
        ' break if ids.empty?\n execute "UPDATE a SET n = 1 WHERE id > #{last} AND m > 2"\n last = ids.last\nend',
        "at = 0\nwhile at < 10_000\n"
        ' execute "UPDATE a SET n = 1 WHERE id BETWEEN #{at} AND #{at + 9} AND m > 2"\n at += 10\nend',
    ],
)
def test_windows_on_numbers_are_left_out(loop: str) -> None:
    made = read(loop, Known())
    assert told(made) == ["update a set n = 1 where m > 2"]


def test_batches_of_ids_that_are_asked_anew_are_their_query() -> None:
    body = (
        "ids = select_values(SQL)\nwhile ids.any?\n"
        " execute \"UPDATE a SET n = 0 WHERE id IN (#{ids.join(',')})\"\n ids = select_values(SQL)\nend"
    )
    made = read(body, above='SQL = "SELECT id FROM a WHERE n IS NULL LIMIT 5"')
    assert told(made) == ["update a set n = 0 where id IN (SELECT id FROM a WHERE n IS NULL)"]


def test_statement_without_window_that_is_repeated_is_not_followed() -> None:
    made = read("begin\n n = execute('UPDATE a SET n = n + 1 WHERE n < 9').cmd_tuples\nend while n > 0\ndrop_table :b")
    assert told(made) == ["opaque a", "DropTable b"]
    assert made.reading is Reading.PARTIAL
    assert "again and again" in made.because[0]


def test_short_loop_over_numbers_is_gone_through() -> None:
    made = read('n = 0\nwhile n < 2\n execute "DELETE FROM a WHERE id = #{n}"\n n += 1\nend')
    assert told(made) == ["delete a where id = 0", "delete a where id = 1"]


def test_failure_cannot_be_rescued_within_a_transaction() -> None:
    made = read(
        "begin\n add_index :a, :b, unique: true\nrescue ActiveRecord::RecordNotUnique\n execute 'DELETE FROM a'\nend"
    )
    assert told(made) == ["AddIndex index_a_on_b"]
    assert made.reading is Reading.EXACT


def test_what_repairs_a_failure_and_tries_again_comes_first() -> None:
    body = (
        "add_index :a, :b, unique: true, algorithm: :concurrently\n"
        "rescue ActiveRecord::RecordNotUnique\n"
        "execute 'DELETE FROM a WHERE b < 0'\nremove_index :a, name: 'index_a_on_b'\n"
        "add_index :a, :b, unique: true, algorithm: :concurrently"
    )
    made = read(body, Known(table("a", "id", "b")), above=SPARE)
    assert told(made) == ["delete a where b < 0", "AddIndex index_a_on_b"]
    assert made.reading is Reading.GUARDED
    assert "only done where line 4 fails" in made.because[0]


def test_retry_tries_all_again() -> None:
    body = "add_index :a, :b, unique: true\nrescue PG::UniqueViolation\nexecute 'DELETE FROM a WHERE b < 0'\nretry"
    assert told(read(body, above=SPARE)) == ["delete a where b < 0", "AddIndex index_a_on_b"]


def test_failure_that_is_raised_again_is_none_that_is_rescued() -> None:
    made = read("add_index :a, :b, unique: true\nrescue\nremove_index :a, :b\nraise", Nobody(), above=SPARE)
    assert told(made) == ["AddIndex index_a_on_b"]
    assert made.reading is Reading.EXACT


def test_swallowed_failure_leaves_the_statement_in_doubt() -> None:
    made = read("execute 'ALTER TABLE a ADD PRIMARY KEY (id)'\nrescue StandardError\nnil", above=SPARE)
    assert made.reading is Reading.PARTIAL


def test_error_of_a_library_is_no_failure_of_a_statement() -> None:
    made = read("begin\n drop_table :a\nrescue JSON::ParserError\n drop_table :b\nend", above=SPARE)
    assert told(made) == ["DropTable a"]
    assert made.reading is Reading.EXACT


@pytest.mark.parametrize(
    ("chain", "statement"),
    [
        ("Account.where(uri: '').in_batches.update_all(uri: nil)",
         "update accounts set uri = NULL where accounts.uri = ''"),
        ("Account.far.delete_all", "delete accounts where accounts.domain IS NOT NULL"),
        ("Account.where(state: :off).delete_all", "delete accounts where accounts.state = 1"),
        ("Account.where.not(uri: nil).in_batches { |some| some.update_all('n = n + 1') }",
         "update accounts set n = n + 1 where accounts.uri IS NOT NULL"),
        ("Account.where(uri: nil).find_each { |one| one.update_columns(n: 1) }",
         "update accounts set n = 1 where accounts.uri IS NULL"),
        ("Account.where(uri: nil).find_each(&:destroy)", "delete accounts where accounts.uri IS NULL"),
        ("Account.find_by(uri: 'x')&.update!(n: 1)",
         "update accounts set n = 1 where accounts.id IN "
         "(SELECT accounts.id FROM accounts WHERE accounts.uri = 'x' LIMIT 1)"),
        ("one = Account.find(5)\none.n = 2\none.save!", "update accounts set n = 2 where accounts.id = 5"),
        ("all = Account.where(id: 1)\nall = all.where(n: 2)\nall.delete_all",
         "delete accounts where accounts.id = 1 AND accounts.n = 2"),
        ("Account.where(id: Account.states[:off]).delete_all", "delete accounts where accounts.id = 1"),
        ("Account.connection.execute('DELETE FROM accounts')", "delete accounts"),
    ],
)  # fmt: skip
def test_chains_on_models_of_the_migration_are_statements(chain: str, statement: str) -> None:
    made = read(chain, above=ACCOUNT)
    assert told(made) == [statement]
    assert made.reading is Reading.EXACT


def test_rows_that_differ_are_asked_for_and_changed_one_by_one() -> None:
    rows = {'SELECT "accounts".* FROM "accounts"': [{"id": 1, "n": 4}, {"id": 2, "n": 9}]}
    made = read("Account.find_each { |one| one.update!(n: one.n + 1) if one.n > 5 }", Known(rows=rows), above=ACCOUNT)
    assert told(made) == ["update accounts set n = 10 where accounts.id = 2"]
    assert made.reading is Reading.GUARDED


def test_rows_that_differ_and_nobody_answers_leave_the_table() -> None:
    made = read("Account.find_each { |one| one.update!(n: one.n + 1) }", Nobody(), above=ACCOUNT)
    assert told(made) == ["opaque accounts"]
    assert made.reading is Reading.PARTIAL


def test_model_that_is_not_in_the_source_is_not_guessed() -> None:
    made = read("Elsewhere::Thing.where(a: 1).delete_all\ndrop_table :b")
    assert told(made) == ["opaque any", "DropTable b"]


def test_question_to_a_model_decides_a_branch() -> None:
    rows = {'SELECT EXISTS (SELECT 1 FROM "accounts" WHERE "accounts"."uri" = \'x\')': [{"exists": True}]}
    made = read("drop_table :b if Account.where(uri: 'x').exists?", Known(rows=rows), above=ACCOUNT)
    assert told(made) == ["DropTable b"]
    assert made.reading is Reading.GUARDED
