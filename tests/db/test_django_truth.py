"""What is read of a migration of Django's, beside what the real Django sends to a real database for it."""

from collections import Counter
from pathlib import Path

import pytest

from auditor.db.clone import Clone
from auditor.migrations import sql
from auditor.migrations.django.project import DjangoProject
from auditor.migrations.django.texts import Texts
from auditor.model.migration import Reading
from auditor.model.operation import AddIndex, Operation
from tests.django_project import Live, RealDjango, house
from tests.django_shop import SHOP


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return house(tmp_path, SHOP, apps=["django.contrib.contenttypes", "shop"])


def test_every_migration_is_read_as_the_statements_that_django_sends(shop: Path, database: Clone) -> None:
    with DjangoProject(shop) as project, RealDjango(shop, database) as real:
        assert project.why is None
        done: list[str] = []
        for file in project.pending(done):
            script = project.read(file, Live(database))
            said, error = real.migrate(file.version)
            assert error is None, file.version
            meant = [step.operation for one in said for step in sql.steps(one)]
            assert [one.operation for one in script.steps] == meant, file.version
            assert script.reading is Reading.EXACT, script.because


SURE = ("0001_first", "0009_apart", "0010_sql")


def test_what_the_text_says_is_what_django_sends_but_for_order_and_names_of_indexes(
    tmp_path: Path, database: Clone
) -> None:
    root = house(tmp_path, SHOP)
    texts = Texts(root)
    with RealDjango(root, database) as real:
        for key, _ in texts.pending([]):
            script = texts.read(key, Live(database), [], "")
            said, error = real.migrate(key)
            assert error is None, key
            meant = [bare(step.operation) for one in said for step in sql.steps(one)]
            told = [bare(step.operation) for step in script.steps]
            if key.endswith(SURE):
                assert Counter(told) == Counter(meant), key


def bare(operation: Operation) -> str:
    """Without the name and the column of an index, which Django puts off until the end."""
    if isinstance(operation, AddIndex):
        return f"index on {operation.index.table}"
    return repr(operation)
