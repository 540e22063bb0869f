from pathlib import Path

import pytest
from worlds import Asked

from auditor.errors import SourceError
from auditor.migrations.project import Project
from auditor.migrations.sql_files import SqlProject, sql_project
from auditor.model.migration import Reading
from auditor.model.operation import AddColumn, AddIndex, CreateTable, DropTable, Harmless, Opaque
from auditor.model.source import Script


def project(root: Path, **files: str) -> SqlProject:
    for name, text in files.items():
        (root / name).write_text(text)
    found = sql_project(root)
    assert found is not None
    return found


def read(root: Path, text: str, world: Asked | None = None) -> Script:
    found = project(root, **{"1_a.sql": text})
    return found.read(found.files[0], world or Asked())


def test_it_is_a_project_and_a_context(tmp_path: Path) -> None:
    found: Project = project(tmp_path, **{"1_a.sql": "", "2_b.sql": ""})
    with found as opened:
        assert opened is found
    assert (found.framework, found.root, found.ledger.table) == ("sql", tmp_path, "schema_migrations")
    assert [one.version for one in found.pending({"1"})] == ["2"]


def test_a_tree_without_migrations_is_no_project(tmp_path: Path) -> None:
    assert sql_project(tmp_path) is None


def test_where_it_is_unclear_which_are_meant_is_an_error(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1_x.sql").write_text("")
    with pytest.raises(SourceError, match="several places"):
        sql_project(tmp_path)


def test_a_file_is_its_statements_in_their_lines(tmp_path: Path) -> None:
    script = read(tmp_path, "-- first\ncreate table a (id int);\n\ndrop table b;\n")
    assert [(one.line, type(one.operation)) for one in script.steps] == [(2, CreateTable), (4, DropTable)]
    assert (script.reading, script.transaction) == (Reading.EXACT, True)


def test_an_empty_file_does_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "-- later\n") == Script(())


def test_the_way_back_is_not_read(tmp_path: Path) -> None:
    script = read(tmp_path, "-- migrate:up transaction:false\nvacuum;\n-- migrate:down\ndrop table a;\n")
    assert [type(one.operation) for one in script.steps] == [Harmless]
    assert not script.transaction


def test_an_index_made_concurrently_is_not_made_in_a_transaction(tmp_path: Path) -> None:
    script = read(tmp_path, "create index concurrently i on a (b);")
    assert isinstance(script.steps[0].operation, AddIndex)
    assert not script.transaction


def test_the_world_answers_what_a_block_asks(tmp_path: Path) -> None:
    text = "do $$ begin if x() then drop table a; end if; end $$"
    script = read(tmp_path, text, Asked(rows={"SELECT (x()) AS answer": [{"answer": True}]}))
    assert [type(one.operation) for one in script.steps] == [DropTable]
    assert script.reading is Reading.GUARDED
    assert script.because == ("line 1: depends on whether x(); here it is so",)


def test_what_only_psql_knows_is_said(tmp_path: Path) -> None:
    script = read(tmp_path, "\\set ON_ERROR_STOP on\nalter table a add b int;\n\\i more.sql\n")
    assert [type(one.operation) for one in script.steps] == [AddColumn, Opaque]
    assert script.reading is Reading.PARTIAL
    assert script.because == ("line 3: only psql knows what \\i does",)
    assert read(tmp_path, "\\i more.sql").reading is Reading.UNREAD


def test_flyway_has_its_placeholders_put_in(tmp_path: Path) -> None:
    conf = "flyway.url=x\nflyway.placeholders.prefix = shop\n# flyway.placeholders.prefix=no\n"
    found = project(tmp_path, **{"flyway.conf": conf, "V1__a.sql": "drop table ${prefix}_a; drop table ${other}_b;"})
    script = found.read(found.files[0], Asked())
    operation = script.steps[0].operation
    assert isinstance(operation, DropTable)
    assert operation.table.name == "shop_a"
    assert script.reading is Reading.PARTIAL


def test_a_file_that_cannot_be_read_is_unread_with_a_reason(tmp_path: Path) -> None:
    found = project(tmp_path, **{"1_a.sql": "select 1;"})
    path = tmp_path / "1_a.sql"
    path.write_bytes(b"select '\xff';")
    assert found.read(found.files[0], Asked()).because == (
        "line 1: byte 9 of the file is not UTF-8 (invalid start byte); saved as UTF-8 it can be read",
    )
    path.write_bytes(b"-- " + b"x" * 2_000_000)
    assert "longer than 2,000,000 bytes" in found.read(found.files[0], Asked()).because[0]
    path.unlink()
    script = found.read(found.files[0], Asked())
    assert script.reading is Reading.UNREAD
    assert "No such file" in script.because[0]


def test_what_is_no_sql_is_unread(tmp_path: Path) -> None:
    script = read(tmp_path, "this is not sql")
    assert script.reading is Reading.UNREAD
    assert 'syntax error at or near "this"' in script.because[0]
