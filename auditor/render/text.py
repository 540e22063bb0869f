"""Text that was read from rows, made harmless to look at."""

import re
from typing import Final
from unicodedata import combining, east_asian_width

_UNSEEN: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: every ANSI and OSC sequence starts with one of them
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line and paragraph separators, bidi controls
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff"  # lone surrogates cannot be encoded
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)
_NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """The text on one line, with an escape such as `\\x1b` in place of what would not be seen as itself.

    A backslash stays as it is: the result is for eyes, not for a parser.
    """
    return _UNSEEN.sub(_escape, text)


def shortened(text: str, width: int) -> str:
    """The visible text, cut with an ellipsis so that it takes at most `width` columns of a terminal."""
    shown = visible(text)
    if _cells(shown) <= width:
        return shown
    kept: list[str] = []
    room = width - 1
    for character in shown:
        room -= _cells(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + ("…" if width > 0 else "")


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    point = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)
