"""For developers: a forum on a server of its own for as long as it is looked at, or a backup of one."""

import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from auditor.errors import AuditorError
from auditor.forum.builder import POSTS, REMADE, SEED, build


def main(words: list[str] | None = None) -> int:
    """Run the command line and say how it ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return _show(_options(words))
    except AuditorError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 0


def _options(words: list[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m auditor.forum", description=__doc__)
    parser.add_argument("--posts", type=int, default=POSTS, help="such as 1_000_000 (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="another number, another forum (default: %(default)s)")
    parser.add_argument(
        "--remade", type=int, default=REMADE, help="polls that were made again by hand (default: %(default)s)"
    )
    parser.add_argument("--ledger", choices=("before", "between", "after"), default="between", help="the phases done")
    parser.add_argument(
        "--dump", type=Path, metavar="FILE", help="write a .tar.gz, .tar, .sql.gz, .sql or .dump and end"
    )
    parser.add_argument("--pg-bin", type=Path, metavar="DIR", help="the folder of PostgreSQL's programs to use")
    return parser.parse_args(words)


def _show(options: Namespace) -> int:
    from auditor.db.dump import ending_of, write_backup
    from auditor.db.servers import installations, start

    if options.dump:
        ending_of(options.dump)
    with start(installations(options.pg_bin)[0] if options.pg_bin else None) as server:
        clone = server.create("forum")
        forum = build(clone, posts=options.posts, seed=options.seed, remade=options.remade, ledger=options.ledger)
        sys.stderr.write(
            f"{forum.title}: {forum.posts} posts by {forum.users} people, {forum.legacy_polls} legacy polls, "
            f"{forum.new_polls} new ones, {len(forum.remade)} made again\n"
        )
        if options.dump:
            write_backup(clone, options.dump)
            return 0
        sys.stdout.write(f"{clone.url}\n")
        sys.stdout.flush()
        sys.stderr.write("Ctrl-C ends the server and removes the forum.\n")
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
