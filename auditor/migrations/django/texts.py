"""Migrations by their text alone: which there are, in which order they run, and what they say."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.migrations.django.carry import Carrier
from auditor.migrations.django.elsewhere import field_bases, installed
from auditor.migrations.django.fields import Models
from auditor.migrations.django.home import app_label, migration_files, user_model
from auditor.migrations.django.literals import Called, Scope, UnclearError, assigned, value
from auditor.migrations.django.reading import Dialogue
from auditor.migrations.django.remodel import remodelled
from auditor.model.migration import Reading
from auditor.model.source import Script, Step, World

LARGEST = 2 << 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file; `fault` says why nothing of it can be told."""

    key: str
    path: str
    needs: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    replaces: frozenset[str] = frozenset()
    operations: object = ()
    atomic: bool = True
    fault: str | None = None


class Texts:
    """The migrations under `root`, not those of applications that are installed elsewhere."""

    def __init__(self, root: Path) -> None:
        self._user = user_model(root)
        labels: dict[Path, str] = {}
        found = []
        for path in migration_files(root):
            app = labels.setdefault(path.parent, app_label(path.parent.parent))
            found.append(_parsed(path, f"{app}.{path.stem}", str(path.relative_to(root)), self._user))
        self._files = {one.key: one for one in found}
        self._start = Models(dict(installed()), self._user, field_bases(root))
        self._kept: dict[tuple[str, ...], tuple[list[Parsed], list[Models]]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._files

    def all(self) -> list[tuple[str, str]]:
        """Keys and paths in the order of a run on an empty database."""
        return [(one.key, one.path) for one in self._ordered(())]

    def pending(self, done: Collection[str]) -> list[tuple[str, str]]:
        """What has not run, in the order in which it will."""
        applied = {*done, *(one.key for one in self._files.values() if one.replaces and one.replaces <= {*done})}
        return [(one.key, one.path) for one in self._ordered(done) if one.key not in applied]

    def read(self, key: str, world: World, done: Collection[str], why: str) -> Script:
        """One migration, behind all that has run and is pending before it; `why` says why only its text is read."""
        parsed = self._files[key]
        if parsed.fault is not None:
            return Script.unread(parsed.fault)
        dialogue = Dialogue(world)
        carrier = Carrier(self._models_before(key, done), key.partition(".")[0], dialogue)
        carrier.carry(parsed.operations)
        script = dialogue.told(parsed.atomic)
        because = f"read from its text, without Django: {why}"
        reading = Reading.GUARDED if script.reading is Reading.EXACT and script.steps else script.reading
        return replace(
            script, steps=tuple(map(_guarded, script.steps)), reading=reading, because=(*script.because, because)
        )

    def _models_before(self, key: str, done: Collection[str]) -> Models:
        known = tuple(sorted(done))
        if known not in self._kept:
            order = self._ordered(done)
            left = {one for one, _ in self.pending(done)}
            sequence = [one for one in order if one.key not in left] + [one for one in order if one.key in left]
            self._kept = {known: (sequence, [self._start])}
        sequence, states = self._kept[known]
        place = next((at for at, one in enumerate(sequence) if one.key == key), len(sequence))
        for one in sequence[len(states) - 1 : place]:
            states.append(_behind(one, states[-1]))
        return states[place]

    def _ordered(self, done: Collection[str]) -> list[Parsed]:
        """By the graph, as Django goes through it: each application's last ones with all that they need first."""
        applied = {*done}
        gone: set[str] = set()
        stand: dict[str, str] = {}
        for one in self._files.values():
            some, every = bool(one.replaces & applied), one.replaces <= applied
            if one.replaces and (every or not some):
                gone |= one.replaces
                stand |= dict.fromkeys(one.replaces, one.key)
            elif one.replaces:
                gone.add(one.key)
        needs = {key: self._needs(one, stand) for key, one in self._files.items()}
        for one in self._files.values():
            for later in one.before:
                needs.setdefault(stand.get(later, later), []).append(one.key)
        order: dict[str, None] = {}
        for key in sorted(self._files):
            _visit(key, needs, order)
        return [self._files[key] for key in order if key in self._files and key not in gone]

    def _needs(self, one: Parsed, stand: Mapping[str, str]) -> list[str]:
        inner = {other for key in one.replaces if key in self._files for other in self._files[key].needs}
        wanted = [stand.get(key, key) for key in sorted({*one.needs, *inner})]
        return [found for key in wanted for found in self._meant(key) if found != one.key]

    def _meant(self, key: str) -> list[str]:
        app, _, name = key.partition(".")
        if name not in ("__first__", "__latest__"):
            return [key]
        own = sorted(one for one in self._files if one.startswith(app + "."))
        return own[:1] if name == "__first__" else own[-1:]


def _visit(key: str, needs: Mapping[str, list[str]], order: dict[str, None]) -> None:
    """Depth first, without recursion, for a chain may be long; a circle is left where it closes."""
    stack: list[tuple[str, Iterator[str]]] = [(key, iter(needs.get(key, ())))]
    open_now = {key}
    while stack:
        at, rest = stack[-1]
        following = next((one for one in rest if one not in order and one not in open_now), None)
        if following is not None:
            open_now.add(following)
            stack.append((following, iter(needs.get(following, ()))))
        else:
            order[at] = None
            stack.pop()


def _behind(parsed: Parsed, models: Models) -> Models:
    app = parsed.key.partition(".")[0]
    for one in parsed.operations if isinstance(parsed.operations, list) else ():
        try:
            models = remodelled(one, models, app) if isinstance(one, Called) else models
        except (UnclearError, LookupError, TypeError, ValueError, AttributeError):
            continue  # what it is about stays as it was, or unknown
    return models


def _guarded(step: Step) -> Step:
    return replace(step, reading=Reading.GUARDED) if step.reading is Reading.EXACT else step


def _parsed(path: Path, key: str, shown: str, user: str) -> Parsed:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            return Parsed(key, shown, fault=f"it is longer than {LARGEST:,} bytes")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
        return Parsed(key, shown, fault=f"it cannot be parsed: {error or type(error).__name__}")
    names = assigned(tree.body)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            return _class(node, names, Parsed(key, shown), user)
    return Parsed(key, shown, fault="it has no class Migration")


def _class(node: ast.ClassDef, names: Mapping[str, ast.expr], parsed: Parsed, user: str) -> Parsed:
    own = assigned(node.body)
    scope = Scope({**names, **own})
    given = {name: value(one, scope) for name, one in own.items()}
    return replace(
        parsed,
        needs=tuple(_keys(given.get("dependencies"), user)),
        before=tuple(_keys(given.get("run_before"), user)),
        replaces=frozenset(_keys(given.get("replaces"), user)),
        operations=given.get("operations", []),
        atomic=given.get("atomic") is not False,
    )


def _keys(given: object, user: str) -> Iterator[str]:
    for one in given if isinstance(given, list) else ():
        match one:
            case [str() as app, str() as name]:
                yield f"{app}.{name}"
            case Called(name="swappable_dependency"):
                yield f"{user.partition('.')[0]}.__first__"
            case _:
                continue
