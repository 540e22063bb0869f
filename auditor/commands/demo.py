"""The full tour on a forum of our own, stuck between the phases."""

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.commands import audit, outputs, remediate
from auditor.errors import OutputError, UsageError
from auditor.model.report import Report
from auditor.render.formats import render
from auditor.render.progress import Progress

RELEASE = "2.3.0"
MARK = ".auditor-demo"
DATABASE = "forum"


@dataclass(frozen=True, slots=True)
class Toured:
    """What the tour left behind. `url` answers for as long as the server runs."""

    out: Path
    report: Report
    backup: Path
    url: str
    seconds: float
    built: str


@contextlib.contextmanager
def tour(out: Path, *, pg_bin: Path | None, progress: Progress) -> Iterator[Toured]:
    """Build the forum, audit it, and fill `out`. The server runs until the block ends.

    Raises UsageError for a folder that is not ours to fill, ServerError and OutputError.
    """
    from auditor.db import dump, servers
    from auditor.forum.builder import build

    begun = time.monotonic()
    _cleared(out)
    with servers.start(next(iter(servers.installations(pg_bin)), None)) as server:
        progress.started("building the forum")
        clone = server.create(DATABASE)
        forum = build(clone)
        progress.finished("building the forum", "", False)
        backup = out / forum.backup_name
        dump.write_backup(clone, backup)
        report = audit.run(clone.reader_url, audit.Options(to=RELEASE), progress=progress)
        for name in ("html", "json"):
            outputs.write(out / f"report.{name}", render(name, report, reports={"json": "report.json"}))
        remediate.fill(report, out / "fixes", source=None, choices={}, allow_loss=False)
        built = f"{forum.posts:,} posts, {forum.legacy_polls} old polls, {len(forum.remade)} of them re-made by hand"
        yield Toured(out, report, backup, clone.reader_url, time.monotonic() - begun, built)


def _cleared(out: Path) -> None:
    """An empty folder with our mark. What an earlier tour left is replaced; anything else is not ours."""
    if out.exists() and not (out / MARK).exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} already holds something that no demo wrote; name another folder with --out")
    try:
        if out.exists():
            shutil.rmtree(out)
        out.mkdir(parents=True)
        (out / MARK).touch()
    except OSError as error:
        raise OutputError(f"cannot prepare the folder {out}: {error.strerror or error}") from error


def told(toured: Toured, *, program: str, colour: bool, width: int, keep: bool) -> str:
    """What happened and what to look at next; `program` is how this machine calls the auditor."""
    out, report = toured.out, toured.out / "report.json"
    reports = {"json": str(report), "html": str(out / "report.html")}
    summary = render("terminal", toured.report, colour=colour, width=width, reports=reports)
    ending = [
        "",
        f"That was a made-up forum ({toured.built}), built and audited in {toured.seconds:.1f} s. Look at:",
        f"  {out / 'report.html'}   the report, in a browser",
        f"  {out / 'fixes' / 'README.md'}   what to do: scripts, undo scripts, what each costs",
        f"  {program} audit {toured.backup} --to {RELEASE}   the same from a backup file",
    ]
    if keep:
        ending.append(f"  {program} audit '{toured.url}' --to {RELEASE}   the same live; Ctrl-C here ends the server")
    return summary.rstrip("\n") + "\n" + "\n".join(ending) + "\n"
