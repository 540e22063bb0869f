"""Random statements in a row on a random database: for what nobody thought of."""

from collections.abc import Callable

from tests.derived.draft import Draft, scene
from tests.derived.expressions import KINDS, SMALL
from tests.derived.wild_schema import Relation, Wild, start

Move = Callable[[Wild], str | None]


def _unique_index(wild: Wild) -> str:
    at, draft = wild.any_relation(), wild.draft
    keys = ", ".join(wild.some_columns(at))
    if draft.chance(0.2):
        keys = f"({wild.writer(at).value(draft.any_of('text', 'integer'))})"
    holds = f" where {wild.writer(at).condition()}" if draft.chance(0.25) else ""
    name = draft.name("ix")
    at.indexes.append(name)
    return f"create unique index {name} on {at.name} ({keys}){draft.any_of('', '', ' nulls not distinct')}{holds}"


def _index(wild: Wild) -> str:
    at = wild.any_relation()
    return f"create index on {at.name} ({', '.join(wild.some_columns(at))})"


def _unique(wild: Wild) -> str:
    at, rule = wild.any_relation(), wild.draft.name("uq")
    at.rules.append(rule)
    return f"alter table {at.name} add constraint {rule} unique ({', '.join(wild.some_columns(at))})"


def _not_null(wild: Wild) -> str:
    at = wild.any_relation()
    return f"alter table {at.name} alter column {wild.any_column(at)} set not null"


def _check(wild: Wild) -> str:
    at, rule = wild.any_relation(), wild.draft.name("ck")
    at.rules.append(rule)
    late = wild.draft.any_of("", "", " not valid")
    return f"alter table {at.name} add constraint {rule} check ({wild.writer(at).condition()}){late}"


def _foreign_key(wild: Wild) -> str | None:
    child, parent = wild.any_relation(), wild.any_relation()
    fit = [name for name, kind in child.columns.items() if kind == "integer"]
    if not fit:
        return None
    rule = wild.draft.name("fk")
    child.rules.append(rule)
    action = wild.draft.any_of("", "", " on delete cascade", " on delete set null")
    return (
        f"alter table {child.name} add constraint {rule} foreign key ({fit[0]}) references {parent.name} (id){action}"
    )


def _validate(wild: Wild) -> str | None:
    at = wild.any_relation()
    fit = [one for one in at.rules if not one.startswith("uq")]
    return f"alter table {at.name} validate constraint {wild.draft.pick.choice(fit)}" if fit else None


def _drop_rule(wild: Wild) -> str | None:
    at = wild.any_relation()
    if not at.rules:
        return None
    return f"alter table {at.name} drop constraint {at.rules.pop()}"


def _drop_index(wild: Wild) -> str | None:
    at = wild.any_relation()
    return f"drop index {at.indexes.pop()}" if at.indexes else None


def _add_column(wild: Wild) -> str:
    at, draft = wild.any_relation(), wild.draft
    name, kind = draft.name("n"), draft.pick.choice(KINDS)
    at.columns[name] = kind
    rest = draft.any_of(
        "", "", f" default {draft.pick.choice(SMALL[kind])}", f" not null default {SMALL[kind][0]}", " not null"
    )
    return f"alter table {at.name} add column {name} {kind}{rest}"


def _drop_column(wild: Wild) -> str | None:
    at = wild.any_relation()
    if not at.columns:
        return None
    name = wild.any_column(at)
    del at.columns[name]
    at.rules.clear()
    return f"alter table {at.name} drop column {name}{wild.draft.any_of('', ' cascade')}"


def _rename_column(wild: Wild) -> str | None:
    at = wild.any_relation()
    if not at.columns:
        return None
    name, new = wild.any_column(at), wild.draft.name("r")
    at.columns[new] = at.columns.pop(name)
    return f"alter table {at.name} rename column {name} to {new}"


def _rename_table(wild: Wild) -> str:
    at, new = wild.any_relation(), wild.draft.name("t")
    old, at.name = at.name, new
    return f"alter table {old} rename to {new}"


def _change_type(wild: Wild) -> str | None:
    at, draft = wild.any_relation(), wild.draft
    if not at.columns:
        return None
    name, to = wild.any_column(at), draft.pick.choice(KINDS)
    using = f" using {wild.writer(at).value(to)}" if draft.chance(0.7) else ""
    if not using and at.columns[name] not in (to, "date", "boolean") and to in ("date", "boolean"):
        return None
    at.columns[name] = to
    kind = {"text": draft.any_of("text", "varchar(2)"), "integer": draft.any_of("integer", "smallint", "bigint")}.get(
        to, to
    )
    return f"alter table {at.name} alter column {name} type {kind}{using}"


def _create_table(wild: Wild) -> str:
    draft = wild.draft
    kinds = {name: draft.pick.choice(KINDS) for name in ("a", "b")}
    made = Relation(draft.name("made"), kinds)
    wild.relations.append(made)
    rest = draft.any_of("", ", unique (a)", ", unique (a, b)", ", unique nulls not distinct (b)")
    columns = ", ".join(f"{name} {kind}{draft.any_of('', '', ' not null')}" for name, kind in kinds.items())
    return (
        f"create table {made.name} (id {draft.any_of('integer', 'bigserial', 'serial primary key')}, {columns}{rest})"
    )


def _create_from_query(wild: Wild) -> str:
    at = wild.any_relation()
    writer = wild.writer(at)
    made = Relation(wild.draft.name("made"), {"a": wild.draft.pick.choice(KINDS)})
    wild.relations.append(made)
    query = f"select id, {writer.value(made.columns['a'])} as a from {at.name} where {writer.condition()}"
    return f"create table {made.name} as {query}"


