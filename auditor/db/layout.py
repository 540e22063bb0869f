"""How tables lie in the database and what the catalog vouches for: by this, not by trying, it is decided how to ask."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from auditor.db.session import ReadSession
from auditor.errors import QueryError
from auditor.model.outcome import Cell
from auditor.model.schema import Name

TID_RANGES_SINCE = 14
BLOCK = 8192
_LISTED = "E'\\n'"

# A size is asked of the file only where nobody holds the table exclusively: the question would wait.
_RELATIONS = """
with recursive asked (place, name, schema) as (values {listed}), found (place, oid) as (
  select distinct on (a.place) a.place, c.oid
  from asked a join pg_catalog.pg_class c on c.relname = a.name and c.relkind in ('r', 'p', 'v', 'm', 'f')
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = a.schema or a.schema is null and n.nspname = any (current_schemas(false))
  order by a.place, array_position(current_schemas(false), n.nspname)
), below (place, oid) as (
  select place, oid from found
  union
  select b.place, i.inhrelid from below b join pg_catalog.pg_inherits i on i.inhparent = b.oid
)
select b.place, c.oid::int8 as oid, f.oid = c.oid as itself, c.relkind::text as kind,
       'only ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) as sql, c.reltuples::float8 as rows,
       c.relallvisible::float8 as visible, has_table_privilege(c.oid, 'SELECT') as readable,
       case when {sized} and c.relkind in ('r', 'm') and not exists (
         select from pg_catalog.pg_locks l where l.relation = c.oid and l.mode = 'AccessExclusiveLock' and l.granted)
       then pg_relation_size(c.oid) / {block} else c.relpages end::int8 as blocks
from found f join below b on b.place = f.place join pg_catalog.pg_class c on c.oid = b.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
order by b.place, c.oid
"""
_COLUMNS = """
select a.attrelid::int8 as oid, a.attname::text as name, format_type(a.atttypid, -1) as type,
       a.attnotnull and not exists (
         select from pg_catalog.pg_constraint x
         where x.conrelid = a.attrelid and x.contype = 'n' and not x.convalidated and a.attnum = any (x.conkey)
       ) as filled,
       case when a.atttypid in ('varchar'::regtype, 'bpchar'::regtype) and a.atttypmod > 4 then a.atttypmod - 4
       end as characters
from pg_catalog.pg_attribute a where a.attrelid in ({oids}) and a.attnum > 0 and not a.attisdropped
"""
_INDEXES = """
select i.indrelid::int8 as oid, c.relname::text as name, i.indisunique as is_unique, i.indpred is not null as partial,
       {nulls} as nulls_distinct, c.relpages::int8 as blocks,
       (select string_agg(coalesce(a.attname::text, ''), {apart} order by k.n)
        from generate_series(1, i.indnkeyatts) as k (n)
        left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n - 1] and a.attnum > 0
          and i.indcollation[k.n - 1] = a.attcollation) as columns
from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_am m on m.oid = c.relam
where i.indrelid in ({oids}) and m.amname = 'btree' and i.indisvalid and i.indisready and i.indislive
  and not exists (select from unnest(i.indclass::oid[]) o (oid) join pg_catalog.pg_opclass p on p.oid = o.oid
                  where not p.opcdefault)
order by 1, c.relpages, 2
"""
_LINKS = """
select x.conrelid::int8 as oid, x.confrelid::int8 as to_oid, x.conname::text as name,
       (select string_agg(a.attname::text, {apart} order by u.n) from unnest(x.conkey) with ordinality u (num, n)
        join pg_catalog.pg_attribute a on a.attrelid = x.conrelid and a.attnum = u.num) as columns,
       (select string_agg(a.attname::text, {apart} order by u.n) from unnest(x.confkey) with ordinality u (num, n)
        join pg_catalog.pg_attribute a on a.attrelid = x.confrelid and a.attnum = u.num) as to_columns
