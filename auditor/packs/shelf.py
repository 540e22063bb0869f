"""Packs by name, and those that the user has in a folder of their own."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.errors import UsageError, unknown_name
from auditor.model.report import CheckResult
from auditor.packs.pack import Pack, load_pack


def chosen(known: Mapping[str, Pack], asked: Iterable[str]) -> tuple[Mapping[str, Pack], tuple[str, ...]]:
    """All packs with those in folders that were asked for, and the names of the ones asked for.

    What is no name of a pack and leads to a folder is that folder, `./name` always is. Raises UsageError, PackError.
    """
    packs, names = dict(known), []
    for one in asked:
        if one in known:
            names.append(one)
            continue
        pack = _in_folder(known, one)
        packs[pack.name] = pack
        names.append(pack.name)
    return packs, tuple(names)


def pack_of(results: Iterable[CheckResult]) -> Pack | None:
    """The pack in a folder of the user's own that the checks of a report come from, if it still is there."""
    for one in results:
        folder = Path(one.origin.path).parent.parent
        if one.origin.kind == "pack" and folder.is_absolute() and (folder / "pack.toml").is_file():
            return load_pack(folder)
    return None


def _in_folder(known: Mapping[str, Pack], asked: str) -> Pack:
    folder = Path(asked).resolve()
    if (folder / "pack.toml").is_file():
        return load_pack(folder)
    if folder.is_dir():
        raise UsageError(f"--pack {asked} is a folder without a pack.toml; accepted: {', '.join(known)}, or a pack")
    raise UsageError(f"{unknown_name('pack', asked, known)}; or a folder with a pack.toml")