def _insert(wild: Wild) -> str:
    at, source, draft = wild.any_relation(), wild.any_relation(), wild.draft
    writer = wild.writer(source, "s")
    parts = [writer.value(kind) for kind in at.columns.values()]
    shift = draft.any_of("s.id + 10", "s.id + 100", "s.id", "s.id * 7", "row_number() over (order by s.id) + 50")
    over = draft.any_of("", "", "", " on conflict do nothing", " on conflict (id) do nothing")
    return (
        f"insert into {at.name} ({', '.join(('id', *at.columns))}) select {', '.join((shift, *parts))}"
        f" from {source.name} s where {writer.condition()}{over}"
    )


def _insert_values(wild: Wild) -> str:
    at, draft = wild.any_relation(), wild.draft
    rows = [
        ", ".join(
            (
                str(draft.pick.randint(5, 30)),
                *(draft.pick.choice((*SMALL[kind], "null")) for kind in at.columns.values()),
            )
        )
        for _ in range(draft.any_of(1, 2))
    ]
    over = draft.any_of("", "", " on conflict do nothing")
    return (
        f"insert into {at.name} ({', '.join(('id', *at.columns))}) values {', '.join(f'({one})' for one in rows)}{over}"
    )


def _update(wild: Wild) -> str:
    at = wild.any_relation()
    writer = wild.writer(at)
    names = wild.some_columns(at)
    if names == ["id"]:
        return f"update {at.name} set id = id + 1000"
    changes = ", ".join(f"{name} = {writer.value(at.columns[name])}" for name in names)
    return f"update {at.name} set {changes}" + (f" where {writer.condition()}" if wild.draft.chance(0.7) else "")


def _update_from(wild: Wild) -> str | None:
    at, other = wild.any_relation(), wild.any_relation()
    fit = [(mine, theirs) for mine, kind in at.columns.items() for theirs, its in other.columns.items() if kind == its]
    if not fit:
        return None
    mine, theirs = wild.draft.pick.choice(fit)
    if wild.draft.chance(0.5):
        value = f"select max(y.{theirs}::text)::{at.columns[mine]} from {other.name} y where y.id = x.id"
        return f"update {at.name} x set {mine} = ({value})"
    return f"update {at.name} x set {mine} = y.{theirs} from {other.name} y where y.id = x.id"


def _delete(wild: Wild) -> str:
    at = wild.any_relation()
    return f"delete from {at.name} where {wild.writer(at).condition()}"


def _delete_doubles(wild: Wild) -> str:
    at = wild.any_relation()
    name = wild.any_column(at)
    return wild.draft.any_of(
        f"delete from {at.name} x using {at.name} y where x.{name} = y.{name} and x.id > y.id",
        f"delete from {at.name} where id not in (select min(id) from {at.name} group by {name})",
        f"delete from {at.name} where {name} is null",
        f"delete from {at.name} x where exists"
        f" (select from {at.name} y where y.{name} is not distinct from x.{name} and y.id < x.id)",
    )


def _delete_orphans(wild: Wild) -> str | None:
    child, parent = wild.any_relation(), wild.any_relation()
    fit = [name for name, kind in child.columns.items() if kind == "integer"]
    if not fit:
        return None
    return wild.draft.any_of(
        f"delete from {child.name} where {fit[0]} not in (select id from {parent.name})",
        f"update {child.name} c set {fit[0]} = null"
        f" where not exists (select from {parent.name} p where p.id = c.{fit[0]})",
    )


def _truncate(wild: Wild) -> str:
    return f"truncate {wild.any_relation().name}{wild.draft.any_of('', ' cascade')}"


def _drop_table(wild: Wild) -> str | None:
    if len(wild.relations) < 2:
        return None
    at = wild.any_relation()
    wild.relations.remove(at)
    return f"drop table {at.name}{wild.draft.any_of('', ' cascade')}"


def _fill(wild: Wild) -> str:
    at = wild.any_relation()
    name = wild.any_column(at)
    return f"update {at.name} set {name} = {wild.draft.pick.choice(SMALL[wild.kind(at, name)])} where {name} is null"


OFTEN: tuple[Move, ...] = (_update, _delete, _insert, _fill, _delete_doubles, _unique_index, _not_null, _add_column)
MOVES: tuple[Move, ...] = (
    *(*OFTEN, *OFTEN, _index, _unique, _check, _foreign_key, _validate, _drop_rule, _drop_index, _drop_column),
    *(_rename_column, _rename_table, _change_type, _create_table, _create_from_query, _insert_values, _update_from),
    *(_delete_orphans, _truncate, _drop_table, _unique_index, _check, _foreign_key),
)
WRITES: tuple[Move, ...] = (
    _update,
    _delete,
    _insert,
    _fill,
    _delete_doubles,
    _update_from,
    _insert_values,
    _rename_column,
)
RULES: tuple[Move, ...] = (_unique_index, _unique, _not_null, _check, _foreign_key, _change_type)


def _play(draft: Draft, moves: tuple[Move, ...]) -> None:
    wild = start(draft)
    made = [move(wild) for move in moves]
    statements = [one for one in made if one is not None] or [_unique_index(wild)]
    for at in range(0, len(statements), 3):
        draft.migrate(*statements[at : at + 3])


@scene
def wild_statements(draft: Draft) -> None:
    _play(draft, tuple(draft.pick.choices(MOVES, k=draft.pick.randint(1, 8))))


@scene
def wild_writes_and_then_a_rule(draft: Draft) -> None:
    _play(draft, (*draft.pick.choices(WRITES, k=draft.pick.randint(1, 4)), draft.pick.choice(RULES)))


@scene
def wild_rule(draft: Draft) -> None:
    _play(draft, (draft.pick.choice(RULES),))
