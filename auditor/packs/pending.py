"""What is still to run on the way to a release, from the ledger of the database and the pack's list."""

from dataclasses import dataclass

from auditor.errors import TargetError, UsageError
from auditor.model.migration import Migration, Phase, Reading
from auditor.packs.pack import Pack
from auditor.packs.releases import Release


@dataclass(frozen=True, slots=True)
class Pending:
    """The post-deployment migrations to come, in the order in which they run; `notes` say how they were found."""

    release: str
    migrations: tuple[Migration, ...]
    notes: tuple[str, ...]


def pending(pack: Pack, done: frozenset[str], to: str | None) -> Pending:
    """What phase 2 of release `to` has still to do; without `to`, of the release that the ledger shows.

    Raises UsageError for an unknown release, TargetError for a database that has not had phase 1 of
    it, or has had phase 2: neither has an answer that could be called clear.
    """
    notes: tuple[str, ...] = ()
    if to is None:
        release = _recognised(pack, done)
        notes = (f"aimed at {pack.title} {release.name}, the release that {pack.ledger[0]} shows; --to names another",)
    else:
        release = pack.releases.named(to)
        _require_phase_1(pack, done, release)
    waiting = sorted(release.post - done)
    if not waiting and pack.standing:
        none = (
            f"nothing is pending: phase 2 of {pack.title} {release.name} has run; only what holds at any time is asked"
        )
        return Pending(release.name, (), (*notes, none))
    if not waiting:
        raise TargetError(
            f"nothing is pending: phase 2 of {pack.title} {release.name} has already run here "
            f"(all {len(release.post)} of its post-deployment migrations are in {pack.ledger[0]}). "
            "To look ahead, name a later release with --to once its phase 1 has run"
        )
    return Pending(release.name, tuple(_migration(pack, version) for version in waiting), notes)


def _recognised(pack: Pack, done: frozenset[str]) -> Release:
    release = pack.releases.reached(done)
    if release is None:
        first, last = pack.releases.known[0].name, pack.releases.known[-1].name
        raise TargetError(
            f"cannot tell from {pack.ledger[0]} ({len(done)} versions) which release of {pack.title} this is; "
            f"the pack knows {first} to {last}: name the release that you upgrade to with --to"
        )
    return release


def _require_phase_1(pack: Pack, done: frozenset[str], release: Release) -> None:
    if not release.pre:
        raise UsageError(
            f"which migrations {pack.title} {release.name} has is not known; name a neighbouring release with --to"
        )
    missing = sorted(release.pre - done)
    if not missing:
        return
    reached = pack.releases.reached(done)
    shown = ", ".join(f"{version} {pack.releases.names.get(version, '')}".strip() for version in missing[:3])
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    raise TargetError(
        f"phase 1 of {pack.title} {release.name} has not run here: {len(missing)} of its {len(release.pre)} ordinary "
        f"migrations are not in {pack.ledger[0]} ({shown}{more}). "
        + (f"What is here matches {reached.name}. " if reached else "")
        + "Run phase 1 first (deploy with SKIP_POST_DEPLOYMENT_MIGRATIONS=1), or name another release with --to"
    )


def _migration(pack: Pack, version: str) -> Migration:
    known = pack.migrations.get(version)
    if known is not None:
        return known
    name = pack.releases.names.get(version, "unknown")
    title = "".join(part.capitalize() for part in name.split("_"))
    return Migration(version, title, Phase.POST, None, 1, Reading.UNREAD)
