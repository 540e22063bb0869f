"""How large a database is: by what the user says, or by asking it."""

import re

from auditor.errors import UsageError
from auditor.rehearse.forecast import Sizes

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {f"{one}iB": 1 << (10 * at) for at, one in enumerate("KMGT", 1)}
_SIZE = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(one for one in _UNITS if one)})?", re.IGNORECASE)


def sizes(said: str) -> Sizes:
    """Of a size in words, such as 80GB, or of a database. Raises UsageError, TargetError."""
    found = _SIZE.fullmatch(said.strip())
    if found is not None:
        unit = next(one for one in _UNITS if one.lower() == (found[2] or "").lower())
        return Sizes(int(float(found[1]) * _UNITS[unit]), said=f"the size alone, {said.strip()}")
    if "://" not in said and "=" not in said:
        raise UsageError(
            f"--production-size {said!r} is neither a size nor a database; accepted: 80GB, 1.5TB, postgresql://…, or"
            " service=NAME"
        )
    from auditor.db.table_sizes import table_sizes

    whole, tables = table_sizes(said)
    return Sizes(whole, tables, "the size of each table")
