"""The rows beside the talk: people, groups, categories, tags, settings and the ledger of migrations."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from auditor.forum.plan import OPENED, PHASE_ONE, Plan
from auditor.forum.words import Words, vocabulary
from auditor.packs.releases import Releases, load_releases
from auditor.shipping import shipped

LedgerState = Literal["before", "between", "after"]
"""Whether the ledger says that no phase, the first or both have been run."""

FROM, TO = "v2.1.8", "v2.3.0"
SYSTEM, DISCOBOT = -1, -2
ADMINS, MODERATORS, STAFF = 1, 2, 3
TRUST = (10, 11, 12, 13, 14)
FIRST_CATEGORY = 5
DAY_ONE = OPENED.date().isoformat() + " 08:00:00"
DEPLOYED = PHASE_ONE.date().isoformat() + " 09:00:00"
STRING, INTEGER, BOOLEAN = 1, 3, 5

Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Load:
    """Rows for one table, made as they are taken."""

    table: str
    columns: tuple[str, ...]
    rows: Rows


def still_loads(plan: Plan, ledger: LedgerState) -> Iterator[Load]:
    """Everything but topics, posts and what hangs on them."""
    words = vocabulary()
    yield from _accounts(plan, words)
    yield from _groups(plan)
    yield from _places(words)
    yield _dated("site_settings", ("name", "data_type", "value"), _settings(words))
    yield from _history(ledger)
    yield Load(
        "post_action_types",
        ("id", "name_key", "is_flag", "position", "created_at", "updated_at"),
        [(1, "bookmark", "f", 1, DAY_ONE, DAY_ONE), (2, "like", "f", 2, DAY_ONE, DAY_ONE)],
    )


def versions(ledger: LedgerState) -> list[str]:
    """The migrations that the ledger has as done, in order."""
    old, new = _releases().named(FROM), _releases().named(TO)
    return sorted({"before": old.pre, "between": new.pre, "after": new.pre | new.post}[ledger])


def slug(title: str) -> str:
    """A title as it stands in an address."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@cache
def _releases() -> Releases:
    return load_releases(shipped("checks") / "discourse" / "releases.json")


def _dated(table: str, columns: tuple[str, ...], rows: Rows) -> Load:
    return Load(table, (*columns, "created_at", "updated_at"), ((*row, DAY_ONE, DAY_ONE) for row in rows))


def _accounts(plan: Plan, words: Words) -> Iterator[Load]:
    everybody = (SYSTEM, DISCOBOT, *range(1, plan.users + 1))
    columns = ("id", "username", "username_lower", "name", "active", "admin", "moderator", "trust_level", "approved")
    yield _dated("users", columns, (_user(number, words) for number in everybody))
    addresses = ((number, f"{_username(number, words).lower()}@example.org", "t") for number in everybody)
    yield _dated("user_emails", ("user_id", "email", "primary"), addresses)
    yield Load("user_options", ("user_id", "email_digests"), ((number, "t") for number in everybody))
    yield Load("user_profiles", ("user_id",), ((number,) for number in everybody))


def _user(number: int, words: Words) -> tuple[object, ...]:
    name = _username(number, words)
    shown = words.given[number % len(words.given)] + " " + words.family[number * 3 % len(words.family)]
    if number < 0:
        shown = name
    return (
        number,
        name,
        name.lower(),
        shown,
        "t",
        number in (SYSTEM, 1),
        number in (SYSTEM, 2, 3),
        _trust(number),
        "t",
    )


def _username(number: int, words: Words) -> str:
    if number < 0:
        return {SYSTEM: "system", DISCOBOT: "discobot"}[number]
    given = slug(words.given[number % len(words.given)]) or "lukasz"
    return f"{given}_{words.handles[number % len(words.handles)]}{number}"


def _trust(number: int) -> int:
    return 4 if number <= 3 else (3, 2, 1, 1, 2, 0, 1)[number % 7]


def _groups(plan: Plan) -> Iterator[Load]:
    named = [(0, "everyone"), (ADMINS, "admins"), (MODERATORS, "moderators"), (STAFF, "staff")]
    named += [(group, f"trust_level_{level}") for level, group in enumerate(TRUST)]
    yield _dated("groups", ("id", "name", "automatic"), ((*one, "t") for one in named))
    yield _dated("group_users", ("group_id", "user_id"), _members(plan))


def _members(plan: Plan) -> Iterator[tuple[int, int]]:
    yield from ((ADMINS, 1), (MODERATORS, 2), (MODERATORS, 3), (STAFF, 1), (STAFF, 2), (STAFF, 3))
    for number in range(1, plan.users + 1):
        for level in range(_trust(number) + 1):
            yield TRUST[level], number


def _places(words: Words) -> Iterator[Load]:
    fixed = [(1, "Uncategorized", "0088CC", "f"), (2, "Lounge", "A461EF", "t"), (3, "Site Feedback", "808281", "f")]
    fixed += [(4, "Staff", "E45735", "t")]
    own = [(number, name, color, "f") for number, (name, color) in enumerate(words.categories, FIRST_CATEGORY)]
    columns = ("id", "name", "color", "read_restricted", "name_lower", "slug", "user_id", "position")
    rows = ((*one, one[1].lower(), slug(one[1]), SYSTEM, one[0]) for one in [*fixed, *own])
    yield _dated("categories", columns, rows)
    yield _dated("category_groups", ("category_id", "group_id", "permission_type"), [(2, TRUST[3], 1), (4, STAFF, 1)])
    yield _dated("tags", ("id", "name"), enumerate(words.tags, 1))


def _settings(words: Words) -> list[tuple[str, int, str]]:
    return [
        ("title", STRING, words.title),
        ("site_description", STRING, words.description),
        ("contact_email", STRING, "committee@example.org"),
        ("notification_email", STRING, "noreply@example.org"),
        ("uncategorized_category_id", INTEGER, "1"),
        ("lounge_category_id", INTEGER, "2"),
        ("meta_category_id", INTEGER, "3"),
        ("staff_category_id", INTEGER, "4"),
        ("min_topic_title_length", INTEGER, "10"),
        ("poll_enabled", BOOLEAN, "t"),
        ("tagging_enabled", BOOLEAN, "t"),
    ]


def _history(ledger: LedgerState) -> Iterator[Load]:
    releases = _releases()
    old = releases.named(FROM)
    done = versions(ledger)
    yield Load("schema_migrations", ("version",), ((version,) for version in done))
    yield Load(
        "schema_migration_details",
        ("version", "name", "hostname", "git_version", "rails_version", "duration", "direction", "created_at"),
        (
            (version, releases.names.get(version), "forum.example.org", release, rails, 40, "up", when)
            for version in done
            for release, rails, when in [(FROM, "5.2.0", DAY_ONE) if version in old.pre else (TO, "5.2.3", DEPLOYED)]
        ),
    )
    yield _dated("ar_internal_metadata", ("key", "value"), [("environment", "production")])
