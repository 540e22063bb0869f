"""How many findings each check of `benchmarks/forum` must have, told by arithmetic alone."""

from collections.abc import Callable, Mapping

from benchmarks.made import BLOCK, FAULTS, POLLS_A_NEW_ONE, POSTS_A_TOPIC, Sizes

JSON = "forum/json-"
_STRIDE = BLOCK // POSTS_A_TOPIC


def expected(sizes: Sizes) -> Mapping[str, int]:
    """Findings by the id of the check, where the database has its faults; a clean one has none."""
    return {f"forum/{check}": count(sizes) for check, count in _COUNTS.items()}


def _every(fault: str, of: str, unless: Callable[[int], bool] = lambda _: False) -> Callable[[Sizes], int]:
    """How many of the rows numbered from 1 have `fault`, less those of which something else is true."""
    prime, rest = FAULTS[fault]
    return lambda sizes: sum(not unless(i) for i in range(rest, getattr(sizes, of) + 1, prime))


def _is(fault: str, i: int) -> bool:
    prime, rest = FAULTS[fault]
    return i % prime == rest


def _numbers_taken(sizes: Sizes) -> int:
    """A post that has the number of its neighbour, both of them in their topic: one pair."""
    prime, rest = FAULTS["posts_number_taken"]
    pairs = 0
    for i in range(rest, sizes.posts + 1, prime):
        number = (i - 1) % BLOCK // _STRIDE + 1
        neighbour = i + _STRIDE if number < POSTS_A_TOPIC else i - _STRIDE
        pairs += not (_is("posts_topic_gone", i) or _is("posts_topic_gone", neighbour))
    return pairs


def _unreadable(sizes: Sizes) -> int:
    return _every("fields_polls_cut", "old_polls")(sizes) + _every("fields_votes_cut", "old_polls")(sizes)


_COUNTS: Mapping[str, Callable[[Sizes], int]] = {
    "posts-author-none": _every("posts_author_none", "posts"),
    "posts-editor-none": _every("posts_editor_none", "posts"),
    "posts-words-none": _every("posts_words_none", "posts"),
    "posts-likes-none": _every("posts_likes_none", "posts"),
    "posts-type-unknown": _every("posts_type_odd", "posts"),
    "posts-raw-too-long": _every("posts_raw_long", "posts"),
    "posts-locale-left-behind": _every("posts_locale_left", "posts"),
    "topics-title-too-long": _every("topics_title_long", "topics"),
    "topics-views-beyond-integers": _every("topics_views_beyond", "topics"),
    "topics-bumped-before-created": _every("topics_bump_early", "topics"),
    "fields-count-unreadable": _every("fields_count_odd", "fields", lambda i: i % 25 == 0 or i % 6 != 0),
    "fields-number-beyond-integers": _every("fields_number_beyond", "fields", lambda i: i % 25 == 0 or i % 6 != 4),
    "notifications-priority-none": _every("notices_priority_none", "notices"),
    "notifications-type-unknown": _every("notices_type_odd", "notices"),
    "notifications-action-beyond-integers": _every("notices_action_beyond", "notices"),
    "users-active-none": _every("users_active_none", "users"),
    "users-trust-unknown": _every("users_trust_odd", "users"),
    "user-options-zone-too-long": _every("options_zone_long", "users"),
    "posts-number-taken": _numbers_taken,
    "users-name-taken": _every("users_name_taken", "users"),
    "emails-address-taken": _every("emails_address_taken", "users"),
    "posts-author-missing": _every("posts_author_gone", "posts", lambda i: _is("posts_author_none", i)),
    "posts-topic-missing": _every("posts_topic_gone", "posts"),
    "fields-post-missing": _every("fields_post_gone", "fields", lambda i: i % 25 == 0),
    "poll-votes-voter-missing": _every("votes_user_gone", "votes"),
    "notifications-user-missing": _every("notices_user_gone", "notices"),
    "users-bio-left-behind": _every("users_bio_left", "users"),
    "json-unreadable": _unreadable,
    "json-polls-taken": _every("polls_name_taken", "polls", lambda i: _is("fields_polls_cut", i * POLLS_A_NEW_ONE)),
    "json-voters-missing": _every("fields_voter_gone", "old_polls", lambda k: _is("fields_votes_cut", k)),
}
