"""The tables of a clone as they can be told from those of another that was made of the same template."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.db.reading import Reading
from auditor.model.outcome import Cell

OURS = ("auditor_watch", "auditor_quarantine", "auditor_kept")
_WHERE = """
c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname !~ '^pg_'
  and n.nspname <> 'information_schema' and n.nspname <> all ('{{{ours}}}')
""".format(ours=",".join(OURS))
_TABLES = f"""
select c.oid::int8 as oid, n.nspname::text as schema, c.relname::text as name, c.relkind = 'p' as partitioned
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where not c.relispartition and {_WHERE}
"""
_FILES = f"""
select coalesce(pg_partition_root(c.oid)::oid, c.oid)::int8 as oid, c.oid::int8 as piece,
       pg_relation_filenode(c.oid)::int8 as file
from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and {_WHERE}
"""
_COLUMNS = f"""
select c.oid::int8 as oid, a.attnum::int4 as number, a.attname::text as name,
       format_type(a.atttypid, null) as type, a.attnotnull and x.oid is null as filled
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_constraint x on x.conrelid = c.oid and x.contype = 'n' and not x.convalidated and x.conkey[1] = a.attnum
where not c.relispartition and {_WHERE}
order by 1, 2
"""
_KEYS = f"""
select c.oid::int8 as oid, i.indkey::text as numbers, i.indnkeyatts::int4 as width
from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
  and not c.relispartition and {_WHERE}
order by 1, i.indisprimary desc, i.indnkeyatts, i.indexrelid
"""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column. Its number stays when it gets another name; `filled` is what may not be null."""

    number: int
    name: str
    type: str
    filled: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, partitioned or not; its partitions are pieces of it. `oid` stays when it gets another name.

    `files` has the file of each piece, another one as soon as the table was rewritten. `keys` are the numbers of
    columns by which a row can be known, the best first.
    """

    oid: int
    schema: str
    name: str
    partitioned: bool
    files: Mapping[int, int]
    columns: tuple[Attribute, ...]
    keys: tuple[tuple[int, ...], ...]

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


def relations(clone: Reading) -> tuple[Relation, ...]:
    """Every table that is not the server's or the auditor's own, in the order of their names. Raises QueryError."""
    files, columns, keys = (_grouped(clone.rows(query)) for query in (_FILES, _COLUMNS, _KEYS))
    found = [
        _relation(row, {int(one["piece"] or 0): int(one["file"] or 0) for one in files[row["oid"]]}, columns, keys)
        for row in clone.rows(_TABLES)
    ]
    return tuple(sorted(found, key=lambda one: (one.schema, one.name)))


def _relation(
    row: Mapping[str, Cell],
    files: Mapping[int, int],
    columns: Mapping[Cell, list[dict[str, Cell]]],
    keys: Mapping[Cell, list[dict[str, Cell]]],
) -> Relation:
    attributes = tuple(
        Attribute(int(one["number"] or 0), str(one["name"]), str(one["type"]), bool(one["filled"]))
        for one in columns[row["oid"]]
    )
    filled = {one.number for one in attributes if one.filled}
    unique = (tuple(map(int, str(one["numbers"]).split()))[: int(one["width"] or 0)] for one in keys[row["oid"]])
    return Relation(
        oid=int(row["oid"] or 0),
        schema=str(row["schema"]),
        name=str(row["name"]),
        partitioned=bool(row["partitioned"]),
        files=files,
        columns=attributes,
        keys=tuple(key for key in unique if filled.issuperset(key)),
    )


def _grouped(rows: Iterable[dict[str, Cell]]) -> Mapping[Cell, list[dict[str, Cell]]]:
    groups: defaultdict[Cell, list[dict[str, Cell]]] = defaultdict(list)
    for row in rows:
        groups[row["oid"]].append(row)
    return groups
