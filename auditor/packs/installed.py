"""Packs that other distributions bring, found by the entry points of the group `auditor.packs`.

What is written about a distribution is read, and the files of its pack: nothing of it is imported, and no code is run.
"""

import sys
from collections.abc import Mapping
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from auditor.errors import PackError
from auditor.packs.pack import Pack, load_pack

GROUP = "auditor.packs"


def with_installed(known: Mapping[str, Pack]) -> Mapping[str, Pack]:
    """The packs that are known, with those that are installed. Raises PackError, for two of one name too."""
    packs = dict(known)
    for point in sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)):
        pack = _brought(point)
        if pack.name in packs:
            raise PackError(
                f"there are two packs {pack.name!r}: {packs[pack.name].folder}, and {pack.folder} of the distribution "
                f"{_distribution(point)}; uninstall one, as a name is accepted once"
            )
        packs[pack.name] = pack
    return packs


def _brought(point: EntryPoint) -> Pack:
    whose = f"the distribution {_distribution(point)}"
    folder = _folder(point.value)
    if folder is None:
        raise PackError(
            f"{whose} has the entry point {point.name} = {point.value!r} in {GROUP}, and there is no pack.toml there; "
            "accepted: the dotted name of a package whose folder holds one"
        )
    if folder.name != point.name:
        raise PackError(
            f"{whose} calls its pack {point.name!r} and has it in the folder {folder}; accepted: the folder's own name"
        )
    try:
        return load_pack(folder)
    except PackError as error:
        raise PackError(f"{whose}, in {folder}: {error}") from error


def _folder(package: str) -> Path | None:
    """The folder of a package, looked for as Python would, but without importing what is above it."""
    first, *inner = package.split(".")
    spec = PathFinder.find_spec(first, sys.path)
    places = (Path(one, *inner).resolve() for one in (spec.submodule_search_locations or () if spec else ()))
    return next((one for one in places if (one / "pack.toml").is_file()), None)


def _distribution(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "of no name"
