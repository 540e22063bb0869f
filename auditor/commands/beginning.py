"""A check of one's own, begun: a folder that passes its trials at once, to be changed line by line."""

import re
from pathlib import Path

from auditor.errors import OutputError, UsageError
from auditor.shipping import shipped

_ID = re.compile(r"([a-z0-9]+(?:[-_][a-z0-9]+)*)/([a-z0-9]+(?:-[a-z0-9]+)+)")
_PACK = """\
# A pack for any database: its checks are asked wherever their tables are, with --pack and the path of this folder.
title = "{pack}"  # what it is called in reports
always = true
engine = ">=0.1"  # the versions of the auditor that it is written for
"""
_CHECK = """\
# An example that works as it stands. Change it line by line, and see after each whether it still does:
#   auditor checks test {folder}

title = "Orders without a customer"  # what is wrong with the rows, in a few words
why = "The upgrade makes orders.customer_id NOT NULL, and stops at the first order that has none."

# abort: the upgrade stops; loss: it loses what somebody wrote; risk: it may; note: worth a look.
# What is abort needs upgrade.sql beside this file, the statement that stops; for the others it can be deleted.
severity = "abort"

# The migrations that it is about: then it is asked while one of them is pending, as --source shows. Without, always.
# guards = ["20240105120000"]

key = ["id"]  # the columns that make a finding what it is
private = []  # columns of the answer that reports are to mask: names, addresses, tokens

# The question: every row of the table for which `where` is true is a finding. There are forms for doubles, for
# references that lead nowhere, for casts and lengths; where none will do, delete this table, write one SELECT into
# find.sql beside this file, and say in [needs] which columns it reads: orders = ["id", "customer_id"].
[find.rows]
table = "orders"
where = "customer_id is null"
show = ["placed_on"]  # what is shown beside the key
"""
_UPGRADE = """\
-- The statement of the migration that stops at such rows, cut down. It must pass over cases/good.sql.
alter table orders alter column customer_id set not null;
"""
_SCHEMA = """\
-- The tables that the check reads, as they are before the upgrade; of their columns, what matters here.
create table orders (id bigint primary key, customer_id bigint, placed_on date not null);
"""
_GOOD = """\
-- Rows in which nothing is to be found. Those that look a little like a finding teach the most.
insert into orders values (1, 7, '2024-01-05'), (2, 0, '2024-01-06');
"""
_BAD = """\
-- Rows that are to be found, beside some that are not. bad.csv has what must come out: its columns are the key and
-- what is shown, its lines are in their order.
insert into orders values (1, 7, '2024-01-05'), (2, null, '2024-01-06'), (3, null, '2024-02-01');
"""
_FOUND = """\
id,placed_on
2,2024-01-06
3,2024-02-01
"""


def begin(check_id: str, folder: Path) -> tuple[Path, ...]:
    """Write a check folder below the folder of packs, and its pack where there is none: the files that were made.

    Raises UsageError for an id that cannot be one or is taken, OutputError.
    """
    found = _ID.fullmatch(check_id)
    if found is None:
        raise UsageError(
            f"{check_id!r} cannot be the id of a check; accepted: pack/thing-fault in small letters and digits, "
            "as in shop/orders-customer-missing"
        )
    pack, check = folder / found[1], folder / found[1] / found[2]
    if check.exists():
        raise UsageError(f"{check} is there, and nothing is written over; accepted: an id that is not taken")
    fresh = not (pack / "pack.toml").is_file()
    if fresh and (shipped("checks") / found[1]).is_dir():
        raise UsageError(
            f"a pack {found[1]!r} comes with the auditor, and {pack} is none; accepted: a pack of another name, "
            "or with --in the folder in which that pack stands"
        )
    files = _files(check) | ({pack / "pack.toml": _PACK.format(pack=found[1])} if fresh else {})
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write the check to {check}: {error}") from error
    return tuple(sorted(files))


def told(check_id: str, folder: Path, made: tuple[Path, ...]) -> str:
    """What was made, and how it goes on."""
    lines = [f"made {path}" for path in made]
    check = folder / check_id
    return "\n".join(
        [
            *lines,
            "It is an example that works; the comments say what to change. Whether it still works:",
            f"  auditor checks test {check}",
            "On a database:",
            f"  auditor audit postgresql://… --pack {_path(check.parent)}",
            "",
        ]
    )


def _files(check: Path) -> dict[Path, str]:
    return {
        check / "check.toml": _CHECK.format(folder=check),
        check / "upgrade.sql": _UPGRADE,
        check / "cases" / "schema.sql": _SCHEMA,
        check / "cases" / "good.sql": _GOOD,
        check / "cases" / "bad.sql": _BAD,
        check / "cases" / "bad.csv": _FOUND,
    }


def _path(folder: Path) -> str:
    """As a path even where it could be taken for a name."""
    return str(folder) if folder.is_absolute() else f"./{folder}"
