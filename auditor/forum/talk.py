"""The rows that make a forum large: topics, posts, likes and polls, made one by one as they are taken."""

from collections.abc import Iterator

from auditor.forum.people import FIRST_CATEGORY, Load, slug
from auditor.forum.plan import LANES, Plan, Thread, between, likes, mixed
from auditor.forum.polls import legacy_fields, legacy_polls, made, new_polls, remade_poll, text_of
from auditor.forum.words import Text, Words, vocabulary

LIKE = 2
MODERATOR = 2
REMOVED = 131
"""One reply in so many was taken down."""
POSTS = (
    "id user_id topic_id post_number sort_order raw cooked word_count like_count reads reply_to_post_number "
    "last_editor_id baked_version deleted_at deleted_by_id last_version_at baked_at"
)
TOPICS = (
    "id title fancy_title slug category_id user_id last_post_user_id last_posted_at bumped_at posts_count "
    "highest_post_number highest_staff_post_number reply_count like_count views participant_count"
)


def talk_loads(plan: Plan) -> Iterator[Load]:
    """Posts, the largest table, first; then topics and what hangs on them."""
    words = vocabulary()
    yield _load("posts", POSTS, _posts(plan, words))
    yield _load("topics", TOPICS, _topics(plan, words))
    yield _load("topic_tags", "topic_id tag_id", _tagged(plan, words))
    yield _load("post_actions", "post_id user_id post_action_type_id", _likes(plan))
    yield _load("post_custom_fields", "post_id name value", _fields(plan))
    yield _load("polls", "id post_id name type status visibility close_at min max step", _polls(plan))
    yield _load("poll_options", "id poll_id digest html anonymous_votes", _options(plan))
    yield _load("poll_votes", "poll_id poll_option_id user_id", _votes(plan))


def _load(table: str, columns: str, rows: Iterator[tuple[object, ...]]) -> Load:
    return Load(table, (*columns.split(), "created_at", "updated_at"), rows)


def _subject(plan: Plan, topic: int, words: Words) -> int:
    return mixed(plan.seed + 3, topic) % len(words.subjects)


def _title(plan: Plan, thread: Thread, words: Words) -> str:
    polled = plan.poll_post(thread.first)
    if polled is not None:
        legacy, number = polled
        asked = legacy_polls(plan, number) if legacy else new_polls(plan, number)
        return f"{asked[0].template.question} ({plan.written(thread.first)[:4]})"
    crop = words.subjects[_subject(plan, thread.id, words)][1]
    title = words.titles[mixed(plan.seed + 4, thread.id) % len(words.titles)].format(crop=crop)
    return title[0].upper() + title[1:]


def _topics(plan: Plan, words: Words) -> Iterator[tuple[object, ...]]:
    for thread in plan.threads():
        title = _title(plan, thread, words)
        draws = [mixed(plan.seed, post) for post in range(thread.first, thread.last + 1, LANES)]
        authors = [plan.author(draw) for draw in draws]
        last = plan.written(thread.last)
        category = FIRST_CATEGORY + words.subjects[_subject(plan, thread.id, words)][0]
        yield (
            *(
                thread.id,
                title,
                title.replace("&", "&amp;"),
                slug(title),
                category,
                authors[0],
                authors[-1],
                last,
                last,
            ),
            *(thread.posts, thread.posts, thread.posts, thread.posts - 1, sum(map(likes, draws))),
            *(thread.posts * 9 + draws[0] % 200, len(set(authors)), plan.written(thread.first), last),
        )


def _tagged(plan: Plan, words: Words) -> Iterator[tuple[object, ...]]:
    for thread in plan.threads():
        draw = mixed(plan.seed + 5, thread.id)
        if draw & 1:
            when = plan.written(thread.first)
            yield thread.id, 1 + (draw >> 8) % len(words.tags), when, when


def _posts(plan: Plan, words: Words) -> Iterator[tuple[object, ...]]:
    texts = words.texts(plan.seed)
    for thread in plan.threads():
        choice = texts[_subject(plan, thread.id, words)]
        topic, post = thread.id, thread.first
        for number in range(1, thread.posts + 1):
            draw = mixed(plan.seed, post)
            text = choice[(draw >> 40) % len(choice)]
            polled = plan.poll_post(post)
            if polled is not None:
                text = _asking(plan, *polled, text)
            elif draw & 0x18 == 0:
                text = text + choice[(draw >> 20) % len(choice)]
            when, author = plan.written(post), plan.author(draw)
            removed = number > 1 and polled is None and (draw >> 32) % REMOVED == 0
            at, by = (when, MODERATOR) if removed else (None, None)
            answered = (draw >> 12) % (number - 1) + 1 if number > 2 and draw & 0x20 else None
            yield (
                *(post, author, topic, number, number, text.raw, text.cooked, text.words, likes(draw), number + 3),
                *(answered, author, 2, at, by, when, when, when, when),
            )
            post += LANES


def _asking(plan: Plan, legacy: bool, number: int, lead: Text) -> Text:
    if not legacy:
        return text_of(new_polls(plan, number), lead)
    again = plan.remade_number(number)
    return text_of(legacy_polls(plan, number) if again is None else (remade_poll(plan, number, again),), lead)


def _likes(plan: Plan) -> Iterator[tuple[object, ...]]:
    for post in range(1, plan.posts + 1):
        draw = mixed(plan.seed, post)
        count = likes(draw)
        if count:
            author, when = plan.author(draw), plan.written(post)
            for turn in range(1, count + 1):
                yield post, 1 + (author - 1 + 7 * turn) % plan.users, LIKE, when, when


def _fields(plan: Plan) -> Iterator[tuple[object, ...]]:
    for number in range(plan.legacy_posts):
        post = plan.legacy_post(number)
        when = plan.written(post)
        polls, votes = legacy_fields(legacy_polls(plan, number))
        yield post, "polls", polls, when, when
        if votes is not None:
            yield post, "polls-votes", votes, when, when
        again = plan.remade_number(number)
        if again is not None:
            at = between(again + 1, plan.remade + 1)
            yield post, "has_polls", "t", at, at
    for number in range(plan.new_posts):
        post = plan.new_post(number)
        when = plan.written(post)
        yield post, "has_polls", "t", when, when


def _polls(plan: Plan) -> Iterator[tuple[object, ...]]:
    kinds = {"regular": 0, "multiple": 1, "number": 2}
    for one in made(plan):
        template = one.poll.template
        yield (
            *(one.id, one.post, one.poll.name, kinds[template.kind], int(one.poll.closed), int(one.poll.public)),
            *(one.poll.close, template.minimum, template.maximum, template.step, one.at, one.at),
        )


def _options(plan: Plan) -> Iterator[tuple[object, ...]]:
    for one in made(plan):
        for place, (digest, option) in enumerate(zip(one.poll.digests, one.poll.options, strict=True)):
            yield one.first_option + place, one.id, digest, option, None, one.at, one.at


def _votes(plan: Plan) -> Iterator[tuple[object, ...]]:
    for one in made(plan):
        for voter, chosen in one.poll.ballots.items():
            for place in chosen:
                yield one.id, one.first_option + place, voter, one.at, one.at
