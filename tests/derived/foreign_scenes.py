"""Foreign keys: made over rows that are there, and held when rows go or change."""

from tests.derived.draft import Draft, Table, look_alike, scene
from tests.derived.values import NULL, among

ACTIONS = (
    "",
    " on delete cascade",
    " on delete set null",
    " on delete restrict",
    " on delete set default",
    " on delete no action",
)


def _family(draft: Draft, nulls: float = 0.2, strays: float = 0.2, kind: str = "integer") -> tuple[Table, Table]:
    """Parents 1 to 4, some of them missing, and children of them."""
    present = draft.pick.sample("1234", draft.pick.randint(1, 4))
    parents = draft.table({"id": "integer primary key", "label": "text"}, [[one, f"'p{one}'"] for one in present])
    pool = [*present, *present, "9", "0"] if draft.chance(0.5) and strays else present
    rows = [[one] for one in among(draft.pick, pool, draft.count(), nulls)]
    return parents, draft.keyed({"parent": kind}, rows)


@scene
def foreign_key(draft: Draft) -> None:
    parents, children = _family(draft, kind=draft.any_of("integer", "bigint", "smallint", "numeric"))
    to = draft.any_of(parents.name, f"{parents.name} (id)")
    late = draft.any_of("", "", " deferrable initially deferred")
    draft.migrate(
        f"alter table {children.name} add constraint {draft.name('fk')} foreign key (parent) references {to}"
        f"{draft.pick.choice(ACTIONS)}{late}"
    )


@scene
def foreign_key_to_a_unique_column(draft: Draft) -> None:
    pool = ("'a'", "'A'", "'a '", "''", "'b'")
    present = draft.pick.sample(pool, 3)
    kind, other = draft.any_of(("text", "text"), ("text", "varchar(9)"), ("char(5)", "char(3)"), ("citext", "citext"))
    parents = draft.table({"code": f"{kind} unique"}, [[one] for one in (*present, NULL)])
    children = draft.keyed(
        {"ref": other}, [[one] for one in among(draft.pick, draft.any_of(pool, present), draft.count(), 0.2)]
    )
    draft.migrate(f"alter table {children.name} add foreign key (ref) references {parents.name} (code)")


@scene
def foreign_key_of_two_columns(draft: Draft) -> None:
    keys = draft.pick.sample([(a, b) for a in "12" for b in ("'x'", "'y'")], 3)
    parents = draft.table({"a": "integer", "b": "text"}, [list(one) for one in keys], "primary key (b, a)")
    rows = [[one if not draft.chance(0.2) else NULL for one in draft.pick.choice(keys)] for _ in range(draft.count())]
    if draft.chance(0.4):
        rows.append(["3", "'x'"])
    children = draft.keyed({"pa": "integer", "pb": "text"}, rows)
    match = draft.any_of("", "", " match full", " match simple")
    draft.migrate(f"alter table {children.name} add foreign key (pa, pb) references {parents.name} (a, b){match}")


@scene
def foreign_key_to_the_same_table(draft: Draft) -> None:
    count = draft.count(1)
    rows = [[one] for one in among(draft.pick, "123457"[: count + draft.pick.randint(0, 2)], count, 0.3)]
    table = draft.keyed({"parent": "bigint"}, rows)
    draft.migrate(f"alter table {table.name} add foreign key (parent) references {table.name} (id)")


@scene
def foreign_key_not_valid_and_then_validated(draft: Draft) -> None:
    parents, children = _family(draft)
    rule = draft.name("fk")
    mended = draft.any_of(
        (),
        (f"delete from {children.name} c where not exists (select from {parents.name} p where p.id = c.parent)",),
        (f"update {children.name} set parent = null where parent not in (select id from {parents.name})",),
        (f"update {children.name} set parent = parent",),
        (f"insert into {parents.name} (id) select distinct parent from {children.name} on conflict do nothing",),
    )
    draft.migrate(
        f"alter table {children.name} add constraint {rule} foreign key (parent) references {parents.name} not valid",
        *mended,
        *((f"alter table {children.name} validate constraint {rule}",) if draft.chance(0.7) else ()),
    )


@scene
def foreign_key_after_the_orphans_are_gone(draft: Draft) -> None:
    parents, children = _family(draft)
    mended = draft.any_of(
        f"delete from {children.name} where parent not in (select id from {parents.name})",
        f"delete from {children.name} c using {parents.name} p where c.parent <> p.id",
        f"delete from {children.name} where parent is null",
        f"delete from {children.name} where parent = 9",
        f"update {children.name} set parent = null where parent in (9, 0)",
        f"update {children.name} set parent = (select min(id) from {parents.name})",
        f"update {children.name} c set parent = (select id from {parents.name} p where p.id = c.parent)",
        f"insert into {parents.name} (id) select distinct parent from {children.name} c where parent is not null"
        f" and not exists (select from {parents.name} p where p.id = c.parent)",
    )
    draft.migrate(mended, f"alter table {children.name} add foreign key (parent) references {parents.name}")


@scene
def foreign_key_after_parents_are_gone(draft: Draft) -> None:
    parents, children = _family(draft, strays=0)
    reach = draft.any_of("= 1", "> 2", f"in (select parent from {children.name})")
    draft.migrate(
        f"delete from {parents.name} where id {reach}",
        f"alter table {children.name} add foreign key (parent) references {parents.name}",
    )


@scene
def foreign_key_with_a_new_column(draft: Draft) -> None:
    parents, children = _family(draft)
    rest = draft.any_of("", " default 1", " default 9", " not null default 1", " default null on delete cascade")
    draft.migrate(
        f"alter table {children.name} add column owner integer{rest} references {parents.name}".replace(
            f" on delete cascade references {parents.name}", f" references {parents.name} on delete cascade"
        )
    )


