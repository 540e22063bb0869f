"""Where in its file each operation stands, and each text of SQL."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

LARGEST = 2 << 20


class Place(NamedTuple):
    """The line of an operation, those of its texts of SQL, and the places of the operations in it."""

    line: int
    texts: Sequence[int] = ()
    inner: Sequence[Any] = ()


def places(path: str, operations: Sequence[Any]) -> list[Place]:
    """One for each operation; that of the class where the list is not written out."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (as plain as it gets)
            tree = ast.parse(file.read(LARGEST))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return [Place(1)] * len(operations)
    names = _assigned(tree.body)
    for one in tree.body:
        if isinstance(one, ast.ClassDef) and one.name == "Migration":
            found = _listed(_assigned(one.body).get("operations"), names)
            return found if len(found) == len(operations) else [Place(one.lineno)] * len(operations)
    return [Place(1)] * len(operations)


def _assigned(body: Sequence[ast.stmt]) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for one in body:
        if isinstance(one, ast.Assign):
            found.update({target.id: one.value for target in one.targets if isinstance(target, ast.Name)})
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value is not None:
            found[one.target.id] = one.value
    return found


def _listed(node: ast.expr | None, names: dict[str, ast.expr]) -> list[Place]:
    elements = node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
    return [_place(one, names) for one in elements if not isinstance(one, ast.Starred)]


def _place(node: ast.expr, names: dict[str, ast.expr]) -> Place:
    if not isinstance(node, ast.Call):
        return Place(node.lineno)
    given = {one.arg: one.value for one in node.keywords if one.arg}
    first = given.get("sql") or given.get("database_operations") or (node.args[0] if node.args else None)
    return Place(node.lineno, _texts(first, names), _listed(first, names))


def _texts(node: ast.expr | None, names: dict[str, ast.expr]) -> list[int]:
    if isinstance(node, ast.Name):
        node = names.get(node.id, node)
    elements = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node] if node is not None else []
    found = []
    for one in elements:
        with suppress(IndexError):
            found.append((one.elts[0] if isinstance(one, ast.Tuple) else one).lineno)
    return found
