"""What migrations build on without declaring it: models that come with Django, and classes of fields of the tree."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from auditor.migrations.django.fields import Field, Model
from auditor.migrations.django.literals import dotted

LARGEST = 1 << 20
OVERRIDES = {"db_type", "rel_db_type", "get_internal_type", "db_parameters", "db_check", "db_type_suffix"}
INSTALLED = (
    ("contenttypes", "ContentType", "django_content_type"),
    ("auth", "User", "auth_user"),
    ("auth", "Group", "auth_group"),
    ("auth", "Permission", "auth_permission"),
    ("sites", "Site", "django_site"),
)


def installed() -> Iterator[tuple[tuple[str, str], Model]]:
    """The models of Django's own applications that others refer to, as far as references need them."""
    for app, name, table in INSTALLED:
        key = Field("id", "AutoField", {"primary_key": True}, app)
        yield (app, name.lower()), Model(app, name, table, {"id": key})


def field_bases(root: Path) -> dict[str, str]:
    """Classes of fields that the tree derives from others without a word on their columns, by name."""
    found: dict[str, str] = {}
    for path, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one != "node_modules")
        for name in sorted(names):
            if name.endswith(".py") and ("field" in name or Path(path).name == "fields"):
                found |= _derived(Path(path, name))
    return found


def _derived(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            tree = ast.parse(file.read(LARGEST))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return {}
    classes = (one for one in tree.body if isinstance(one, ast.ClassDef) and one.bases)
    named = ((one, dotted(one.bases[-1]).rpartition(".")[2]) for one in classes)
    return {one.name: base for one, base in named if base.endswith("Field") and not _overrides(one)}


def _overrides(node: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name in OVERRIDES for one in node.body)
