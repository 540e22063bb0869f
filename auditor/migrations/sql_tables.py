"""CREATE TABLE and its columns and constraints, and CREATE INDEX, as operations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.migrations import grammar, spelling
from auditor.migrations.sql_names import (
    SERIALS,
    identifier,
    index_key,
    index_name,
    table_name,
    type_text,
    words,
)
from auditor.migrations.sql_reads import reads
from auditor.model.operation import AddIndex, CopyTable, CreateTable, CreateView, Like, Opaque, Operation
from auditor.model.schema import (
    CheckConstraint,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Unique,
)

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg

ACTIONS = {"": "no action", "a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_LIKE = {4: "constraints", 8: "defaults", 16: "generated", 32: "identity", 64: "indexes"}
_ATTRIBUTES: dict[str, tuple[tuple[str, bool], ...]] = {
    "CONSTR_ATTR_DEFERRABLE": (("deferrable", True),),
    "CONSTR_ATTR_NOT_DEFERRABLE": (),
    "CONSTR_ATTR_DEFERRED": (("deferrable", True), ("initdeferred", True)),
    "CONSTR_ATTR_IMMEDIATE": (),
    "CONSTR_ATTR_ENFORCED": (),
    "CONSTR_ATTR_NOT_ENFORCED": (("is_enforced", False),),
}


@dataclass(frozen=True, slots=True)
class Defined:
    """A column and the constraints that stand with it."""

    column: Column
    constraints: tuple[Constraint, ...]


def create_table(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of CREATE TABLE."""
    tree: pg.CreateStmt = statement.tree
    table = table_name(tree.relation)
    unlike = _unlike(tree)
    if unlike:
        yield Opaque(statement.text, unlike, (table,))
        return
    elements = [*tree.table_elts, *tree.constraints]
    likes = tuple(_likes(tree.table_elts))
    columns = [defined(table.name, one.column_def) for one in elements if one.HasField("column_def")]
    own = [one.constraint for one in elements if one.HasField("constraint")]
    constraints = [made for one in columns for made in one.constraints]
    constraints += [made for one in own if (made := constraint(one)) is not None]
    required = {name for one in own if is_not_null(one) for name in words(one.keys)}
    required |= {name for one in constraints if isinstance(one, Unique) and one.primary for name in one.columns}
    own_columns = tuple(_required(one.column) if one.column.name in required else one.column for one in columns)
    temporary = tree.relation.relpersistence == "t"
    if likes:
        yield CopyTable(table, own_columns, likes, tuple(constraints), tree.if_not_exists, temporary)
    else:
        yield CreateTable(table, own_columns, tuple(constraints), tree.if_not_exists, temporary=temporary)


