"""The text of a revision, for what a run of it does not tell."""

import ast
import warnings
from pathlib import Path

from auditor.errors import SourceError

LARGEST = 2_000_000


class Source:
    """A file of Python. Raises SourceError, with the reason alone, where it is none or too large."""

    def __init__(self, path: Path) -> None:
        self.tree = parsed(path)
        self._texts: dict[str, int] = {}
        self._loops: list[range] = []
        self._calls: list[tuple[range, str]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self._texts.setdefault(node.value, node.lineno)
            elif isinstance(node, ast.While | ast.For):
                self._loops.append(_lines(node))
            elif isinstance(node, ast.Expr | ast.Assign) and isinstance(node.value, ast.Call):
                self._calls.append((_lines(node), _called(node.value)))

    def place(self, text: str, line: int) -> tuple[int, bool]:
        """Where the text begins, and whether it stands so in the file; `line` where it does not."""
        begins = self._texts.get(text)
        return (line, False) if begins is None else (begins, True)

    def in_loop(self, line: int) -> bool:
        """Whether the line is in a loop."""
        return any(line in one for one in self._loops)

    def does(self, function: str, line: int) -> bool:
        """Whether the line is one of a call of that function for its own sake, and not for a value in another call."""
        return any(line in lines and function == called for lines, called in self._calls)


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def parsed(path: Path) -> ast.Module:
    """The tree of the file. Raises SourceError, with the reason alone."""
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError(f"it is larger than {LARGEST // 1_000_000} MB")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in texts of others
            tree = ast.parse(path.read_bytes())
    except SyntaxError as error:
        raise SourceError(f"it is no Python: {error.msg}, line {error.lineno}") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"it cannot be read: {error}") from error
    except (RecursionError, MemoryError) as error:
        raise SourceError("it is nested too deeply") from error
    return tree
