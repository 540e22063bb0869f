"""The graph of revisions, held against Alembic's own."""

import random
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from revisions import tree

from auditor.errors import SourceError
from auditor.migrations.alembic.graph import Graph, graph_of, upgrade_order
from auditor.migrations.alembic.project import alembic_project
from auditor.model.migration import Phase


def written(folder: Path, name: str, down: object = None, depends: object = None, labels: object = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.py"
    path.write_text(
        f'"""Makes {name}\n\nat length"""\nrevision = {name!r}\ndown_revision = {down!r}\n'
        f"depends_on = {depends!r}\nbranch_labels = {labels!r}\ndef upgrade(): pass\n"
    )
    return path


def graph(folder: Path) -> Graph:
    return graph_of(sorted(folder.glob("*.py")))


def order(folder: Path, *done: str) -> list[str]:
    return [one.id for one in upgrade_order(graph(folder), done)]


def alembics_order(folder: Path, *done: str) -> list[str]:
    """What Alembic itself would take."""
    script = ScriptDirectory(str(folder.parent), version_locations=[str(folder)])
    return [step.revision.revision for step in script._upgrade_revs("heads", done)]


def at_random(folder: Path, seed: int) -> list[str]:
    """A graph with branches, merges and dependencies."""
    chance = random.Random(seed)
    names: list[str] = []
    below: dict[str, set[str]] = {}
    for number in range(chance.randint(1, 14)):
        name = f"{chance.randrange(16**6):06x}{number:02}"
        down = sorted(chance.sample(names, min(len(names), chance.choice((0, 1, 1, 1, 1, 2)))))
        down = [one for one in down if not any(one in below[other] for other in down)]
        free = names if chance.random() < 0.1 else [one for one in names if one not in down]
        depends = sorted(chance.sample(free, 1)) if free and chance.random() < 0.2 else None
        below[name] = {name}.union(*(below[one] for one in (*down, *(depends or ()))))
        below[name].discard(name)
        below[name] |= {*down, *(depends or ())}
        written(folder, name, tuple(down) if len(down) > 1 else (down or [None])[0], depends)
        names.append(name)
    return names


@pytest.mark.parametrize("seed", range(150))
def test_the_order_is_that_of_alembic(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "versions"
    names = at_random(folder, seed)
    assert order(folder) == alembics_order(folder)
    done = names[random.Random(seed).randrange(len(names))]
    assert order(folder, done) == alembics_order(folder, done)


def test_what_a_revision_stands_on_and_waits_for_is_taken_once(tmp_path: Path) -> None:
    folder = tmp_path / "versions"
    written(folder, "a1")
    written(folder, "b2", "a1", depends="a1")
    written(folder, "c3", ("b2",), depends=("b2", "a1"))
    assert order(folder) == alembics_order(folder) == ["a1", "b2", "c3"]


def test_nothing_is_run_to_tell_the_graph(tmp_path: Path) -> None:
    path = written(tmp_path, "a1")
    path.write_text(path.read_text() + "\nraise SystemExit\n")
    assert order(tmp_path) == ["a1"]


def test_annotations_and_constants_are_followed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'from typing import Union\nrevision: str = "a1"\ndown_revision: Union[str, None] = None\n'
    )
    (tmp_path / "b.py").write_text('BEFORE = "a1"\nrevision = "b2"\ndown_revision = BEFORE\n')
    assert order(tmp_path) == ["a1", "b2"]


def test_a_module_without_a_revision_is_none(tmp_path: Path) -> None:
    written(tmp_path, "a1")
    (tmp_path / "shared.py").write_text("def rename(): pass\n")
    assert order(tmp_path) == ["a1"]


def test_labels_and_beginnings_are_waited_for_in_full(tmp_path: Path) -> None:
    written(tmp_path, "abcdef1", labels=("billing",))
    written(tmp_path, "b2", depends="billing")
    written(tmp_path, "c3", depends=["abcd"])
    assert {one.depends for one in graph(tmp_path).values()} == {(), ("abcdef1",)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("revision = make()\n", "its revision is no plain text"),
        ("revision = 'x'\ndown_revision = make()\n", "its down_revision is no plain text"),
        ("revision = (\n", "it is no Python: '(' was never closed"),
        ("revision = 'x'\ndown_revision = 'lost'\n", "stands on revision lost, of which there is no file"),
        ("revision = 'x'\ndown_revision = 'x'\n", "the revisions x stand on each other in a circle"),
        ("revision = 'a1'\n", "two files say that they are revision a1"),
    ],
)
def test_what_is_no_graph_is_said(tmp_path: Path, text: str, expected: str) -> None:
    written(tmp_path, "a1")
    (tmp_path / "b.py").write_text(text)
    with pytest.raises(SourceError, match=expected.replace("(", r"\(")):
        graph(tmp_path)


