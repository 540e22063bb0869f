"""How a patch gets into a Discourse container."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from textwrap import indent

_HEAD = """\
# For containers/app.yml. It has one `hooks:` block; add these lines to it, do not repeat the key.
#
# The patch is applied just before the migrations run, when code and plugins are in their final state. Where it is in
# already, it is left alone; once the application no longer fits it, the rebuild stops instead of guessing, and nothing
# has been migrated. Take the lines out when the migration has run. The web updater drops patches: do not use it while
# one is needed.
#
# Put the files where the container sees them as /shared/audit/, usually:
#   mkdir -p /var/discourse/shared/standalone/audit && cp patches/*.patch /var/discourse/shared/standalone/audit/
#
# Paths in a patch are those of the application, for its own migrations and for those of its plugins, also of one with
# a repository of its own. A plugin that is a symbolic link is refused: use `cd: $home/plugins/NAME` and, in both
# places, `git apply -p3` for that.
hooks:
  before_db_migrate:
    - exec:
        cd: $home
        cmd:
"""

_INLINE = """
# The same without a shared folder. The patch travels as base64, because `$` in a hook would be expanded:
#
# hooks:
#   before_db_migrate:
#     - exec:
#         cd: $home
#         cmd:
"""


def snippet(patches: Mapping[str, str]) -> str:
    """YAML that applies `patches`, given by path, from a shared folder; in comments, without one."""
    names = {path: PurePosixPath(path).name for path in patches}
    shared = [_applied(f"/shared/audit/{one}") for one in names.values()]
    there = {path: f"/tmp/{name}" for path, name in names.items()}  # noqa: S108 (a path in the container)
    inline = [line for path, text in patches.items() for line in (_carried(text, there[path]), _applied(there[path]))]
    return _HEAD + _lines(shared, " " * 10) + _INLINE + _lines(inline, "# " + " " * 10)


def _applied(path: str) -> str:
    """Done already, or done now; else the command fails, and the rebuild with it."""
    return (
        f"sudo -H -E -u discourse sh -c 'git apply --reverse --check {path} 2>/dev/null || git apply --verbose {path}'"
    )


def _carried(text: str, path: str) -> str:
    return f"echo {base64.b64encode(text.encode()).decode()} | base64 -d > {path}"


def _lines(commands: Iterable[str], margin: str) -> str:
    return indent("".join(f"- {one}\n" for one in commands), margin)
