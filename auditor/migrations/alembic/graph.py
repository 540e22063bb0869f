"""The graph of revisions, read from their files without running them, and the order in which Alembic takes them."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import SourceError
from auditor.migrations.alembic.source import parsed

_SAID = ("revision", "down_revision", "depends_on", "branch_labels")


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision; `down` are those it stands on, `depends` those it waits for besides."""

    id: str
    down: tuple[str, ...]
    depends: tuple[str, ...]
    labels: tuple[str, ...]
    path: Path
    title: str


Graph = Mapping[str, Revision]


def graph_of(paths: Iterable[Path]) -> Graph:
    """The revisions among the files. Raises SourceError where they are no graph."""
    found: dict[str, Revision] = {}
    for one in filter(None, map(_revision, paths)):
        if one.id in found:
            raise SourceError(f"two files say that they are revision {one.id}: {found[one.id].path} and {one.path}")
        found[one.id] = one
    labels = {label: one.id for one in found.values() for label in one.labels}
    graph = {one.id: _resolved(one, labels, found) for one in found.values()}
    for one in graph.values():
        if lost := next((other for other in (*one.down, *one.depends) if other not in graph), None):
            raise SourceError(f"{one.path} stands on revision {lost}, of which there is no file")
    _without_cycles(graph)
    return graph


def ancestors(graph: Graph, begin: Iterable[str]) -> set[str]:
    """These revisions and all that must be done before them."""
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += [*graph[one].down, *graph[one].depends]
    return seen


def upgrade_order(graph: Graph, done: Collection[str]) -> tuple[Revision, ...]:
    """What `alembic upgrade heads` takes, in its order, where the database is at the revisions `done`."""
    todo = {one: None for one in graph if one not in ancestors(graph, done)}
    standing = {before for one in graph.values() for before in (*one.down, *one.depends)}
    walk = _Walk(graph, todo, [one for one in todo if one not in standing])
    return tuple(graph[one] for one in reversed(list(walk.down())))


class _Walk:
    """From the heads to the bases, one branch as far as it goes, as Alembic walks."""

    def __init__(self, graph: Graph, todo: dict[str, None], heads: list[str]) -> None:
        self._graph = graph
        self._todo = todo
        self._heads = heads
        self._behind = [ancestors(graph, [one]) for one in heads]
        self._at = 0

    def down(self) -> Iterator[str]:
        while self._heads:
            one = self._heads[self._at]
            others = (at for at, behind in enumerate(self._behind) if at != self._at and one in behind)
            if (other := next(others, None)) is not None:
                self._at = other
                continue
            if one in self._todo:
                del self._todo[one]
                yield one
            self._step(one)

    def _step(self, one: str) -> None:
        before = self._before(one)
        further = [other for other in before if other in self._todo and other not in self._heads]
        if not further:
            del self._heads[self._at], self._behind[self._at]
            self._at = max(self._at - 1, 0)
            return
        self._heads[self._at] = further[0]
        self._heads += further[1:]
        if len(before) == 1:
            self._behind[self._at].discard(one)
            return
        self._behind[self._at] = ancestors(self._graph, further[:1])
        self._behind += [ancestors(self._graph, [other]) for other in further[1:]]

    def _before(self, one: str) -> tuple[str, ...]:
        """What it stands on and waits for, without what is waited for further down anyway."""
        revision = self._graph[one]
        if not revision.depends:
            return tuple(dict.fromkeys(revision.down))
        anyway = {other for below in self._line(revision.down) for other in self._graph[below].depends}
        return tuple(dict.fromkeys((*revision.down, *(one for one in revision.depends if one not in anyway))))

    def _line(self, begin: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(begin)
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += self._graph[one].down
        return seen


def _without_cycles(graph: Graph) -> None:
    left = {one.id: {*one.down, *one.depends} for one in graph.values()}
    while free := [one for one, before in left.items() if not before]:
        for one in free:
            del left[one]
        gone = set(free)
        left = {one: before - gone for one, before in left.items()}
    if left:
        raise SourceError(f"the revisions {', '.join(sorted(left)[:5])} stand on each other in a circle")


def _resolved(revision: Revision, labels: Mapping[str, str], known: Collection[str]) -> Revision:
    """The revision with labels and beginnings of names that it waits for in full."""

    def whole(name: str) -> str:
        name = labels.get(name, name).rpartition("@")[2]
        begun = [one for one in known if one.startswith(name)]
        return name if name in known or len(begun) != 1 else begun[0]

    depends = tuple(whole(one) for one in revision.depends)
    return Revision(revision.id, revision.down, depends, revision.labels, revision.path, revision.title)


def _revision(path: Path) -> Revision | None:
    """The revision in a file, None where it is not one. Raises SourceError where that cannot be told."""
    try:
        tree = parsed(path)
    except SourceError as error:
        raise SourceError(f"{path}: {error}") from error
    said = _said(tree)
    if "revision" not in said:
        return None
    identity = said["revision"]
    if not isinstance(identity, str):
        raise SourceError(f"{path}: its revision is no plain text")
    if said.get("down_revision", None) is _UNTOLD:
        raise SourceError(f"{path}: its down_revision is no plain text")
    down, depends, labels = (_texts(said.get(name)) for name in _SAID[1:])
    title = (ast.get_docstring(tree) or path.stem).strip().splitlines()
    return Revision(identity, down, depends, labels, path, title[0] if title else path.stem)


_UNTOLD = object()


def _said(tree: ast.Module) -> dict[str, Any]:
    """The plain values that the file gives to names at its top."""
    found: dict[str, Any] = {}
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found[target.id] = _value(value, found)
    return found


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return known.get(node.id, _UNTOLD)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _UNTOLD


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list | tuple | set) else ()
