"""The ledgers of a pack in a rehearsal: drawn up before each attempt, held against what came in the end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.errors import QueryError, TargetError
from auditor.model.rehearsal import HeldLedger
from auditor.packs.ledgers import Account

if TYPE_CHECKING:
    from auditor.db.clone import Clone
    from auditor.rehearse.arrivals import Foreseen


@dataclass(slots=True)
class Standing:
    """The accounts that say how arrivals are counted, and what they foresaw when they were last drawn up.

    `versions` is a query of what has run. A ledger speaks of the rows as its migration finds them: what was put right
    on the clone on the way has changed it.
    """

    accounts: tuple[Account, ...]
    versions: str | None
    timeout: float
    foreseen: "dict[str, Foreseen]" = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)

    def look(self, clone: "Clone") -> None:
        """Draws up the ledgers of what has still to run."""
        from auditor.rehearse.arrivals import foreseen

        if not self.accounts or self.versions is None:
            return
        try:
            done = {str(row["version"]) for row in clone.query(self.versions)}
        except QueryError:
            done = set()
        for account in (one for one in self.accounts if one.migration not in done):
            self.unseen.pop(account.id, None)
            try:
                self.foreseen[account.id] = foreseen(account, clone, timeout=self.timeout)
            except (QueryError, TargetError) as error:
                self.foreseen.pop(account.id, None)
                self.unseen[account.id] = f"what came of the ledger {account.id}: {error}"

    def held(self, clone: "Clone", ran: Collection[str]) -> tuple[HeldLedger, ...]:
        """The ledgers of what has run, beside what came."""
        from auditor.rehearse.arrivals import held

        found = []
        for account in (one for one in self.accounts if one.id in self.foreseen and one.migration in ran):
            try:
                found.append(held(account, self.foreseen[account.id], clone, timeout=self.timeout))
            except (QueryError, TargetError) as error:
                self.unseen[account.id] = f"what came of the ledger {account.id}: {error}"
        return tuple(found)


def standing(accounts: Iterable[Account], versions: str | None, timeout: float) -> Standing:
    """Before anything has run; accounts that do not say how arrivals are counted are left out."""
    return Standing(tuple(one for one in accounts if one.arrived is not None), versions, timeout)
