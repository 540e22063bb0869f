"""Text from elsewhere, put where it can do no harm: comments, literals, Markdown and shells."""

import re
import shlex
from collections.abc import Iterable, Mapping
from textwrap import wrap
from unicodedata import category

WIDTH = 110
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def plain(text: str, limit: int = 400) -> str:
    """`text` on one line, escapes in place of characters that are not seen as themselves, cut at `limit`."""
    cut = text if len(text) <= limit else text[:limit] + " …"
    return "".join(_escaped(one) if category(one) in _UNSEEN else one for one in cut)


def comment(text: str, indent: str = "") -> str:
    """SQL comment lines. Lines end where `text` ends a line and at a readable width, nowhere else."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += wrap(plain(line, 4000), WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]
    return "\n".join(f"-- {line}".rstrip() for line in lines)


def literal(text: str) -> str:
    """A string constant of SQL, for scripts that make sure of `standard_conforming_strings`."""
    return "'" + _storable(text).replace("'", "''") + "'"


def identifier(text: str) -> str:
    """A name of SQL, quoted."""
    return '"' + _storable(text).replace('"', '""') + '"'


def place(text: str) -> str:
    """A table of SQL by its plain name, or as it stands in quotes already, with its schema."""
    return _storable(text) if text.startswith('"') else identifier(text)


def slug(text: str) -> str:
    """A name for a file or table: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "unnamed"


def code(text: str) -> str:
    """Inline code of Markdown, whatever backticks `text` holds."""
    shown = plain(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[:1] in ("`", "") or shown[-1:] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """Text in Markdown that stays text."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&@])", r"\\\1", plain(text, 2000))


def argument(text: str) -> str:
    """One word of a shell command."""
    return shlex.quote(plain(text))


def filled(template: str, values: Mapping[str, str]) -> str:
    """`template` with each `<<name>>` replaced, once: what is put in is never looked at again."""
    return re.sub(r"<<(\w+)>>", lambda match: values[match.group(1)], template)


def tag(texts: Iterable[str]) -> str:
    """A dollar quote that none of `texts` holds."""
    joined, number = "".join(texts), 0
    while f"$auditor{number or ''}$" in joined:
        number += 1
    return f"$auditor{number or ''}$"


def _storable(text: str) -> str:
    """Without what no database holds: character zero, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _escaped(character: str) -> str:
    point = ord(character)
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    return named or (f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}")