@scene
def foreign_key_that_cannot_be(draft: Draft) -> None:
    parents, children = _family(draft, nulls=1.0)
    draft.migrate(
        draft.any_of(
            f"alter table {children.name} add foreign key (parent) references {parents.name} (label)",
            f"alter table {children.name} add foreign key (parent) references missing_table",
            f"alter table {children.name} add foreign key (nobody) references {parents.name}",
            f"alter table {children.name} add foreign key (parent) references {parents.name} (nobody)",
            f"alter table {children.name} add foreign key (parent, id) references {parents.name}",
        )
    )


def _bound(draft: Draft, actions: tuple[str, ...] = ACTIONS, rest: str = "") -> tuple[Table, Table]:
    """Parents 1 to 4 and children of them, under a foreign key that is there."""
    parents = draft.table({"id": "integer primary key", "label": "text"}, [[one, f"'p{one}'"] for one in "1234"])
    pool = draft.pick.sample("1234", 2)
    kind = draft.any_of("integer", "integer", "integer not null", "integer default 4", "integer default 77")
    rows = [[one] for one in among(draft.pick, pool, draft.count(), 0.0 if "not null" in kind else 0.2)]
    children = draft.keyed({"parent": kind}, rows)
    action = draft.pick.choice(actions)
    draft.after.append(
        f"alter table {children.name} add constraint {draft.name('fk')} foreign key (parent)"
        f" references {parents.name}{action}{rest}"
    )
    return parents, children


@scene
def referenced_rows_deleted(draft: Draft) -> None:
    parents, children = _bound(draft)
    reach = draft.any_of(
        "id = 1",
        "id > 2",
        "true",
        f"id not in (select parent from {children.name} where parent is not null)",
        "label = 'p2'",
        f"id not in (select parent from {children.name})",
    )
    draft.migrate(f"delete from {parents.name} where {reach}")


@scene
def referenced_rows_deleted_through_two_levels(draft: Draft) -> None:
    parents, children = _bound(draft, (" on delete cascade",))
    ids = [row[0] for row in children.rows] or ["null"]
    below = draft.keyed({"child": "bigint"}, [[one] for one in among(draft.pick, ids, draft.count(), 0.1)])
    action = draft.pick.choice(ACTIONS)
    draft.after.append(f"alter table {below.name} add foreign key (child) references {children.name} (id){action}")
    draft.migrate(f"delete from {parents.name} where id {draft.any_of('= 1', '< 3', 'is not null')}")


@scene
def referenced_rows_deleted_after_their_children(draft: Draft) -> None:
    parents, children = _bound(draft, ("", " on delete restrict"))
    first = draft.any_of(
        f"delete from {children.name}",
        f"delete from {children.name} where parent = 1",
        f"update {children.name} set parent = 4",
        f"update {children.name} set parent = 4 where parent in (1, 2)",
    )
    draft.migrate(first, f"delete from {parents.name} where id < {draft.pick.choice('234')}")


@scene
def referenced_rows_deleted_and_held_to_account_at_the_end(draft: Draft) -> None:
    parents, children = _bound(draft, ("",), " deferrable initially deferred")
    then = draft.any_of(
        f"delete from {children.name}",
        f"insert into {parents.name} values (1, 'again')",
        f"update {children.name} set parent = 4",
        f"delete from {children.name} where parent = 2",
    )
    draft.migrate(f"delete from {parents.name} where id = 1", then)


@scene
def referenced_keys_updated(draft: Draft) -> None:
    parents, _ = _bound(
        draft, ("", " on update cascade", " on update set null", " on update restrict", " on update set default")
    )
    change = draft.any_of(
        "id = id + 10", "id = id + 10 where id = 1", "id = id", "id = 50 where label = 'p9'", "label = 'x'"
    )
    draft.migrate(f"update {parents.name} set {change}")


@scene
def referring_rows_updated(draft: Draft) -> None:
    _, children = _bound(draft)
    change = draft.any_of(
        "parent = 1",
        "parent = 7 where id = 1",
        "parent = parent + 1",
        "parent = parent - 1 where parent > 1",
        "parent = null",
        "parent = id",
    )
    draft.migrate(f"update {children.name} set {change}")


@scene
def referenced_table_emptied_or_dropped(draft: Draft) -> None:
    parents, children = _bound(draft)
    draft.migrate(
        draft.any_of(
            f"truncate {parents.name}",
            f"truncate {parents.name} cascade",
            f"truncate table {parents.name}, {children.name}",
            f"truncate only {children.name} restart identity",
            f"drop table {parents.name}",
            f"drop table {parents.name} cascade",
            f"drop table {children.name}, {parents.name}",
            f"drop table if exists {children.name}",
            f"alter table {parents.name} drop constraint {parents.key}",
            f"alter table {parents.name} drop column id",
            f"alter table {parents.name} drop column id cascade",
            f"alter table {parents.name} drop column label",
        )
    )


@look_alike
def orphans_that_are_null(draft: Draft) -> None:
    parents, children = _family(draft, nulls=1.0)
    draft.migrate(
        f"alter table {children.name} add foreign key (parent) references {parents.name}{draft.pick.choice(ACTIONS)}"
    )


@look_alike
def orphans_under_a_foreign_key_never_validated(draft: Draft) -> None:
    """Rows that break it may be touched, so long as their reference is not."""
    parents, children = _family(draft)
    draft.after.append(f"alter table {children.name} add column note text")
    draft.after.append(f"alter table {children.name} add foreign key (parent) references {parents.name} not valid")
    draft.migrate(f"update {children.name} set note = 'seen', parent = parent")