def test_ten_thousand_revisions_in_a_row_are_ordered(tmp_path: Path) -> None:
    from auditor.migrations.alembic.graph import Revision

    names = [f"{number:05}" for number in range(10_000)]
    made = {
        name: Revision(name, (names[at - 1],) if at else (), (), (), tmp_path, name) for at, name in enumerate(names)
    }
    assert [one.id for one in upgrade_order(made, ["00010"])][:2] == ["00011", "00012"]


def test_pending_is_what_lies_above_the_heads_of_the_database(tmp_path: Path) -> None:
    project = alembic_project(tree(tmp_path, {"a1": "pass", "b2": "pass", "c3": "pass"}))
    assert project is not None
    with project:
        assert [one.version for one in project.pending(["b2"])] == ["c3"]
        assert [one.version for one in project.pending([])] == ["a1", "b2", "c3"]
        assert project.pending(["c3"]) == ()


def test_a_database_at_a_revision_that_is_not_there_ends_the_run(tmp_path: Path) -> None:
    project = alembic_project(tree(tmp_path, {"a1": "pass"}))
    assert project is not None
    with project, pytest.raises(SourceError, match=r"the database is at revision zz, which .* does not have"):
        project.pending(["zz"])


def test_a_contract_branch_comes_after_the_deployment_with_all_that_stands_on_it(tmp_path: Path) -> None:
    folder = tree(tmp_path, {"a1": "pass"}) / "app/migrations/versions"
    written(folder, "e1", "a1", labels=("expand",))
    written(folder, "e2", "e1")
    written(folder, "c1", "a1", labels=("contract",), depends=("e2",))
    written(folder, "c2", "c1")
    project = alembic_project(tmp_path)
    assert project is not None
    with project:
        assert {one.version: one.phase for one in project.files} == {
            **dict.fromkeys(("a1", "e1", "e2"), Phase.PRE),
            **dict.fromkeys(("c1", "c2"), Phase.POST),
        }


def test_folders_tell_phases_where_labels_are_computed(tmp_path: Path) -> None:
    folder = tree(tmp_path, {}) / "app/migrations/versions"
    (tmp_path / "alembic.ini").write_text(
        "[alembic]\nscript_location = app/migrations\nrecursive_version_locations = true\n"
    )
    for name in ("expand", "contract"):
        written(folder / "x2" / name, name[0])
        path = folder / "x2" / name / f"{name[0]}.py"
        path.write_text(path.read_text().replace("branch_labels = None", "branch_labels = (cli.BRANCH,)"))
    project = alembic_project(tmp_path)
    assert project is not None
    with project:
        assert {one.version: one.phase for one in project.files}["c"] is Phase.POST
        assert {one.version: one.phase for one in project.files}["e"] is Phase.PRE


def test_a_file_is_named_by_the_first_line_of_what_it_says_and_by_its_path(tmp_path: Path) -> None:
    folder = tree(tmp_path, {}) / "app/migrations/versions"
    written(folder, "a1")
    project = alembic_project(tmp_path)
    assert project is not None
    with project:
        (only,) = project.files
    assert (only.name, only.path) == ("Makes a1", "app/migrations/versions/a1.py")
