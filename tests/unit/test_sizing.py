"""How large production is, in the words of the user."""

import pytest

from auditor.commands.sizing import sizes
from auditor.errors import UsageError


@pytest.mark.parametrize(
    ("said", "size"),
    [
        *(("80GB", 80 * 10**9), ("1.5 TB", 1_500 * 10**9), ("700mb", 7 * 10**8), ("2GiB", 2 << 30)),
        *(("8192", 8192), (" 12 kB ", 12_000)),
    ],
)
def test_a_size_may_be_written_as_people_write_it(said: str, size: int) -> None:
    assert (sizes(said).whole, sizes(said).tables) == (size, {})


@pytest.mark.parametrize("said", ["large", "80 XB", "-5GB", ""])
def test_what_is_neither_a_size_nor_a_database_is_told(said: str) -> None:
    with pytest.raises(UsageError, match=r"neither a size nor a database; accepted: 80GB"):
        sizes(said)
