"""Questions that a check asks of each object that `each.sql` lists."""

from pathlib import Path

from auditor.errors import PackError
from auditor.model.each import Each
from auditor.packs import toml
from auditor.packs.relations import composed
from auditor.packs.toml import Table

FILE = "each.sql"
KEYS = {"none", "thorough", "heap", "errors"}


def load_each(folder: Path, table: Table, where: str) -> Each | None:
    """What the table [each] and the file beside it say, None where a check has neither. Raises PackError."""
    if "each" not in table and not (folder / FILE).exists():
        return None
    if "find" in table or (folder / "find.sql").exists():
        raise PackError(f"{where}: {FILE} and [each] stand in place of find.sql and [find]; keep one")
    entry, at = toml.subtable(table, "each", where), f"{where} [each]"
    toml.only(entry, KEYS, at)
    return Each(
        sql=composed(toml.beside(folder / FILE, where), toml.texts(table, "uses", where), folder.parent, where),
        none=toml.text(entry, "none", at),
        thorough=toml.truth(entry, "thorough", at),
        heap=toml.truth(entry, "heap", at),
        errors=toml.texts(entry, "errors", at),
    )
