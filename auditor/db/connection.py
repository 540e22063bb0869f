"""The door to a server that is only looked at: making, ending and cancelling connections, and reading their errors."""

import contextlib
import re
from urllib.parse import unquote

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from auditor.errors import QueryError, TargetError

APPLICATION = "auditor"
CONNECT_SECONDS = 15
CANCELLED = "57014"
REPLAY = ("40001", "57014", "40P01")
_NATIVE = frozenset({"bool", "int2", "int4", "int8", "oid", "float4", "float8", "numeric"})
_LOST = ("08003", "08006", "57P")
_QUOTING = ("22", "23", "P0")
_SCHEMES = ("postgresql://", "postgres://")


def conninfo(target: str) -> str:
    """The libpq connection string for a URL, `service=NAME` or keyword string. Raises TargetError for anything else."""
    text = target.strip()
    if not text.startswith(_SCHEMES) and not re.match(r"\w+\s*=", text):
        raise TargetError(
            f"{without_password(text)!r} is neither an existing file nor a database; "
            "accepted: postgresql://…, service=NAME, or the path of a backup file"
        )
    try:
        asked = psycopg.conninfo.conninfo_to_dict(text)
    except psycopg.ProgrammingError as error:
        raise TargetError(
            f"cannot read the connection string {without_password(text)!r}: {_without_values(str(error).strip())}; "
            "accepted: postgresql://user@host:port/database, or service=NAME from pg_service.conf"
        ) from error
    fixed = {"application_name": APPLICATION, "client_encoding": "utf8"}
    return psycopg.conninfo.make_conninfo("", **{"connect_timeout": CONNECT_SECONDS, **asked, **fixed})


def database_of(target: str) -> str:
    """What the database of `target` is called; the target without its password where a service says that."""
    return str(psycopg.conninfo.conninfo_to_dict(conninfo(target)).get("dbname") or without_password(target))


def without_password(text: str) -> str:
    """`text` fit to be shown: passwords of URLs and of keyword strings replaced by three asterisks.

    Where it cannot be told where a password ends, more is left out rather than less.
    """
    if not text.startswith(_SCHEMES):
        return _KEYWORD.sub(r"\1***", text)
    scheme, _, rest = text.partition("://")
    user, at, place = rest.rpartition("@")
    if ":" in user:
        user = user.split(":", 1)[0] + ":***"
    place, mark, parameters = place.partition("?")
    shown = [_shown_parameter(one) for one in parameters.split("&")] if mark else []
    return f"{scheme}://{user}{at}{place}{mark}{'&'.join(shown)}"


_SECRETS = ("password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")
_KEYWORD = re.compile(
    rf"(?is)\b((?:{'|'.join(_SECRETS)})\s*=\s*)(?:'(?:[^'\\]|\\.)*'(?=\s|$)|'.*|.*?(?=\s+\w+\s*=|$))",
)


def _shown_parameter(parameter: str) -> str:
    name, mark, _ = parameter.partition("=")
    return f"{name}{mark}***" if unquote(name).strip().lower() in _SECRETS else parameter


def _without_values(said: str) -> str:
    """What libpq says of a connection string, without the pieces of it that may be of a password."""
    if "option" in said or "parameter" in said:
        return said
    return re.sub(r'".*"', '"…"', said.replace('"="', "="), flags=re.DOTALL)


def connect(target: str) -> Connection:
    """A connection whose transactions are repeatable-read and read-only. Raises TargetError when it cannot be made."""
    info = conninfo(target)
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: _opened(info), poolclass=NullPool, use_native_hstore=False
    )
    try:
        return engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True, no_parameters=True
        )
    except DBAPIError as error:
        raise TargetError(_unreachable(info, error.orig)) from error
    except psycopg.Error as error:
        raise TargetError(_unreachable(info, error)) from error


def commanding(target: str) -> psycopg.Connection[tuple[object, ...]]:
    """A session in which each statement is committed at once. Raises TargetError when it cannot be made."""
    info = conninfo(target)
    try:
        return psycopg.connect(info, autocommit=True)
    except psycopg.Error as error:
        raise TargetError(_unreachable(info, error)) from error


class _Cursor(psycopg.ServerCursor[tuple[object, ...]]):
    """A cursor that does not complain of being left open: SQLAlchemy leaves it when the connection is lost."""

    def __del__(self, *_: object) -> None:
        return


