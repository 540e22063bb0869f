"""Patches that let an INSERT of the user's own file pass over what is there."""

import ast
import os
import subprocess
from pathlib import Path

import pytest

from auditor.errors import PatchedError, SourceError
from auditor.migrations import grammar, ruby
from auditor.migrations.insert_patch import passing_over
from auditor.model.check import Insertion

CLAUSE = " ON CONFLICT DO NOTHING"
SQL = """\
-- migrate:up
create table "Größe" (id int primary key);
insert into app."Größe" (id) select 1; insert into other values (1);
insert into users
  select id, 'a;b' from old -- the old ones; all
  where x in (select 1) returning id, (select 2)
;
with o as (insert into users values (9) returning id)
insert into likes select id from o
"""
RUBY = """\
# frozen_string_literal: true
class MoveVotes < ActiveRecord::Migration[5.2]
  def up
    execute <<~SQL
      UPDATE votes SET n = 'é';
      INSERT INTO tallies (poll_id, n)
      SELECT poll_id, #{count} FROM votes WHERE kind = '#{kind("x")}'
    SQL
    DB.exec(<<-SQL, limit: 5)
      INSERT INTO ranks SELECT id FROM users WHERE id > :limit
      RETURNING id;
    SQL
    execute "INSERT INTO marks VALUES (1, \\"a\\")"
    execute "INSERT INTO #{name} VALUES (1)"
  end
end
"""
PYTHON = '''\
"""INSERT INTO ballots is what this is about."""
from alembic import op

revision = "b"

def upgrade() -> None:
    op.execute(
        "INSERT INTO ballots (id) "  # the old ones
        "SELECT id FROM old WHERE name = \\'é\\'"
    )
    op.execute(f"""
        INSERT INTO votes
        SELECT id, {limit} FROM old;
    """)
    op.execute(r'INSERT INTO marks VALUES (1)')
'''


def patched(folder: Path, name: str, text: str, line: int, table: str) -> str:
    """The file after `git apply`, which is asked to check first."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    patch = passing_over(folder, Insertion(name, line, table))
    for options in (["--check"], []):
        subprocess.run(
            ["git", "apply", *options, "-"],
            input=patch.encode(),
            cwd=folder,
            check=True,
            env={**os.environ, "GIT_DIR": "none"},
        )
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("line", "table", "before", "after"),
    [
        (3, "app.Größe", "(id) select 1; insert", f"(id) select 1{CLAUSE}; insert"),
        (3, "other", "other values (1);", f"other values (1){CLAUSE};"),
        (4, "users", "(select 1) returning", f"(select 1){CLAUSE} returning"),
        (8, "likes", "select id from o\n", f"select id from o{CLAUSE}\n"),
    ],
)
def test_a_statement_of_a_sql_file_gets_the_clause_where_it_ends(
    tmp_path: Path, line: int, table: str, before: str, after: str
) -> None:
    new = patched(tmp_path, "3_up.sql", SQL, line, table)
    assert new == SQL.replace(before, after, 1)
    assert all(one.fault is None for one in grammar.statements(new))


@pytest.mark.parametrize(
    ("line", "table", "before", "after"),
    [
        (6, "tallies", """'#{kind("x")}'\n""", f"""'#{{kind("x")}}'{CLAUSE}\n"""),
        (4, "tallies", """'#{kind("x")}'\n""", f"""'#{{kind("x")}}'{CLAUSE}\n"""),
        (9, "ranks", ":limit\n", f":limit{CLAUSE}\n"),
        (13, "marks", '(1, \\"a\\")', f'(1, \\"a\\"){CLAUSE}'),
        (14, "polls", "} VALUES (1)", f"}} VALUES (1){CLAUSE}"),
    ],
)
def test_a_text_of_a_rails_migration_gets_the_clause_and_stays_ruby(
    tmp_path: Path, line: int, table: str, before: str, after: str
) -> None:
    new = patched(tmp_path, "db/migrate/1_move.rb", RUBY, line, table)
    assert new == RUBY.replace(before, after, 1)
    ruby.sound(new.encode(), "broken")


@pytest.mark.parametrize(
    ("line", "table", "before", "after"),
    [
        (7, "ballots", "é\\'\"", f"é\\'{CLAUSE}\""),
        (8, "ballots", "é\\'\"", f"é\\'{CLAUSE}\""),
        (12, "votes", "FROM old;", f"FROM old{CLAUSE};"),
        (15, "marks", "(1)'", f"(1){CLAUSE}'"),
    ],
)
def test_a_string_of_an_alembic_revision_gets_the_clause_and_stays_python(
    tmp_path: Path, line: int, table: str, before: str, after: str
) -> None:
    new = patched(tmp_path, "versions/b.py", PYTHON, line, table)
    assert new == PYTHON.replace(before, after, 1)
    ast.parse(new)


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    text = "insert into a\r\nvalues (1);\r\nselect 1"
    assert patched(tmp_path, "1_a.sql", text, 1, "a") == f"insert into a\r\nvalues (1){CLAUSE};\r\nselect 1"


def test_a_statement_in_a_block_is_found_by_its_line(tmp_path: Path) -> None:
    text = "do $$ begin\n  if true then\n    insert into a values (1);\n  end if;\nend $$;\n"
    new = patched(tmp_path, "1_a.sql", text, 3, "a")
    assert new == text.replace("(1);", f"(1){CLAUSE};")


@pytest.mark.parametrize(
    ("text", "line", "table", "said"),
    [
        ("insert into a values (1);", 1, "b", "no statement INSERT INTO b at line 1"),
        ("insert into a values (1);", 2, "a", "no statement"),
        ("insert into a values (1); insert into a values (2);", 1, "a", "2 statements"),
        ("update a set n = 1; -- insert into a", 1, "a", "no statement"),
        ("with o as (insert into a values (9) returning id) select id from o", 1, "a", "no statement"),
        ("select 'insert into a values (1)'", 1, "a", "no statement"),
    ],
)
def test_what_is_not_there_just_once_is_refused(tmp_path: Path, text: str, line: int, table: str, said: str) -> None:
    (tmp_path / "1_a.sql").write_text(text)
    with pytest.raises(SourceError, match=said):
        passing_over(tmp_path, Insertion("1_a.sql", line, table))


@pytest.mark.parametrize("rest", ["on conflict do nothing", "ON CONFLICT (id) DO UPDATE SET n = 1 returning id"])
def test_a_statement_that_says_what_to_do_already_is_left_alone(tmp_path: Path, rest: str) -> None:
    (tmp_path / "1_a.sql").write_text(f"insert into a values (1) {rest};")
    with pytest.raises(PatchedError, match="says ON CONFLICT already"):
        passing_over(tmp_path, Insertion("1_a.sql", 1, "a"))


@pytest.mark.parametrize(("name", "text"), [("a.rb", "def ("), ("a.py", "def ("), ("a.py", "\0"), ("a.sql", "\xff")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    with pytest.raises(SourceError):
        passing_over(tmp_path, Insertion(name, 1, "a"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        passing_over(tmp_path, Insertion("nowhere.sql", 1, "a"))
