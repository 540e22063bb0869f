"""Parts of a tree as they stand in SQL, spelled one way however they were written."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from auditor.migrations import grammar

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pg


def expression(node: "pg.Node") -> str:
    """The text of an expression."""
    target = type(node)()
    target.res_target.val.CopyFrom(node)
    return grammar.select(target_list=[target]).removeprefix("SELECT ")


def sources(items: Iterable["pg.Node"]) -> str:
    """The text that stands after FROM."""
    return grammar.select(from_clause=list(items)).removeprefix("SELECT").lstrip().removeprefix("FROM ")


def ctes(clause: "pg.WithClause") -> str:
    """The text that stands between WITH and the statement."""
    one = type(clause.ctes[0])()
    one.res_target.val.a_const.ival.ival = 1
    text = grammar.select(with_clause=clause, target_list=[one])
    return text.removeprefix("WITH ").removesuffix("SELECT 1").strip()


def word(node: Any, field: str) -> str:
    """The name of what an enumeration in the tree has."""
    values = node.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    return str(values[getattr(node, field)].name)
