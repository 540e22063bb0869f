"""References: the columns, the index and the foreign key that `references` stands for."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.errors import SourceError
from auditor.migrations.rails.arguments import truth, word
from auditor.migrations.rails.call import Value
from auditor.migrations.rails.columns import ColumnCall
from auditor.migrations.rails.inflections import plural
from auditor.migrations.rails.names import reference_index_name
from auditor.migrations.rails.options import flag, pairs

_OWN = ("polymorphic", "index", "foreign_key", "type")


@dataclass(frozen=True, slots=True)
class Reference:
    """What one reference makes; `index` are the options of add_index, `foreign_key` those of add_foreign_key."""

    columns: tuple[ColumnCall, ...]
    index: dict[str, Value] | None
    to_table: str
    foreign_key: dict[str, Value] | None


def reference(table: str, name: str, options: Mapping[str, Value], version: tuple[int, int]) -> Reference:
    """The reference `name` of a table, by the defaults of that version."""
    polymorphic = options.get("polymorphic")
    several = flag(options, "polymorphic")
    foreign = options.get("foreign_key")
    if several and flag(options, "foreign_key"):
        raise SourceError("Rails refuses a foreign key to a polymorphic reference")
    rest: dict[str, Value] = {key: value for key, value in options.items() if key not in _OWN}
    kind = word(options["type"], "type:") if "type" in options else ("bigint" if version >= (5, 1) else "integer")
    columns = [ColumnCall(f"{name}_id", kind, rest)]
    if several:
        kept = {key: value for key, value in rest.items() if key in ("null", "if_not_exists")}
        columns.insert(0, ColumnCall(f"{name}_type", "string", {**pairs(polymorphic), **kept}))
    to_table = word(pairs(foreign).get("to_table", plural(name)), "to_table:")
    return Reference(
        tuple(columns),
        _index(table, name, options, version),
        to_table,
        {**pairs(foreign), "column": f"{name}_id", **_kept(rest)} if flag(options, "foreign_key") else None,
    )


def _index(table: str, name: str, options: Mapping[str, Value], version: tuple[int, int]) -> dict[str, Value] | None:
    wanted = options.get("index", version >= (5, 0))
    if not truth(wanted, "index:"):
        return None
    given = {**pairs(wanted), **_kept(options)}
    if flag(options, "polymorphic") and version >= (6, 1) and given.get("name") is None:
        given["name"] = reference_index_name(table, name)
    return given


def _kept(options: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in options.items() if key == "if_not_exists"}
