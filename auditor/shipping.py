"""Where the checks and fixtures that come with the auditor are: in the wheel, or beside a checkout."""

from pathlib import Path

HERE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `checks` or `fixtures`, wherever this copy of the auditor keeps it."""
    inside = HERE / "shipped" / name
    return inside if inside.is_dir() else HERE.parent / name