from pg_catalog.pg_constraint x
where x.contype = 'f' and x.convalidated and {enforced} and x.conrelid in ({oids})
order by 1, 3
"""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A table with rows of its own: one that is asked about, a partition, or an heir. `sql` in FROM is these alone."""

    oid: int
    sql: str
    blocks: int
    rows: float


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column: the name of its type without modifier, whether it is never null, how many characters it holds."""

    type: str
    filled: bool
    characters: int | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A btree that can be used, smallest first; an empty text stands for a key that is not a plain column."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    partial: bool
    nulls_distinct: bool
    blocks: int


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key that was validated and is enforced."""

    name: str
    columns: tuple[str, ...]
    to: int
    to_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """One table or view. `kind` is the letter of the catalog; `visible` the share of pages known to be visible to all.

    `leaves` are empty where what lies under it cannot be told apart by place: a view, a foreign table or one with
    foreign partitions, or one of which this role may not read every part by itself.
    """

    oid: int
    kind: str
    leaves: tuple[Leaf, ...]
    visible: float
    bytes: int
    columns: Mapping[str, Attribute] = field(default_factory=dict)
    trees: tuple[Tree, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def single(self) -> bool:
        """Whether all of its rows are its own, or those of its partitions: what its catalog entries say holds."""
        return self.kind == "p" or len(self.leaves) == 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables that were asked about and are there."""

    tables: Mapping[Name, Stored] = field(default_factory=dict)
    major: int = 0

    def bytes(self, names: Iterable[Name]) -> int:
        """How much there would be to read."""
        return sum(self.tables[one].bytes for one in set(names) if one in self.tables)


def layout(session: ReadSession, names: Iterable[Name]) -> Layout:
    """What the catalog says of these tables. Raises QueryError."""
    wanted = sorted(set(names), key=str)
    if not wanted:
        return Layout(major=session.major)
    try:
        relations = _relations(session, wanted, sized=True)
    except QueryError as error:
        if error.lost:
            raise
        relations = _relations(session, wanted, sized=False)
    roots = {int(row["oid"] or 0) for rows in relations.values() for row in rows if row["itself"]}
    oids = ", ".join(map(str, sorted(roots))) or "0"
    columns, trees, links = _columns(session, oids), _trees(session, oids), _links(session, oids)
    tables = {}
    for name, rows in relations.items():
        oid = next(int(row["oid"] or 0) for row in rows if row["itself"])
        tables[name] = _stored(rows, columns[oid], tuple(trees[oid]), tuple(links[oid]))
    return Layout(tables, session.major)


def _relations(session: ReadSession, names: list[Name], *, sized: bool) -> dict[Name, list[Mapping[str, Cell]]]:
    found: dict[Name, list[Mapping[str, Cell]]] = defaultdict(list)
    listed = ", ".join(f"({place}, {_text(one.name)}, {_text(one.schema)})" for place, one in enumerate(names))
    for row in session.rows(_RELATIONS.format(listed=listed, sized=str(sized).lower(), block=BLOCK)):
        found[names[int(row["place"] or 0)]].append(row)
    return found


def _stored(
    rows: list[Mapping[str, Cell]], columns: Mapping[str, Attribute], trees: tuple[Tree, ...], links: tuple[Link, ...]
) -> Stored:
    itself = next(row for row in rows if row["itself"])
    own = [row for row in rows if row["kind"] in ("r", "m")]
    blocks = sum(int(row["blocks"] or 0) for row in own)
    apart = all(row["kind"] in ("r", "m", "p") and row["readable"] for row in rows)
    leaves = tuple(
        Leaf(int(row["oid"] or 0), str(row["sql"]), int(row["blocks"] or 0), float(row["rows"] or 0)) for row in own
    )
    visible = sum(float(row["visible"] or 0) for row in own) / blocks if blocks else 1.0
    return Stored(
        int(itself["oid"] or 0),
        str(itself["kind"]),
        leaves if apart else (),
        visible,
        blocks * BLOCK,
        columns,
        trees,
        links,
    )


def _columns(session: ReadSession, oids: str) -> Mapping[int, dict[str, Attribute]]:
    found: dict[int, dict[str, Attribute]] = defaultdict(dict)
    for row in session.rows(_COLUMNS.format(oids=oids)):
        most = None if row["characters"] is None else int(row["characters"])
        found[int(row["oid"] or 0)][str(row["name"])] = Attribute(str(row["type"]), bool(row["filled"]), most)
    return found


def _trees(session: ReadSession, oids: str) -> Mapping[int, list[Tree]]:
    nulls = "not i.indnullsnotdistinct" if session.major >= 15 else "true"
    found: dict[int, list[Tree]] = defaultdict(list)
    for row in session.rows(_INDEXES.format(oids=oids, nulls=nulls, apart=_LISTED)):
        found[int(row["oid"] or 0)].append(
            Tree(
                str(row["name"]),
                _lines(row["columns"]),
                bool(row["is_unique"]),
                bool(row["partial"]),
                bool(row["nulls_distinct"]),
                int(row["blocks"] or 0),
            )
        )
    return found


def _links(session: ReadSession, oids: str) -> Mapping[int, list[Link]]:
    enforced = "x.conenforced" if session.major >= 18 else "true"
    found: dict[int, list[Link]] = defaultdict(list)
    for row in session.rows(_LINKS.format(oids=oids, enforced=enforced, apart=_LISTED)):
        link = Link(str(row["name"]), _lines(row["columns"]), int(row["to_oid"] or 0), _lines(row["to_columns"]))
        found[int(row["oid"] or 0)].append(link)
    return found


def _lines(value: Cell) -> tuple[str, ...]:
    return tuple(str(value or "").split("\n"))


def _text(value: str | None) -> str:
    return "null::text" if value is None else "'" + value.replace("'", "''") + "'"
