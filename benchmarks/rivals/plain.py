"""The 27 checks as they are said to tools that take a rule for a column, a condition for a row, or else a query."""

from collections.abc import Mapping
from dataclasses import dataclass

INTEGER = (-(1 << 31), (1 << 31) - 1)


@dataclass(frozen=True, slots=True)
class Nulls:
    """A column must not be null."""

    table: str
    column: str

    @property
    def condition(self) -> str:
        return f"{self.column} is null"


@dataclass(frozen=True, slots=True)
class Within:
    """A column must hold no number beyond these two."""

    table: str
    column: str
    least: int
    most: int

    @property
    def condition(self) -> str:
        return f"{self.column} not between {self.least} and {self.most}"


@dataclass(frozen=True, slots=True)
class Longest:
    """A column must hold no text of more characters."""

    table: str
    column: str
    characters: int

    @property
    def condition(self) -> str:
        return f"length({self.column}) > {self.characters}"


@dataclass(frozen=True, slots=True)
class Condition:
    """No row may meet it."""

    table: str
    condition: str


@dataclass(frozen=True, slots=True)
class Once:
    """No two rows may have the same."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refers:
    """A column must hold no value that the id of another table has not."""

    table: str
    column: str
    to: str


@dataclass(frozen=True, slots=True)
class Query:
    """It must give no rows."""

    table: str
    sql: str


Rule = Nulls | Within | Longest | Condition | Once | Refers | Query


def rules(major: int) -> Mapping[str, Rule]:
    """By the id of the check, less its pack, for a server of that version."""
    return {
        "posts-author-none": Nulls("posts", "user_id"),
        "posts-editor-none": Nulls("posts", "last_editor_id"),
        "posts-words-none": Nulls("posts", "word_count"),
        "posts-likes-none": Nulls("posts", "like_count"),
        "posts-type-unknown": Within("posts", "post_type", 1, 4),
        "posts-raw-too-long": Longest("posts", "raw", 32_000),
        "posts-locale-left-behind": Condition(
            "posts", "legacy_locale is not null and locale is distinct from legacy_locale"
        ),
        "topics-title-too-long": Longest("topics", "title", 255),
        "topics-views-beyond-integers": Within("topics", "views", *INTEGER),
        "topics-bumped-before-created": Condition("topics", "bumped_at < created_at"),
        "fields-count-unreadable": _no_integer("notice_count", major),
        "fields-number-beyond-integers": _no_integer("reviewable_id", major),
        "notifications-priority-none": Nulls("notifications", "high_priority"),
        "notifications-type-unknown": Within("notifications", "notification_type", 1, 40),
        "notifications-action-beyond-integers": Within("notifications", "post_action_id", *INTEGER),
        "users-active-none": Nulls("users", "active"),
        "users-trust-unknown": Within("users", "trust_level", 0, 4),
        "user-options-zone-too-long": Longest("user_options", "timezone", 64),
        "posts-number-taken": Once("posts", ("topic_id", "post_number")),
        "users-name-taken": Once("users", ("username_lower",)),
        "emails-address-taken": Once("user_emails", ("lower(email)",)),
        "posts-author-missing": Refers("posts", "user_id", "users"),
        "posts-topic-missing": Refers("posts", "topic_id", "topics"),
        "fields-post-missing": Refers("post_custom_fields", "post_id", "posts"),
        "poll-votes-voter-missing": Refers("poll_votes", "user_id", "users"),
        "notifications-user-missing": Refers("notifications", "user_id", "users"),
        "users-bio-left-behind": Query(
            "users",
            "select u.id from users u left join user_profiles p on p.user_id = u.id and p.bio_raw = u.legacy_bio "
            "where u.legacy_bio is not null and p.user_id is null",
        ),
    }


def query(rule: Rule) -> str:
    """The rule as a query that gives what breaks it."""
    match rule:
        case Query(sql=sql):
            return sql
        case Once(table=table, columns=columns):
            keys = ", ".join(columns)
            return f"select {keys}, count(*) as times from {table} group by {keys} having count(*) > 1"
        case Refers(table=table, column=column, to=to):
            return (
                f"select t.* from {table} t left join {to} r on r.id = t.{column} "
                f"where t.{column} is not null and r.id is null"
            )
        case _:
            return f"select * from {rule.table} where {rule.condition}"


def _no_integer(name: str, major: int) -> Condition:
    if major >= 16:
        return Condition("post_custom_fields", f"name = '{name}' and not pg_input_is_valid(value, 'integer')")
    beyond = f"value::numeric not between {INTEGER[0]} and {INTEGER[1]}"
    number = r"value ~ '^\s*[-+]?[0-9]+\s*$'"
    return Condition("post_custom_fields", f"name = '{name}' and case when {number} then {beyond} else true end")
