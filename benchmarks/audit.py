"""How long an audit takes beside plain scans of the tables it reads, at several sizes. Ratios of one run."""

import statistics
import sys
import time
from collections.abc import Callable

from auditor.commands import audit
from auditor.db.servers import Server, start
from auditor.forum.builder import build
from auditor.render.progress import Progress

SIZES = (10_000, 100_000)
ROUNDS = 3
SCANS = (
    "select count(value) from post_custom_fields",
    "select count(name) from polls",
    "select count(user_id) from poll_votes",
)


def timed(work: Callable[[], object]) -> float:
    """Seconds, the median of some rounds after one that does not count."""
    work()
    runs = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        runs.append(time.perf_counter() - begun)
    return statistics.median(runs)


def measured(server: Server, posts: int) -> str:
    """One line about a forum of that size."""
    clone = server.create(f"bench_{posts}")
    begun = time.perf_counter()
    forum = build(clone, posts=posts)
    built = time.perf_counter() - begun
    whole = timed(lambda: audit.run(clone.reader_url, audit.Options(to="2.3.0"), progress=Progress(False)))
    scans = timed(lambda: [clone.query(one) for one in SCANS])
    server.drop(clone.database)
    size = f"{posts:>9,} posts, {forum.legacy_polls:,} old polls"
    return f"{size}: built in {built:.1f} s, audited in {whole:.2f} s, {whole / scans:.1f} × plain scans of its tables"


def main() -> None:
    """Build a forum of each size and audit it."""
    with start() as server:
        for posts in [int(one) for one in sys.argv[1:]] or SIZES:
            print(measured(server, posts))


if __name__ == "__main__":
    main()
