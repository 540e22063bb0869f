"""Unique indexes on rows that are there."""

from tests.derived.draft import Draft, Table, look_alike, scene
from tests.derived.values import POOLS, bulky, column

TEXTUAL = ("text", "text", "varchar(30)", "char(24)", "citext")
KINDS = (*TEXTUAL, *TEXTUAL, *(one for one in POOLS if one not in TEXTUAL))


def single(draft: Draft, kind: str | None = None, count: int | None = None) -> tuple[Table, str]:
    """A table with one column beside its ids, and the name of the column."""
    name = draft.column_name()
    chosen = kind or draft.pick.choice(KINDS)
    return draft.filled({name: chosen}, draft.count() if count is None else count), name


def pair(draft: Draft) -> tuple[Table, str, str]:
    """A table with two columns beside its ids, and their names."""
    first = draft.column_name()
    second = draft.column_name(first)
    kinds = {first: draft.any_of("text", "integer", "date"), second: draft.pick.choice(KINDS)}
    return draft.filled(kinds, draft.count(most=9), 0.25), first, second


def _index(draft: Draft, table: Table, keys: str, rest: str = "") -> None:
    name = draft.any_of(draft.name("ix"), f"if not exists {draft.name('ix')}", "")
    draft.migrate(f"create unique index {name} on {table.name} {keys}{rest}")


@scene
def unique_index(draft: Draft) -> None:
    table, name = single(draft)
    _index(draft, table, f"({name})")


@scene
def unique_index_of_several_columns(draft: Draft) -> None:
    table, first, second = pair(draft)
    _index(draft, table, f"({first}, {second})")


@scene
def unique_index_partial(draft: Draft) -> None:
    table, first, second = pair(draft)
    holds = draft.any_of(
        f"{second} is not null",
        f"{second} is null",
        "id > 2",
        "id % 2 = 0",
        f"not ({second} is null) and id <> 1",
        f"{first} is not null or id = 3",
        "id in (1, 2, 4)",
    )
    _index(draft, table, f"({first})", f" where {holds}")


@scene
def unique_index_partial_on_text(draft: Draft) -> None:
    table, first, second = _texts(draft)
    holds = draft.any_of(
        f"{second} <> ''",
        f"{second} = 'a'",
        f"{second} in ('a', 'A', '1')",
        f"length({second}) > 1",
        f"{second} like '%a%'",
        f"{second} ~ '^[0-9]+$'",
        f"lower({second}) = 'a' and {first} <> ' '",
    )
    _index(draft, table, f"({first})", f" where {holds}")


def _texts(draft: Draft) -> tuple[Table, str, str]:
    first = draft.column_name()
    second = draft.column_name(first)
    return draft.filled({first: "text", second: "text"}, draft.count(most=9), 0.25), first, second


@scene
def unique_index_on_an_expression(draft: Draft) -> None:
    table, name = single(draft, "text")
    expression = draft.any_of(
        f"lower({name})",
        f"upper({name})",
        f"(coalesce({name}, ''))",
        f"trim({name})",
        f"md5({name})",
        f"left({name}, 1)",
        f"length({name})",
        f"(nullif({name}, ''))",
        f"replace({name}, ' ', '')",
        f"normalize({name})",
        f"({name} || coalesce({name}, 'x'))",
        f"lower({name}), (id % 3)",
    )
    _index(draft, table, f"({expression})")


@scene
def unique_index_on_an_expression_of_other_types(draft: Draft) -> None:
    kind, expression = draft.any_of(
        ("jsonb", "({0} ->> 'a')"),
        ("jsonb", "({0} -> 'a')"),
        ("timestamp", "date_trunc('day', {0})"),
        ("timestamp", "({0}::date)"),
        ("integer", "abs({0}::bigint)"),
        ("integer", "({0} % 10)"),
        ("numeric", "round({0})"),
        ("date", "({0} is null)"),
        ("bigint", "(coalesce({0}, -1))"),
    )
    table, name = single(draft, kind)
    _index(draft, table, f"({expression.format(name)})")


