"""What the source calls outside of itself: the application, its framework and libraries, as far as that is known."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.migrations.rails import blocks, database, kernel, schema_calls
from auditor.migrations.rails.blocks import Given
from auditor.migrations.rails.call import Call, Raw, Symbol, Unknown
from auditor.migrations.rails.calling import recorded
from auditor.migrations.rails.frames import Frame
from auditor.migrations.rails.run import Run
from auditor.migrations.rails.stand_ins import Connection
from auditor.migrations.rails.texts import NOW

if TYPE_CHECKING:
    from tree_sitter import Node

_SILENT = re.compile(
    r"(?:\$\w+|STDERR|STDOUT|STDIN|Kernel|GC|ObjectSpace|I18n|Rails\.(?:logger|cache)|Sidekiq\w*|Redis\w*|Jobs|MessageBus|"
    r"Migration::SafeMigrate|ActiveRecord::Migration|Warning|Thread|Process|Benchmark|ProgressBar|RedisConnection|"
    r"Discourse(?:\.redis|\.cache|Event)?|ActiveRecord::LogSubscriber|Rails)\Z"
)
_SILENT_NAMES = re.compile(
    r"reset_column_information|reset_active_record_cache|clear_cache!?|refresh!|logger|record_timestamps=?|table_name=|"
    r"inheritance_column=|ignored_columns=|primary_key=|verbose=?|clear_schema_cache!?|clear_data_source_cache!?|debug|"
    r"info|warn|error|enqueue\w*|perform_later|perform_async|perform_in|expire_in|flush|locale=?|overrides_disabled"
)
_WRITES = re.compile(
    r"(?:create|save|update|destroy|delete|insert|upsert|increment|decrement|touch|exec|drop|add_|remove_|rename|migrate|"
    r"backfill|rebuild|reindex|seed|ensure_|recalculate|reset_|recreate|populate|import|copy|move|convert|"
    r"find_or_create|first_or_create)\w*[!]?\Z|\w+!\Z"
)
_CHANGES = re.compile(
    r"(?:save|update|destroy|create|update_attributes?|update_columns?|increment|decrement|touch|toggle|delete_all|"
    r"update_all|destroy_all|insert_all|upsert_all|find_or_create_by|first_or_create)!?\Z"
)
_TIMES = ("Time", "DateTime", "Date", "Time.zone")


def writes(name: str) -> bool:
    """Whether a method of that name, of which nothing else is known, may change rows."""
    return _WRITES.match(name) is not None


def changes(name: str) -> bool:
    """Whether a method of that name changes rows where its receiver is a row or model, which is not known."""
    return _CHANGES.match(name) is not None


def harmless(receiver: object, name: str) -> bool:
    """Whether such a call leaves the database alone."""
    path = _path(receiver)
    return path is not None and (_SILENT.match(path) is not None or _SILENT_NAMES.fullmatch(name) is not None)


def called(run: Run, node: "Node", receiver: object, name: str, taken: Given, frame: Frame) -> object:
    """What a call on a constant gives; NotImplemented where nothing is known of it."""
    path = _path(receiver)
    if path is None or not isinstance(receiver, Call):
        return NotImplemented
    handler = _KNOWN.get((path, name)) or _KNOWN.get((path, "*"))
    if handler is not None:
        return handler(run, node, name, taken)
    if path[:1].isupper() and name in ("connection", "lease_connection"):
        return Connection()
    if name in ("transaction", "no_touching", "uncached") and taken.block is not None:
        return kernel.wrapped(run, taken.block)
    if harmless(receiver, name):
        return _silent(run, path, name, taken, node)
    return _defined(run, node, receiver, name, taken, frame)


def of_connection(run: Run, node: "Node", name: str) -> object:
    """What the connection gives on a method that sends nothing."""
    if name in ("raw_connection", "connection", "itself"):
        return Connection()
    if name in ("adapter_name",):
        return "PostgreSQL"
    if name.startswith("supports_"):
        return Unknown(f"the version of PostgreSQL (`{name}`)", shape=True)
    return Unknown(f"`{name}` of the connection")


def _path(receiver: object) -> str | None:
    """`Rails.logger` of a chain of bare names."""
    if not isinstance(receiver, Call):
        return None
    chain = (*receiver.receiver, receiver)
    return None if any(one.args or one.options for one in chain) else ".".join(one.name for one in chain)


def _silent(run: Run, path: str, name: str, taken: Given, node: "Node") -> object:
    if taken.block is not None:
        return blocks.yielded(run, taken.block, [])
    if path == "Rails" or (path[:1].isupper() and name in ("logger", "cache", "redis")):
        return Call(name, (), {}, None, node.start_point.row + 1, (Call(path, (), {}, None, 0),))
    return Unknown(f"what `{path}.{name}` gives")


def _defined(run: Run, node: "Node", receiver: Call, name: str, taken: Given, frame: Frame) -> object:
    """A method of a class that is in the source, or in a file of the application, or known from elsewhere."""
    if receiver.receiver:
        return NotImplemented
    if taken.block is None and schema_calls.made(run, recorded(run, node, name, taken, [receiver])) is not None:
        return Unknown(f"what `{name}` gives")
    found = run.library.find(receiver.name, frame.home.name)
    if name == "new" and found is not None and found.above == "Hash" and not taken.args:
        return {Symbol(key): one for key, one in taken.options.items()}
    method = None if found is None else found.own.get(name) or (None if found.above else found.methods.get(name))
    if found is None or method is None or found.version is not None:
        return NotImplemented
    return blocks.done(run, method, taken, found, receiver, wanted=node.id not in run.statements)


def _db(run: Run, node: "Node", name: str, taken: Given) -> object:
    if name in ("transaction", "after_commit") and taken.block is not None:
        return kernel.wrapped(run, taken.block)
    if name == "sql_fragment":
        return database.text_of(taken.args[0] if taken.args else None, dict(taken.options) or taken.args[1:])
    if database.sends(name) and taken.args:
        return database.sent(run, name, taken, node.start_point.row + 1)
    return Unknown(f"`DB.{name}` is not followed")


def _environment(run: Run, node: "Node", name: str, taken: Given) -> object:
    key = taken.args[0] if taken.args and isinstance(taken.args[0], str) else "?"
    return Unknown(f"the environment variable {key}")


def _json(run: Run, node: "Node", name: str, taken: Given) -> object:
    value = taken.args[0] if taken.args else None
    try:
        if name == "parse" and isinstance(value, str):
            return json.loads(value) if not taken.options else Unknown("JSON read with options")
        if name in ("generate", "dump") and isinstance(value, str | int | list | dict | None):
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError) as error:
        return Unknown(f"JSON that cannot be read: {error}")
    return value if isinstance(value, Unknown) else Unknown("JSON")


def _sanitized(run: Run, node: "Node", name: str, taken: Given) -> object:
    value = taken.args[0] if taken.args else None
    parts = value if isinstance(value, list) else [value]
    params: object = parts[1] if len(parts) == 2 and isinstance(parts[1], dict) else (dict(taken.options) or parts[1:])
    return database.text_of(parts[0], params) if parts else value  # type: ignore[arg-type]


_Handler = Callable[[Run, "Node", str, Given], object]
_KNOWN: dict[tuple[str, str], _Handler] = {
    ("DB", "*"): _db,
    ("ENV", "*"): _environment,
    **{(one, name): lambda *_: NOW for one in _TIMES for name in ("now", "current", "zone_now", "today")},
    ("Time", "zone"): lambda run, node, name, taken: Call("Time.zone", (), {}, None, 0),
    ("Rails", "env"): lambda *_: "production",
    ("Rails", "root"): lambda *_: Unknown("the folder of the application"),
    ("SecureRandom", "*"): lambda *_: Unknown("a random value"),
    ("Arel", "sql"): lambda run, node, name, taken: (
        Raw(str(taken.args[0])) if isinstance(taken.args[0], str) else Unknown("SQL")
    ),
    **dict.fromkeys((("JSON", "*"), ("::JSON", "*"), ("Oj", "*")), _json),
    **dict.fromkeys(
        (
            (one, name)
            for one in ("ActiveRecord::Base", "ApplicationRecord")
            for name in ("sanitize_sql_array", "sanitize_sql")
        ),
        _sanitized,
    ),
    ("ActiveRecord::Base", "sanitize"): lambda run, node, name, taken: database.sent(run, "quote", taken, 0),
    ("ActiveRecord::Base", "exec_sql"): lambda run, node, name, taken: database.sent(
        run, name, taken, node.start_point.row + 1
    ),
}
