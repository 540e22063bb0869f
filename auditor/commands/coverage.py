"""How far a pack reaches: every migration that it knows, with what is checked, what is not, and why, as a page."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from auditor.model.migration import Migration
from auditor.packs.hazards import Effect, Hazard, Means
from auditor.packs.operations import Stated
from auditor.packs.pack import Pack
from auditor.packs.releases import Release

UNSEEN = {
    "unknown": "in no release that could be looked at",
    "withdrawn": "withdrawn before a release kept it",
    "branch-only": "never on the main line",
}


def page(pack: Pack) -> str:
    """The page of a pack, in Markdown. Raises PackError."""
    return "\n".join([*_hazards(pack), *_releases(pack), *_stated(pack), *_others(pack), ""])


def _hazards(pack: Pack) -> Iterator[str]:
    if not pack.hazards:
        return
    yield from ("", "What is known to go wrong in released migrations, by how it is told beforehand:", "")
    yield f"| it | known | {' | '.join(one.value for one in Means)} | tried on the real migration |"
    yield "|---|" + "---|" * (len(Means) + 2)
    for effect, words in ((Effect.ABORT, "aborts"), (Effect.LOSS, "loses data"), (Effect.OTHER, "does something else")):
        mine = [one for one in pack.hazards if one.effect is effect]
        means = Counter(one.means for one in mine)
        told = [one for one in mine if one.means is not Means.NOT]
        tried = f"{sum(one.tried for one in told)} of {len(told)}"
        yield f"| {words} | {len(mine)} | {' | '.join(str(means[one] or '') for one in Means)} | {tried} |"
    yield from (
        "",
        "`checks`: a check folder of its own. `query`: a query of the pack. `derived`: it follows from the statement. "
        "`by hand`: rows are shown, and somebody looks at what the database cannot tell.",
    )


def _releases(pack: Pack) -> Iterator[str]:
    """Which hop meets which migrations, from one stable release to another, also where some are skipped."""
    stable = [one for one in pack.releases.known if "beta" not in one.name and one.name.endswith(".0") and one.pre]
    if not stable:
        return
    yield from (
        "",
        "## Releases",
        "",
        "Migrations after the deployment that wait for a database which had all of the release",
    )
    yield "on the left; behind the plus, those that have become ordinary ones by then, and run in the first phase."
    yield from ("", f"| | {' | '.join(one.name for one in stable[1:])} |", "|---|" + "---|" * (len(stable) - 1))
    later = {version for one in pack.releases.known for version in one.post}
    for at, old in enumerate(stable[:-1]):
        cells = ["" if new in stable[: at + 1] else _hop(old, new, later) for new in stable[1:]]
        yield f"| {old.name} | {' | '.join(cells)} |"
    yield from ("", "They run in the order of their numbers, after all ordinary ones of the release.")


def _hop(old: Release, new: Release, later: set[str]) -> str:
    done = old.pre | old.post
    waiting, moved = len(new.post - done), len((new.pre - done) & later)
    return f"{waiting} + {moved}" if moved else str(waiting)


def _stated(pack: Pack) -> Iterator[str]:
    guarded = Counter(version for check in pack.checks for version in check.guards)
    by_version: dict[str, list[Hazard]] = {}
    for one in pack.hazards:
        by_version.setdefault(one.version, []).append(one)
    yield from ("", "## Migrations", "")
    yield "| migration | since | asked | tried | not told, or no loss, and why |"
    yield "|---|---|---|---|---|"
    entries = _entries(pack)
    for version, known in pack.migrations.items():
        file = pack.operations.get(version)
        if version in guarded or file is not None:
            asked = f"{guarded[version]} checks of its own" if version in guarded else _asked(file)
            tried = _tried(file, by_version.get(version, ()))
            since = entries[version].get("introduced_in") or ""
            left = _left(file, by_version.get(version, ()), pack.open_hazards.get(version))
            yield f"| {known.name} ({version}) | {since} | {asked} | {tried} | {left} |"


def _tried(file: Stated | None, hazards: Sequence[Hazard]) -> str:
    """The release whose real migration was run; of check folders that it was, where it was."""
    if file is None:
        return "yes" if any(one.tried for one in hazards) else "no"
    return "no" if file.tried.startswith("no") else file.tried


def _asked(file: Stated | None) -> str:
    if file is None:
        return ""
    kinds = Counter(told.kind for one in file.paragraphs for told in one.told)
    parts = [f"{number} {kind}" for kind, number in kinds.items()]
    statements = any(line and not line.startswith("--") for line in file.sql.splitlines())
    return ", ".join([*parts, *(["what its statements demand"] if statements else [])]) or "it does nothing to rows"


def _left(file: Stated | None, hazards: Sequence[Hazard], opened: str | None) -> str:
    """What is not told of a migration, and what of it is no loss, with the reasons."""
    said = [f"open: {one}" for one in (opened, file.open if file else None) if one]
    said += [f"not told: {one.because}" for one in hazards if one.means is Means.NOT and one.because]
    nothing = [one.nothing for one in (file.paragraphs if file else ()) if one.nothing]
    return "; ".join(dict.fromkeys([*said, *nothing])).replace("|", "\\|")


def _others(pack: Pack) -> Iterator[str]:
    """What the pack knows of and does not check."""
    guarded = {version for check in pack.checks for version in check.guards}
    entries = _entries(pack)
    rest = [
        one for one in pack.migrations.values() if one.version not in guarded and one.version not in pack.operations
    ]
    if not rest:
        return
    yield from ("", "## Not checked", "", "Read them by `--source`, as any other migration.", "")
    yield from ("| migration | why | what it does |", "|---|---|---|")
    for one in rest:
        yield f"| {one.name} ({one.version}) | {_why(entries[one.version])} | {_does(one)} |"


def _why(entry: Mapping[str, object]) -> str:
    return UNSEEN.get(str(entry.get("shipped")), "nobody has stated it")


def _does(migration: Migration) -> str:
    return (migration.does or "").replace("|", "\\|")


def _entries(pack: Pack) -> Mapping[str, Mapping[str, object]]:
    found = json.loads((pack.folder / pack.files["migrations"]).read_text(encoding="utf-8"))["migrations"]
    return {one["version"]: one for one in found}
