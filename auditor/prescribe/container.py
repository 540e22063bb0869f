"""How a patch gets into a Discourse container."""

import base64
from collections.abc import Mapping
from pathlib import PurePosixPath
from textwrap import indent

_HEAD = """\
# For containers/app.yml. It has one `hooks:` block; add these lines to it, do not repeat the key.
#
# The patch is applied just before the migrations run, when code and plugins are in their final state, and by
# `git apply --check` first: once the application no longer fits the patch, the rebuild stops instead of guessing.
# Take the lines out when the migration has run. The web updater drops patches: do not use it while one is needed.
#
# Put the files where the container sees them as /shared/audit/, usually:
#   mkdir -p /var/discourse/shared/standalone/audit && cp patches/*.patch /var/discourse/shared/standalone/audit/
#
# Paths in a patch are those of the application. For a plugin with a repository of its own, use
# `cd: $home/plugins/NAME` and `git apply -p3`.
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
    shared = [f"/shared/audit/{PurePosixPath(path).name}" for path in patches]
    lines = [f"- sudo -H -E -u discourse git apply {option}{path}\n" for path in shared for option in ("--check ", "")]
    inline = [
        f"- echo {base64.b64encode(text.encode()).decode()} | base64 -d | sudo -H -E -u discourse git apply {option}-\n"
        for text in patches.values()
        for option in ("--check ", "")
    ]
    return _HEAD + indent("".join(lines), " " * 10) + _INLINE + indent("".join(inline), "# " + " " * 10)
