"""What stands in the text of a migration, as values: literals, and calls and names as they are written."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

DEEPEST = 40
MOST = 200_000
LONGEST = 2_000_000


class UnclearError(Exception):
    """The text alone does not say it; the message is why."""


@dataclass(frozen=True, slots=True)
class Called:
    """A call, by the last part of its name; `args` and `options` are values."""

    name: str
    args: tuple[object, ...]
    options: Mapping[str, object]
    line: int

    def given(self, *names: str) -> dict[str, object]:
        """The arguments by name, where these are the names of the positional ones."""
        return {**dict(zip(names, self.args, strict=False)), **self.options}


@dataclass(frozen=True, slots=True)
class Named:
    """A name that is no literal, such as `models.CASCADE`, or an expression; "" where it has no name."""

    name: str


class Text(str):
    """A string of several lines; `line` is the first of them."""

    __slots__ = ("line",)
    line: int

    @staticmethod
    def at(text: str, line: int) -> "Text":
        """The string that begins there."""
        made = Text(text)
        made.line = line
        return made


@dataclass(slots=True)
class Scope:
    """The constants of a module, and how much more may be made of them: one may be ten of another, and so on."""

    names: Mapping[str, ast.expr]
    left: int = MOST


def value(node: ast.expr, scope: Scope, depth: int = 0) -> object:
    """The value of an expression."""
    scope.left -= 1
    if depth > DEEPEST or scope.left < 0:
        return Named("")
    match node:
        case ast.Constant(value=str() as text, lineno=line) if node.end_lineno != line:
            return Text.at(text, line)
        case ast.Constant(value=constant):
            return constant
        case ast.Call():
            return _called(node, scope, depth)
        case ast.Name(id=name) if name in scope.names:
            return value(scope.names[name], scope, depth + 1)
        case _:
            return _composed(node, scope, depth)


def _composed(node: ast.expr, scope: Scope, depth: int) -> object:
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return [value(one, scope, depth + 1) for one in elements]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {_key(key, scope, depth): value(one, scope, depth + 1) for key, one in pairs if key is not None}
        case ast.UnaryOp() | ast.BinOp():
            return _computed(node, scope, depth)
        case _:
            return Named(dotted(node))


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a name, "" of anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """What is assigned to plain names."""
    found: dict[str, ast.expr] = {}
    for one in body:
        match one:
            case ast.Assign(targets=targets, value=given):
                found.update({target.id: given for target in targets if isinstance(target, ast.Name)})
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as given):
                found[name] = given
            case _:
                continue
    return found


def _key(node: ast.expr, scope: Scope, depth: int) -> object:
    key = value(node, scope, depth + 1)
    return key if isinstance(key, (str, int, float, bool)) else None


def _called(node: ast.Call, scope: Scope, depth: int) -> object:
    name = dotted(node.func)
    if name.rpartition(".")[2] in ("_", "gettext", "gettext_lazy") and node.args:
        return value(node.args[0], scope, depth + 1)
    args = tuple(value(one, scope, depth + 1) for one in node.args)
    options = {one.arg: value(one.value, scope, depth + 1) for one in node.keywords if one.arg}
    if name in ("set", "dict", "list", "tuple", "frozenset") and not options:
        return args[0] if args else ({} if name == "dict" else [])
    return Called(name.rpartition(".")[2], args, options, node.lineno)


def _computed(node: ast.UnaryOp | ast.BinOp, scope: Scope, depth: int) -> object:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = value(operand, scope, depth + 1)
            return -number if isinstance(number, (int, float, Decimal)) else Named("")
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return Called("~", (value(operand, scope, depth + 1),), {}, node.lineno)
        case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() | ast.Add() as how, right=right):
            sides = value(left, scope, depth + 1), value(right, scope, depth + 1)
            if isinstance(how, ast.Add):
                return _joined(*sides)
            return Called("|" if isinstance(how, ast.BitOr) else "&", sides, {}, node.lineno)
        case _:
            return Named("")


def _joined(left: object, right: object) -> object:
    match left, right:
        case str(), str() if len(left) + len(right) <= LONGEST:
            return f"{left}{right}"
        case list(), list():
            return [*left, *right]
        case _:
            return Named("")
