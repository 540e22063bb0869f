"""A forum's database of any size, made by the server itself, whose faults stand where a row's number says.

Scale 1 has five million posts and takes some 6.5 GB; the rest grows with it. A fault is in every row whose number
leaves a remainder by a prime, so what a check must find is arithmetic: `benchmarks.expected` does it. Alone, it fills
a database of yours, which must be empty: `python -m benchmarks.made postgresql://… [--scale 0.1] [--clean]`.
"""

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

Execute = Callable[[str], None]

BLOCK = 5_000
POSTS_A_TOPIC = 10
FIELDS_A_POLL = 50
POLLS_A_NEW_ONE = 30
OPTIONS_A_POLL = 8
VOTES_A_POLL = 500
SQL = Path(__file__).parent / "tables"

# By the number of the row: the prime, and the remainder that marks a fault.
FAULTS = {
    "posts_author_none": (10007, 5),
    "posts_author_gone": (5003, 7),
    "posts_topic_gone": (30011, 19),
    "posts_number_taken": (20011, 3),
    "posts_editor_none": (12007, 9),
    "posts_words_none": (8009, 4),
    "posts_likes_none": (15013, 6),
    "posts_type_odd": (40009, 8),
    "posts_raw_long": (100003, 11),
    "posts_locale_left": (6061, 40),
    "topics_title_long": (10037, 2),
    "topics_views_beyond": (50021, 1),
    "topics_bump_early": (9001, 13),
    "fields_count_odd": (4001, 24),
    "fields_number_beyond": (6011, 28),
    "fields_post_gone": (7019, 15),
    "fields_polls_cut": (1201, 17),
    "fields_votes_cut": (1301, 18),
    "fields_voter_gone": (307, 7),
    "notices_priority_none": (11003, 8),
    "notices_type_odd": (25013, 9),
    "notices_action_beyond": (70001, 2),
    "notices_user_gone": (6007, 14),
    "users_active_none": (3001, 4),
    "users_trust_odd": (5009, 3),
    "users_name_taken": (2503, 7),
    "users_bio_left": (401, 20),
    "emails_address_taken": (2003, 9),
    "options_zone_long": (1013, 2),
    "votes_user_gone": (5003, 6),
    "polls_name_taken": (11, 1),
}
BY_POLL = {"fields_polls_cut", "fields_votes_cut", "fields_voter_gone"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows each table has. `old_polls` posts have two fields of JSON each, one of them of votes."""

    posts: int
    topics: int
    users: int
    emails: int
    notices: int
    fields: int
    old_polls: int
    polls: int
    votes: int

    @classmethod
    def of(cls, scale: float) -> "Sizes":
        """Those of a scale; a thousandth is the least."""
        if scale < 0.001:
            raise ValueError(f"the scale is {scale}; accepted: 0.001 and more")
        posts = round(1_000 * scale) * BLOCK
        users = max(1_000, round(200_000 * scale))
        polls = round(2_000 * scale)
        old_polls = polls * POLLS_A_NEW_ONE
        return cls(
            posts=posts,
            topics=posts // POSTS_A_TOPIC,
            users=users,
            emails=users + users // 20,
            notices=posts,
            fields=old_polls * FIELDS_A_POLL,
            old_polls=old_polls,
            polls=polls,
            votes=polls * VOTES_A_POLL,
        )


def fill(execute: Execute, scale: float, *, faults: bool = True, vacuumed: bool = True) -> Sizes:
    """Make the tables in an empty database; the posts, which are two thirds of it, beside all others."""
    steps = [("posts", "others"), ("posts_indexes", "others_indexes")]
    steps += [("posts_vacuum", "others_vacuum")] if vacuumed else []
    sizes = Sizes.of(scale)
    words = asdict(sizes) | {"block": BLOCK, "block_topics": BLOCK // POSTS_A_TOPIC} | _planted(faults)
    with ThreadPoolExecutor(2) as two:
        for step in steps:
            list(two.map(lambda name: _run(execute, name, words), step))
    return sizes


def _planted(faults: bool) -> dict[str, str]:
    if not faults:
        return dict.fromkeys(FAULTS, "false")
    number = {name: "k" if name in BY_POLL else "i" for name in FAULTS}
    return {name: f"({number[name]} % {prime} = {rest})" for name, (prime, rest) in FAULTS.items()}


def _run(execute: Execute, name: str, words: dict[str, object]) -> None:
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8").format_map(words)
    apart = text.split(";\n") if name.endswith("_vacuum") else [text]
    for one in apart:
        if one.strip():
            execute(one)


def main(words: Sequence[str] | None = None) -> None:
    """Fill a database that the user names."""
    import psycopg

    parser = argparse.ArgumentParser(prog="python -m benchmarks.made", description=__doc__)
    parser.add_argument("target", help="postgresql://… of an empty database")
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--clean", action="store_true", help="without faults")
    asked = parser.parse_args(words)

    def execute(sql: str) -> None:
        with psycopg.connect(asked.target, autocommit=True) as link:
            link.execute(sql.encode())

    print(fill(execute, asked.scale, faults=not asked.clean))


if __name__ == "__main__":
    main()