def create_table_as(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of CREATE TABLE AS and of CREATE MATERIALIZED VIEW."""
    tree: pg.CreateTableAsStmt = statement.tree
    table = table_name(tree.into.rel)
    if not tree.query.HasField("select_stmt"):
        yield Opaque(statement.text, "its rows come from EXECUTE", (table,))
        return
    query = grammar.query(tree.query.select_stmt)
    names = words(tree.into.col_names)
    if names:
        query = f"SELECT * FROM ({query}) {identifier(table.name)}({', '.join(map(identifier, names))})"
    if tree.into.skip_data:
        query = f"SELECT * FROM ({query}) {identifier(table.name)} LIMIT 0"
    if spelling.word(tree, "objtype") == "OBJECT_MATVIEW":
        yield CreateView(table, query, materialized=True, reads=reads(tree.query))
    else:
        temporary = tree.into.rel.relpersistence == "t"
        yield CreateTable(table, (), (), tree.if_not_exists, query, temporary)


def create_index(statement: grammar.Statement) -> Iterator[Operation]:
    """The operation of CREATE INDEX."""
    tree: pg.IndexStmt = statement.tree
    elements = [one.index_elem for one in tree.index_params]
    including = [one.index_elem for one in tree.index_including_params]
    table = table_name(tree.relation)
    index = Index(
        tree.idxname or index_name(table.name, [*elements, *including]),
        table,
        tuple(index_key(one) for one in elements),
        tree.unique,
        spelling.expression(tree.where_clause) if tree.HasField("where_clause") else None,
        not tree.nulls_not_distinct,
        tree.access_method or "btree",
    )
    yield AddIndex(index, tree.concurrent, tree.if_not_exists, bool(tree.idxname))


def defined(table: str, definition: "pg.ColumnDef") -> Defined:
    """A column as its definition has it."""
    name, kind = definition.colname, type_text(definition.type_name)
    serial = _serial(definition.type_name)
    own = _attributed(one.constraint for one in definition.constraints)
    kinds = {spelling.word(one, "contype"): one for one in own}
    default = kinds.get("CONSTR_DEFAULT")
    generated = kinds.get("CONSTR_GENERATED")
    numbered = f"nextval('{table}_{name}_seq'::regclass)" if serial else None
    column = Column(
        name,
        kind,
        not (serial or {"CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY"} & kinds.keys()),
        spelling.expression(default.raw_expr) if default else numbered,
        spelling.expression(generated.raw_expr) if generated else None,
        "CONSTR_IDENTITY" in kinds,
        identifier(words(definition.coll_clause.collname)[-1]) if definition.HasField("coll_clause") else None,
        always="CONSTR_IDENTITY" in kinds and kinds["CONSTR_IDENTITY"].generated_when == "a",
    )
    made = (constraint(one, name) for one in own)
    return Defined(column, tuple(one for one in made if one is not None))


def constraint(node: "pg.Constraint", column: str | None = None) -> Constraint | None:
    """The constraint; None for what is a property of a column. `column` is the one with which it stands."""
    name, own = node.conname or None, (column,) if column else ()
    match spelling.word(node, "contype"):
        case "CONSTR_CHECK":
            return CheckConstraint(name, spelling.expression(node.raw_expr), _validated(node))
        case "CONSTR_PRIMARY" | "CONSTR_UNIQUE" as kind:
            return Unique(
                name,
                words(node.keys) or own,
                kind == "CONSTR_PRIMARY",
                not node.nulls_not_distinct,
                node.indexname or None,
                node.deferrable,
                node.initdeferred,
            )
        case "CONSTR_FOREIGN":
            return _foreign_key(node, own)
        case "CONSTR_EXCLUSION":
            return _exclusion(node)
        case _:
            return None


def is_not_null(node: "pg.Constraint") -> bool:
    """Whether it is NOT NULL, written as a constraint of the table."""
    return spelling.word(node, "contype") == "CONSTR_NOTNULL"


def _attributed(constraints: Iterable["pg.Constraint"]) -> list["pg.Constraint"]:
    """The constraints of a column; words such as DEFERRABLE, which stand behind them, are made part of them."""
    made: list[pg.Constraint] = []
    for one in constraints:
        attributes = _ATTRIBUTES.get(spelling.word(one, "contype"))
        if attributes is None:
            copy = type(one)()
            copy.CopyFrom(one)
            made.append(copy)
        for name, value in attributes or ():
            setattr(made[-1], name, value)
    return made


def _foreign_key(node: "pg.Constraint", own: tuple[str, ...]) -> ForeignKey:
    return ForeignKey(
        node.conname or None,
        words(node.fk_attrs) or own,
        table_name(node.pktable),
        words(node.pk_attrs),
        ACTIONS[node.fk_del_action],
        ACTIONS[node.fk_upd_action],
        _validated(node),
        node.fk_matchtype == "f",
        node.initdeferred,
    )


def _exclusion(node: "pg.Constraint") -> Exclusion:
    pairs = [one.list.items for one in node.exclusions]
    return Exclusion(
        node.conname or None,
        tuple(index_key(one[0].index_elem) for one in pairs),
        tuple(words(one[1].list.items)[-1] for one in pairs),
        spelling.expression(node.where_clause) if node.HasField("where_clause") else None,
        node.access_method or "btree",
    )


def _validated(node: "pg.Constraint") -> bool:
    return not node.skip_validation and node.is_enforced


def _likes(elements: Iterable["pg.Node"]) -> Iterator[Like]:
    """The LIKE clauses, each with the number of columns before it."""
    before = 0
    for one in elements:
        before += one.HasField("column_def")
        if one.HasField("table_like_clause"):
            clause = one.table_like_clause
            options = frozenset(name for bit, name in _LIKE.items() if clause.options & bit)
            yield Like(table_name(clause.relation), before, options)


def _required(column: Column) -> Column:
    return Column(column.name, column.type, False, column.default, column.generated, column.identity, column.collation)


def _serial(type_name: "pg.TypeName") -> bool:
    parts = words(type_name.names)
    return len(parts) == 1 and parts[0] in SERIALS


def _unlike(tree: "pg.CreateStmt") -> str | None:
    """Why the columns of the table do not stand in the statement."""
    if tree.HasField("partbound"):
        return "it is a partition"
    if tree.inh_relations:
        return "it inherits columns"
    return "its columns are those of a type" if tree.HasField("of_typename") else None
