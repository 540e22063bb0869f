"""What is asked of the two databases for the account of a table.

Transactions are numbered upwards for the whole server, and what wrote the old rows ended before the clone was made. So
where a table lies in its old file, a version of a row is old if its number is not above the highest before, and then it
lies where it lay: old versions can go from a part of the file, but none can come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.db.relations import Attribute, Relation
from auditor.model.schema import quoted
from auditor.rehearse.pairing import WHOLE

_NUMBER = "t.xmin::text::int8"
PARTS = 16_384


@dataclass(frozen=True, slots=True)
class Touched:
    """Rows in some parts of a file of so many blocks, and all that were written after the transaction `newest`."""

    blocks: int
    parts: tuple[int, ...]
    newest: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of each row: its key, or without one the digest; a digest of columns; which columns are null."""

    key: Sequence[Attribute]
    digested: Sequence[Attribute] = ()
    nullable: Sequence[Attribute] = ()


def versions(table: Relation, newest: int = 0) -> str:
    """How many rows there are, how many of them are not above the number `newest`, and the highest number."""
    return (
        f"select count(*)::int8 as rows, count(*) filter (where {_NUMBER} <= {newest})::int8 as old,"
        f" coalesce(max({_NUMBER}), 0)::int8 as newest from {_table(table)}"
    )


def blocks(table: Relation) -> str:
    """How many blocks its file has."""
    return f"select pg_relation_size({table.oid}) / current_setting('block_size')::int8 as blocks"


def parts(table: Relation, blocks: int, newest: int) -> str:
    """For each part of a file of so many blocks that has them, the number of versions that are not above `newest`."""
    return (
        f"select {_part(blocks)} as part, count(*) as old from {_table(table)} where {_NUMBER} <= {newest}"
        " group by 1 order by 1"
    )


def lines(table: Relation, wanted: Wanted, touched: Touched | None = None) -> str:
    """The rows in the order of their keys; without those of which a part of the key is null."""
    digest = " # ".join(_digest(one, at) for at, one in enumerate(wanted.digested, 1)) or "0"
    nulls = " || ".join(f"case when {_column(one)} is null then '1' else '0' end" for one in wanted.nullable) or "''"
    key = [_by(one) for one in wanted.key] or [digest]
    places = ", ".join(str(at + 1) for at in range(len(key)))
    conditions = [f"{_column(one)} is not null" for one in wanted.key if not one.filled]
    source = _table(table)
    if touched is not None:
        numbers, part = ",".join(map(str, touched.parts)), _part(touched.blocks)
        source += f" left join unnest('{{{numbers}}}'::int4[]) as touched (part) on touched.part = {part}"
        conditions.append(f"(touched.part is not null or {_NUMBER} > {touched.newest})")
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return f"select {', '.join([*key, digest if wanted.key else '0', nulls])} from {source}{where} order by {places}"


def values(table: Relation, columns: Sequence[Attribute]) -> str:
    """For each column the number of its values that are not null, as `of_0`, `of_1` and so on."""
    counts = ", ".join(f"count({_column(one)})::int8 as of_{at}" for at, one in enumerate(columns))
    return f"select {counts} from {_table(table)}"


def sample(table: Relation, key: Sequence[Attribute], rows: int, holding: Attribute | None = None) -> str:
    """The first keys, of all rows or of those that hold a value in a column."""
    where = f" where {_column(holding)} is not null" if holding else ""
    places = ", ".join(str(at + 1) for at in range(len(key)))
    return f"select {', '.join(map(_by, key))} from {_table(table)}{where} order by {places} limit {rows}"


def _table(table: Relation) -> str:
    """Without the tables that inherit from it, which are accounted for by themselves, but with its partitions."""
    return f"{'' if table.partitioned else 'only '}{quoted(table.schema)}.{quoted(table.name)} as t"


def _part(blocks: int) -> str:
    """In which part a row lies; no other way to a block's number is as quick in every version."""
    bounds = ",".join(f'"({first},0)"' for first in range(0, blocks, -(-blocks // PARTS) or 1))
    return f"width_bucket(t.ctid, '{{{bounds}}}'::tid[])"


def _digest(column: Attribute, at: int) -> str:
    """Of a value as it is written; a null is none of them. The seed keeps values that changed places apart."""
    return f'coalesce(hashtextextended({_column(column)}::text collate "C", {at}), {at})'


def _column(column: Attribute) -> str:
    return f"t.{quoted(column.name)}"


def _by(column: Attribute) -> str:
    return _column(column) if column.type in WHOLE else f'{_column(column)}::text collate "C"'
