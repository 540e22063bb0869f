"""Skip-patches, which the checks of a pack share: `patches/<id>.toml` says what one is, `<id>.rb` what goes where."""

import re
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import PackError, unknown_name
from auditor.model.check import Anchor, Edit, Place, Remedy, RemedyKind, Safety
from auditor.packs import toml

FOLDER = "patches"
KEYS = {"file", "method", "safety", "title", "does", "loses"}
_HEAD = re.compile(r"^#@ ", re.MULTILINE)
_BODY = re.compile(r"^[ \t]*#@ body\n", re.MULTILINE)
_BLOCKS = r"(?P<blocks>\|[^|]+\|(?: \|[^|]+\|)*)"
_MARKS = {
    Place.ABOVE: "",
    Place.FIRST: "",
    Place.BEFORE: f" {_BLOCKS}",
    Place.AROUND: rf" {_BLOCKS}(?: with (?P<mark>\w+))?",
    Place.BEHIND: f" {_BLOCKS}",
    Place.AFTER: rf" (?P<mark>\w+) in {_BLOCKS}",
    Place.BELOW: r" (?P<mark>\S.*)",
}


def load_patch(pack: Path, name: str, where: str) -> Remedy:
    """The skip-patch of that name as a remedy. Raises PackError."""
    folder = pack / FOLDER
    if not (folder / f"{name}.toml").is_file():
        raise PackError(f"{where}: {unknown_name('patch', name, (one.stem for one in folder.glob('*.toml')))}")
    at = f"{pack.name}/{FOLDER}/{name}.toml"
    table = toml.read(folder / f"{name}.toml")
    toml.only(table, KEYS, at)
    text = toml.beside(folder / f"{name}.rb", at)
    edits = tuple(_edits(text, f"{pack.name}/{FOLDER}/{name}.rb"))
    return Remedy(
        id=name,
        kind=RemedyKind.SKIP_PATCH,
        safety=Safety(toml.choice(table, "safety", [one.value for one in Safety], at)),
        title=toml.text(table, "title", at),
        does=" ".join(toml.text(table, "does", at).split()),
        text=text,
        loses=toml.text(table, "loses", at) if "loses" in table else None,
        anchor=Anchor(toml.text(table, "file", at), toml.text(table, "method", at), edits),
    )


def _edits(text: str, where: str) -> Iterator[Edit]:
    """The sections of a patch. Each begins with a line such as `#@ around |row| |loan|`."""
    parts = _HEAD.split(_BODY.sub("\0", text))
    if parts[0].strip() or len(parts) == 1:
        raise PackError(f"{where}: begins with a line `#@ PLACE`; places: {', '.join(one.value for one in Place)}")
    for part in parts[1:]:
        head, _, lines = part.partition("\n")
        place, blocks, mark = _place(head.strip(), where)
        opening, body, closing = lines.partition("\0")
        if bool(body) != (place is Place.AROUND) or not opening.strip():
            raise PackError(f"{where}: `#@ {head}` needs lines, and `#@ body` between two of them only if it is around")
        yield Edit(place, opening.strip("\n"), blocks, mark, closing.strip("\n"))


def _place(head: str, where: str) -> tuple[Place, tuple[str, ...], str | None]:
    for place, mark in _MARKS.items():
        found = re.fullmatch(place.value + mark, head)
        if found:
            named = found.groupdict()
            blocks = tuple(one.strip() for one in (named.get("blocks") or "").split("|") if one.strip())
            return place, blocks, named.get("mark")
    raise PackError(
        f"{where}: `#@ {head}` is no place; accepted: above, first, before |X|, behind |X|, around |X|, "
        "around |X| with LOCAL, after LOCAL in |X|, below LINE, where |X| are the parameters of a block, "
        "behind those of the blocks round it"
    )