@scene
def unique_index_whose_expression_fails(draft: Draft) -> None:
    kind, expression = draft.any_of(
        ("integer", "(10 / {0})"), ("text", "({0}::integer)"), ("integer", "(abs({0}))"), ("text", "({0}::numeric)")
    )
    table, name = single(draft, kind)
    _index(draft, table, f"({expression.format(name)})", draft.any_of("", f" where {name} is not null"))


@scene
def unique_index_nulls_not_distinct(draft: Draft) -> None:
    if draft.chance(0.5):
        table, name = single(draft)
        _index(draft, table, f"({name})", " nulls not distinct")
    else:
        table, first, second = pair(draft)
        _index(draft, table, f"({first}, {second})", " nulls not distinct")


@look_alike
def nulls_are_distinct(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({name: draft.any_of("text", "integer", "jsonb")}, [["null"]] * draft.count(2))
    _index(draft, table, f"({name})")


@scene
def unique_index_collated(draft: Draft) -> None:
    table, name = single(draft, draft.any_of("text", "varchar(30)"))
    collation = draft.any_of('"C"', '"POSIX"', '"default"', "ucs_basic", 'pg_catalog."C"')
    _index(draft, table, f"({name} collate {collation})")


@scene
def unique_index_with_a_collation_blind_to_case(draft: Draft) -> None:
    collation = draft.name("blind")
    draft.before.append(
        f"create collation {collation} (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
    )
    name = draft.column_name()
    values = [[one] for one in column(draft.pick, "text", draft.count())]
    if draft.chance(0.5):
        table = draft.keyed({name: f"text collate {collation}"}, values)
        _index(draft, table, f"({name})")
    else:
        table = draft.keyed({name: "text"}, values)
        _index(draft, table, f"({name} collate {collation})")


@scene
def unique_index_with_options(draft: Draft) -> None:
    table, first, second = _texts(draft)
    keys = draft.any_of(
        f"({first} desc)",
        f"({first} desc nulls last, {second})",
        f"({first} text_pattern_ops)",
        f"({first}) include ({second})",
        f"({first}) with (fillfactor = 50)",
        f"using btree ({first})",
        f"({first}, id) include ({second})",
    )
    _index(draft, table, keys)


@scene
def unique_index_concurrently(draft: Draft) -> None:
    table, name = single(draft)
    draft.migrate(f"create unique index concurrently {draft.name('ix')} on {table.name} ({name})", transaction=False)


@scene
def index_rows_near_the_limit(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({name: "text"}, [[bulky(draft.pick)] for _ in range(draft.count(1, 4))])
    unique = draft.any_of("", "unique ")
    keys = draft.any_of(name, name, f"{name}, id", f"md5({name})", f"left({name}, 100)", f"upper({name})")
    draft.migrate(f"create {unique}index {draft.name('ix')} on {table.name} ({keys})")


@look_alike
def plain_index_on_doubles(draft: Draft) -> None:
    name = draft.column_name()
    table = draft.keyed({name: "text"}, [["'a'"], ["'a'"], ["null"], ["null"]])
    method = draft.any_of("", "using hash ", "using brin ")
    draft.migrate(f"create index {draft.name('ix')} on {table.name} {method}({name})")


@look_alike
def unique_index_on_an_empty_table(draft: Draft) -> None:
    table, name = single(draft, None, 0)
    _index(draft, table, f"({name})")


@look_alike
def unique_index_beside_the_doubles(draft: Draft) -> None:
    """The doubled values are in another column, or in another table of that column."""
    table, first, second = pair(draft)
    other, _ = single(draft, "text", 3)
    draft.migrate(f"create unique index on {table.name} (id, {first}, {second})", f"create index on {other.name} (id)")
