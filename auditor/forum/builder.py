"""Fills an empty database with a forum that is stuck between the two phases of an upgrade."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.forum.catalog import Catalog, load_catalog
from auditor.forum.people import LedgerState, Load, slug, still_loads, versions
from auditor.forum.plan import TODAY, Plan
from auditor.forum.polls import made
from auditor.forum.schema import after_load, before_load, keys, quoted, sequences
from auditor.forum.talk import talk_loads
from auditor.forum.words import vocabulary

if TYPE_CHECKING:
    from auditor.db.clone import Clone

POSTS = 2_000
SEED = 230
REMADE = 2

COUNTS = (
    """insert into user_stats
         (user_id, new_since, first_unread_at, first_post_created_at, post_count, topic_count, likes_received)
       select u.id, u.created_at, u.created_at, p.first,
              coalesce(p.posts, 0), coalesce(p.topics, 0), coalesce(p.likes, 0)
       from users u
       left join (select user_id, count(*) filter (where post_number > 1) as posts,
                         count(*) filter (where post_number = 1) as topics, sum(like_count) as likes,
                         min(created_at) as first
                  from posts where deleted_at is null group by user_id) p on p.user_id = u.id""",
    """update categories c set topic_count = t.topics, post_count = t.posts
       from (select category_id, count(*) as topics, sum(posts_count) as posts from topics group by category_id) t
       where t.category_id = c.id""",
    """update tags g set topic_count = t.topics
       from (select tag_id, count(*) as topics from topic_tags group by tag_id) t where t.tag_id = g.id""",
    """update groups g set user_count = m.members
       from (select group_id, count(*) as members from group_users group by group_id) m where m.group_id = g.id""",
)
"""Totals that the application keeps beside the rows; counted here, so that they are true."""


COUNTED = ("user_stats", "categories", "tags", "groups")


@dataclass(frozen=True, slots=True)
class Forum:
    """What was built. `remade` has the post and name of each poll whose new row stands in the way of its old one."""

    title: str
    version: str
    posts: int
    users: int
    legacy_polls: int
    new_polls: int
    remade: tuple[tuple[int, str], ...]

    @property
    def backup_name(self) -> str:
        """What the application would call a backup of it, made in the night after its last day."""
        return f"{slug(self.title)}-{TODAY:%Y-%m-%d}-033012-v{self.version}.tar.gz"


def build(
    clone: "Clone",
    *,
    posts: int = POSTS,
    seed: int = SEED,
    remade: int = REMADE,
    ledger: LedgerState = "between",
) -> Forum:
    """Makes the schema, copies the rows in, then adds keys and indexes.

    The same arguments always give the same rows. Raises UsageError for measures that do not fit.
    """
    plan = Plan(posts=posts, seed=seed, remade=remade)
    schema = load_catalog()
    clone.execute(_script(before_load(schema)))
    talk, still = list(talk_loads(plan)), list(still_loads(plan, ledger))
    _fill(clone, schema, talk, still)
    resets = [
        f"select setval('{sequence}', greatest(1, (select max({quoted(column)}) from {quoted(table)})))"
        for sequence, (table, column) in sequences(schema).items()
        if any(load.table == table and column in load.columns for load in (*talk, *still))
    ]
    clone.execute(_script([*COUNTS, *resets, *after_load(schema)]))
    clone.execute("vacuum (analyze) " + ", ".join(quoted(name) for name in COUNTED))
    return _forum(plan, ledger)


def _fill(clone: "Clone", schema: Catalog, talk: Sequence[Load], still: Sequence[Load]) -> None:
    """Copies the rows in; the indexes of one large table are made while the rows of the next are."""
    with ThreadPoolExecutor(max_workers=1) as background:
        done = []
        for load in talk:
            clone.copy(load.table, load.columns, load.rows)
            done.append(background.submit(_finish, clone, schema, [load.table]))
        for load in still:
            clone.copy(load.table, load.columns, load.rows)
        rest = schema["tables"].keys() - {load.table for load in talk}
        done.append(background.submit(_finish, clone, schema, sorted(rest)))
        for one in done:
            one.result()


def _finish(clone: "Clone", schema: Catalog, tables: Sequence[str]) -> None:
    clone.execute(_script([line for table in tables for line in keys(schema, table)]))
    real = [table for table in tables if schema["tables"][table]["kind"] == "table"]
    clone.execute("vacuum (analyze) " + ", ".join(map(quoted, real)))


def _script(statements: Sequence[str]) -> str:
    return ";\n".join(["begin", *statements, "commit"])


def _forum(plan: Plan, ledger: LedgerState) -> Forum:
    rows = list(made(plan))
    again = tuple((one.post, one.poll.name) for one in rows[: plan.remade])
    return Forum(
        title=vocabulary().title,
        version=versions(ledger)[-1],
        posts=plan.posts,
        users=plan.users,
        legacy_polls=plan.legacy_polls,
        new_polls=len(rows) - plan.remade,
        remade=again,
    )
