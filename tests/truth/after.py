"""What a forum holds after the migration, and what the skip-patch set aside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.db.clone import Clone
from tests.truth.legacy import Field
from tests.truth.runner import Ran

TABLES = ("polls", "poll_options", "poll_votes", "post_custom_fields")
ASIDE = "auditor_skipped_polls"
POLLS = """
select p.post_id, p.name, jsonb_build_array(p.type, p.status, p.visibility, p.close_at, p.min, p.max, p.step,
         p.anonymous_voters, p.created_at, p.updated_at)::text as settings,
       (select coalesce(jsonb_agg(jsonb_build_array(o.digest, o.html, o.anonymous_votes, o.created_at)
                                  order by o.digest), '[]')
        from poll_options o where o.poll_id = p.id)::text as options,
       (select coalesce(jsonb_agg(jsonb_build_array(o.digest, v.user_id, v.created_at)
                                  order by o.digest, v.user_id), '[]')
        from poll_votes v join poll_options o on o.id = v.poll_option_id where v.poll_id = p.id)::text as votes
from polls p where p.id > 1000
"""
WITHOUT_MARK = """
select count(*) as polls from polls p where post_id is not null
  and not exists (select from post_custom_fields f where f.post_id = p.post_id and f.name = 'has_polls')
"""
FIELDS = """
select id, post_id, name, value, created_at::text, updated_at::text from post_custom_fields
where name in ('polls', 'polls-votes') order by id
"""
LIST = "(select coalesce(json_agg({0}), '[]') from ({1}) q)::text as {2}"
WHOLE = "select " + ", ".join(
    [
        *(LIST.format("q.t", f"select t::text as t from {one} t order by 1", one) for one in TABLES),
        LIST.format("q", POLLS, "carried"),
        LIST.format("q", FIELDS, "fields"),
        f"(to_regclass('{ASIDE}') is not null)::text as made",
        f"({WITHOUT_MARK})::text as unmarked",
    ]
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A poll that arrived, each part as text."""

    settings: str
    options: str
    votes: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A row of what was set aside."""

    post_id: int | None
    name: str | None
    why: str
    poll: str | None
    votes: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Every row of the tables, the polls carried by post and name, the legacy fields, and what was set aside."""

    ran: Ran
    rows: Mapping[str, tuple[str, ...]]
    carried: Mapping[tuple[int, str], Carried]
    fields: tuple[Mapping[str, object], ...]
    aside: tuple[Aside, ...]
    unmarked: int


def look(clone: Clone, ran: Ran) -> Seen:
    """A forum as it is now."""
    now = {name: json.loads(str(value)) for name, value in clone.query(WHOLE)[0].items()}
    carried = {
        (one["post_id"], one["name"]): Carried(one["settings"], one["options"], one["votes"]) for one in now["carried"]
    }
    aside = clone.query(f"select post_id, name, why, poll, votes from {ASIDE} order by id") if now["made"] else []
    rows = {one: tuple(now[one]) for one in TABLES}
    return Seen(ran, rows, carried, tuple(now["fields"]), tuple(map(_aside, aside)), now["unmarked"])


def text(value: object) -> str | None:
    """A value of a row as text, null as None."""
    return None if value is None else str(value)


def field_of(row: Mapping[str, object]) -> Field:
    """A row of `fields` as it may stand in another forum."""
    times = str(row["created_at"]), str(row["updated_at"])
    return Field(int(str(row["post_id"])), str(row["name"]), text(row["value"]), *times)


def _aside(row: Mapping[str, object]) -> Aside:
    post = row["post_id"]
    name, why, poll, votes = (text(row[one]) for one in ("name", "why", "poll", "votes"))
    return Aside(None if post is None else int(str(post)), name, why or "", poll, votes)
