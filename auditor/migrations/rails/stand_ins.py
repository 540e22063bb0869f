"""What stands for the objects that Rails gives to the blocks of a migration."""

from dataclasses import dataclass, field

from auditor.migrations.rails.call import Call


@dataclass(slots=True)
class Builder:
    """The parameter of a block that describes a table: calls on it are kept."""

    calls: list[Call] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Connection:
    """The connection of the application to its database."""


@dataclass(frozen=True, slots=True)
class Direction:
    """The parameter of the block of `reversible`."""