def _opened(info: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection that gives texts, numbers and truth values alone: Python cannot hold every date and JSON."""
    link = psycopg.connect(info)
    link.server_cursor_factory = _Cursor
    for kind in link.adapters.types:
        if kind.name not in _NATIVE:
            link.adapters.register_loader(kind.oid, TextLoader)
        if kind.array_oid:
            link.adapters.register_loader(kind.array_oid, TextLoader)
    return link


def _unreachable(info: str, error: BaseException | None) -> str:
    fields = psycopg.conninfo.conninfo_to_dict(info)
    place = f"database {fields.get('dbname') or '(default)'} on {fields.get('host') or 'the local socket'}"
    if "service" in fields:
        place = f"service {fields['service']}"
    lines = (" ".join(line.split()) for line in without_password(str(error)).splitlines())
    said = "; ".join(one for one in lines if one and not one.startswith("Is the server running"))
    hint = next(
        (text for pattern, text in _HINTS if re.search(pattern, said)), "check host, port, user and database name"
    )
    return f"cannot connect to {place} as {fields.get('user') or 'the current user'}: {said}; {hint}"


_HINTS = (
    (
        r"password authentication failed|no password supplied",
        "give the password by PGPASSWORD, ~/.pgpass or a service file",
    ),
    (r'database ".*" does not exist', "list the databases with: psql -l"),
    (r'role ".*" does not exist', "name an existing role in the URL: postgresql://ROLE@…"),
    (r"definition of service", "services are read from ~/.pg_service.conf and the file named by PGSERVICEFILE"),
    (r"too many (clients|connections)|connection slots", "ask for fewer connections with --jobs 1, or try again later"),
    (r"pg_hba\.conf", "the server's pg_hba.conf does not let this role connect from here"),
    (
        r"refused|No such file|could not translate|timeout|timed out",
        "is the server running there, and reachable from here?",
    ),
)


def cancel(link: Connection) -> None:
    """Ask the server to stop the running query of `link`. Never raises: a dead link is cancelled enough."""
    with contextlib.suppress(Exception):
        raw = link.connection.dbapi_connection
        if isinstance(raw, psycopg.Connection):
            raw.cancel_safe(timeout=5)


def end(link: Connection) -> None:
    """Close `link`, rolling back."""
    with contextlib.suppress(DBAPIError, psycopg.Error):
        link.close()
    with contextlib.suppress(DBAPIError, psycopg.Error):
        link.engine.dispose()


def failure(error: Exception) -> QueryError:
    """The complaint of the server or its driver in one line. Values of rows are left out: they may be private."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    gone = not isinstance(error, DBAPIError) or error.connection_invalidated
    if not isinstance(cause, psycopg.Error):
        said = next(iter(str(cause).splitlines()), type(cause).__name__)
        return QueryError(_worded(said, None, lost=gone), lost=gone)
    state = cause.sqlstate
    said = " ".join((cause.diag.message_primary or next(iter(str(cause).splitlines()), type(cause).__name__)).split())
    if state and state.startswith(_QUOTING):
        said = re.sub(r'".*"', '"…"', said)
    no_word = state is None and isinstance(cause, psycopg.OperationalError)
    lost = gone or no_word or (state or "").startswith(_LOST)
    return QueryError(_worded(said, state, lost=lost), sqlstate=state, lost=lost)


def of_replay(failure: QueryError) -> bool:
    """Whether a replica did it, which could not follow its primary otherwise."""
    return failure.sqlstate in REPLAY and "recovery" in str(failure)


def _worded(said: str, state: str | None, *, lost: bool) -> str:
    for known, part, words in _WORDS:
        if state == known and part in said:
            return words.format(said=said)
    if lost:
        return f"connection lost: {said}"
    return f"{said} [{state}]" if state else said


_WORDS = (
    (CANCELLED, "statement timeout", "timed out; give it longer with --timeout"),
    (
        "42501",
        "row-level security",
        "missing privilege: {said}; audit as a role with BYPASSRLS, or one that the policy does not hold for",
    ),
    (
        "42501",
        "",
        "missing privilege: {said}; grant the auditing role membership of pg_read_all_data, or select on what it reads",
    ),
    ("55P03", "", "a table that it reads is locked by another session ({said}); run it again"),
    *((state, "recovery", "cancelled by the replica ({said}); run it again, or on the primary") for state in REPLAY),
)
