"""A small database and what is pending for it."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration; no statement has a line break, so that the n-th stands in the n-th line of a file."""

    version: str
    statements: tuple[str, ...]
    transaction: bool = True

    @property
    def text(self) -> str:
        """As a file would have it."""
        return "".join(f"{one};\n" for one in self.statements)


@dataclass(frozen=True, slots=True)
class Case:
    """`schema` makes the database and its rows; `features` names what could go wrong, or only looks so."""

    number: int
    schema: str
    migrations: tuple[Migration, ...]
    features: frozenset[str]

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON has it."""
        return {**asdict(self), "features": sorted(self.features)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The case that `to_json` was asked of."""
        migrations = tuple(
            Migration(one["version"], tuple(one["statements"]), one["transaction"]) for one in value["migrations"]
        )
        return cls(value["number"], value["schema"], migrations, frozenset(value["features"]))

    def __str__(self) -> str:
        pending = "".join(
            f"-- migration {one.version}{'' if one.transaction else ', in no transaction'}\n{one.text}"
            for one in self.migrations
        )
        return f"-- case {self.number}: {', '.join(sorted(self.features))}\n{self.schema}\n{pending}"


def dumped(case: Case) -> str:
    """As text, for a file or a fingerprint."""
    return json.dumps(case.to_json(), ensure_ascii=False, indent=1)
