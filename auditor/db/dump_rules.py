"""What becomes of each statement of a dump when only its tables, rows and triggers are wanted."""

import re
from enum import Enum, auto

from auditor.db.dump_stream import Statement
from auditor.db.stand_ins import NAME


class Treatment(Enum):
    """How a statement is run.

    `TRY` is run too, but may fail: what it sets or describes changes no row. `EXTENSION` is tried, and a failure
    is remembered for the message about whatever needs it. `INDEX` can wait until all rows are in and then be run
    beside others of its kind.
    """

    RUN = auto()
    TRY = auto()
    SKIP = auto()
    REFUSE = auto()
    EXTENSION = auto()
    INDEX = auto()


RULES: tuple[tuple[Treatment, str], ...] = (
    (Treatment.SKIP, r"(?:create|drop|alter)\s+schema\s+(?:if\s+(?:not\s+)?exists\s+)?public\b"),
    (Treatment.SKIP, r"(?:grant|revoke|alter\s+default\s+privileges|security\s+label)\b"),
    (Treatment.SKIP, r"(?:create|alter|drop)\s+(?:role|user|group|database|tablespace|publication|subscription)\b"),
    (Treatment.SKIP, r"(?:create|alter|drop)\s+(?:event\s+trigger|server|user\s+mapping|foreign\s+data\s+wrapper)\b"),
    (Treatment.SKIP, rf"alter\s.*\sowner\s+to\s+{NAME}\s*;$"),
    (Treatment.SKIP, r"(?:begin|start\s+transaction|commit|end|rollback|abort)\b[^;]*;$"),
    (Treatment.SKIP, r"(?:create|drop)\s+(?:or\s+replace\s+)?(?:trusted\s+)?(?:procedural\s+)?language\b"),
    (Treatment.EXTENSION, r"create\s+extension\b"),
    (Treatment.SKIP, r"(?:alter|drop)\s+extension\b"),
    (Treatment.REFUSE, r"set\s+standard_conforming_strings\s*(?:=|to)\s*'?(?:off|false|no|0)\b"),
    (Treatment.REFUSE, r"copy\s.*\b(?:from|to)\s+(?:program\b|e?'|stdout\b)"),
    (Treatment.REFUSE, r"(?:load|do|call)\b"),
    (Treatment.SKIP, r"(?:re)?set\s+(?:session\s+authorization|(?:session\s+|local\s+)?role)\b"),
    (Treatment.TRY, r"(?:set|comment\s+on)\b"),
    (Treatment.INDEX, r"create\s+(?:unique\s+)?index\b"),
    (Treatment.INDEX, rf"alter\s+table\s.*\sadd\s+constraint\s+{NAME}\s+(?:primary\s+key|unique|exclude)\b"),
)
COMPILED = tuple((treatment, re.compile(words, re.IGNORECASE | re.DOTALL)) for treatment, words in RULES)
RULED_BY = 4096

SETTING = re.compile(r"set\b|select\s+pg_catalog\.set_config\(", re.IGNORECASE)


def treatment(statement: Statement) -> Treatment:
    """What to do with a statement; one that no rule names is run."""
    head = statement.text.decode(errors="replace")
    if len(head) > RULED_BY:
        head = f"{head[:RULED_BY]} {head[-200:]}"
    return next((found for found, pattern in COMPILED if pattern.match(head)), Treatment.RUN)


def is_setting(statement: Statement) -> bool:
    """Whether the statement changes nothing but the session."""
    return SETTING.match(statement.text.decode(errors="replace")) is not None
