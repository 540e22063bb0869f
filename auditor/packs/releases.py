"""Which migrations a release has, and which of two releases is the later one."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from auditor.errors import PackError, UsageError, unknown_name


def release_key(release: str) -> tuple[int, ...]:
    """A release as numbers that sort as releases do: 2.4.0.beta3 before 2.4.0, a leading v ignored."""
    numbers, _, beta = release.lower().removeprefix("v").partition("beta")
    parts = [int(one) for one in re.findall(r"\d+", numbers)]
    parts += [0] * (4 - len(parts))
    last = int(re.findall(r"\d+", beta)[0]) if re.search(r"\d", beta) else 0
    return (*parts, last) if "beta" in release.lower() else (*parts, 1 << 30)


@dataclass(frozen=True, slots=True)
class Release:
    """One release with the versions in its two folders."""

    name: str
    pre: frozenset[str]
    post: frozenset[str]


@dataclass(frozen=True)
class Releases:
    """All releases that a pack knows, oldest first, and the names of their migrations."""

    known: tuple[Release, ...]
    names: dict[str, str]

    @cached_property
    def _by_name(self) -> dict[str, Release]:
        return {one.name: one for one in self.known}

    def named(self, asked: str) -> Release:
        """The release of that name, with or without a leading v. Raises UsageError listing what is known."""
        found = self._by_name.get(asked.strip().removeprefix("v"))
        if found is None:
            raise UsageError(unknown_name("release", asked, self._by_name))
        return found

    def reached(self, done: frozenset[str]) -> Release | None:
        """The release whose phase 1 `done` holds: of those with most ordinary migrations the first that is no beta."""
        whole = [one for one in self.known if one.pre and one.pre <= done]
        most = max((len(one.pre) for one in whole), default=0)
        last = [one for one in whole if len(one.pre) == most]
        return next((one for one in last if "beta" not in one.name), next(iter(last), None))


def load_releases(path: Path) -> Releases:
    """Read a file of differences from one release to the next. Raises PackError."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        pre: set[str] = set()
        post: set[str] = set()
        known = []
        for one in value["releases"]:
            pre = _changed(pre, one, "pre")
            post = _changed(post, one, "post")
            known.append(Release(one["release"].removeprefix("v"), _bare(pre), _bare(post)))
        names = {version.rpartition("/")[2]: name for version, name in value["names"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackError(f"{path} is not a list of releases: {type(error).__name__}: {error}") from error
    return Releases(tuple(sorted(known, key=lambda one: release_key(one.name))), names)


def _changed(versions: set[str], change: dict[str, list[str]], folder: str) -> set[str]:
    return (versions | set(change.get(f"{folder}_added", ()))) - set(change.get(f"{folder}_removed", ()))


def _bare(versions: Iterable[str]) -> frozenset[str]:
    """The ledger has no plugin names."""
    return frozenset(one.rpartition("/")[2] for one in versions)
