"""What is said in the forum, read once from a file of words."""

import html
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from auditor.forum.plan import mixed
from auditor.shipping import shipped

TEXTS = 96
"""Ready-made posts per subject."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a post as typed and as shown."""

    raw: str
    cooked: str
    words: int

    def __add__(self, more: "Text") -> "Text":
        """Both, as paragraphs of one post."""
        return Text(f"{self.raw}\n\n{more.raw}", f"{self.cooked}\n{more.cooked}", self.words + more.words)


@dataclass(frozen=True, slots=True)
class Template:
    """A poll as it may be asked. `name` and `options` are HTML, as they are stored."""

    name: str
    kind: str
    question: str
    options: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Remaking:
    """A poll that was made a second time, and how many voted as before, for something else, or for the first time."""

    template: Template
    again: tuple[str, ...]
    votes: int
    same: int
    changed: int
    fresh: int
    public: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary. `subjects` pairs the number of a category with a crop."""

    title: str
    description: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    handles: tuple[str, ...]
    tags: tuple[str, ...]
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    categories: tuple[tuple[str, str], ...]
    subjects: tuple[tuple[int, str], ...]
    polls: tuple[Template, ...]
    remade: tuple[Remaking, ...]

    def texts(self, seed: int) -> tuple[tuple[Text, ...], ...]:
        """Posts to choose from, per subject."""
        return tuple(
            tuple(self._text(crop, mixed(seed, place * TEXTS + number)) for number in range(TEXTS))
            for place, (_, crop) in enumerate(self.subjects)
        )

    def _text(self, crop: str, draw: int) -> Text:
        chosen = [self.sentences[(draw >> 7 * turn) % len(self.sentences)] for turn in range(1 + draw % 5)]
        return written(" ".join(dict.fromkeys(chosen)).format(crop=crop))


def written(raw: str) -> Text:
    """One paragraph."""
    return Text(raw, f"<p>{html.escape(raw, quote=False)}</p>", raw.count(" ") + 1)


@cache
def vocabulary() -> Words:
    """The words of the allotment forum."""
    facts = tomllib.loads((shipped("fixtures") / "discourse" / "allotment.toml").read_text(encoding="utf-8"))
    lists = {name: tuple(facts[name]) for name in ("given", "family", "handles", "tags", "titles", "sentences")}
    return Words(
        title=facts["title"],
        description=facts["description"],
        categories=tuple((one["name"], one["color"]) for one in facts["categories"]),
        subjects=tuple((number, crop) for number, one in enumerate(facts["categories"]) for crop in one["crops"]),
        polls=tuple(_template(one) for one in facts["polls"]),
        remade=tuple(_remaking(one) for one in facts["remade"]),
        **lists,
    )


def _template(facts: Mapping[str, Any]) -> Template:
    options = facts.get("options")
    if options is None:
        options = range(facts["min"], facts["max"] + 1, facts["step"])
    shown = tuple(str(option) for option in options)
    return Template(
        *(facts["name"], facts["kind"], facts["question"], shown),
        *(facts.get("min"), facts.get("max"), facts.get("step")),
    )


def _remaking(facts: Mapping[str, Any]) -> Remaking:
    template = _template(facts)
    counts = (facts["votes"], facts["same"], facts["changed"], facts["fresh"])
    return Remaking(template, tuple(facts.get("again", template.options)), *counts, facts.get("public", False))
