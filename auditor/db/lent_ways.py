"""How a session was made, and how to make another to a database beside."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from psycopg import Connection

_HANDED_ON = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # what any age of libpq knows


def way_of(session: "Connection[tuple[object, ...]]") -> dict[str, str]:
    """How the session was made, whatever file or variable told so."""
    raw = session.pgconn
    found = {
        one.keyword.decode(): one.val.decode()
        for one in raw.info
        if one.val is not None and one.keyword.decode() in _HANDED_ON and one.val != one.compiled
    }
    told = {"host": raw.host, "port": raw.port, "user": raw.user, "password": raw.password}
    return found | {name: value.decode() for name, value in told.items() if value}


def url_of(database: str, way: Mapping[str, str]) -> str:
    """A socket stands behind the question mark, where a folder may stand; what all read stands before it."""
    place = ""
    words = {name: value for name, value in way.items() if name not in ("host", "port", "user", "password")}
    host = way.get("host", "")
    if not host or host.startswith("/"):
        words = {**{name: way[name] for name in ("host", "port", "user", "password") if name in way}, **words}
    else:
        secret = f":{quote(way['password'], safe='')}" if "password" in way else ""
        shown = f"[{host}]" if ":" in host else host
        place = f"{quote(way['user'], safe='')}{secret}@{shown}:{way.get('port', '5432')}"
    more = f"?{urlencode(words, quote_via=quote)}" if words else ""
    return f"postgresql://{place}/{quote(database, safe='')}{more}"
