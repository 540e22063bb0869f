"""The environment of a program that migrates: whatever in ours leads to a database leads to the clone."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from auditor.db.clone import Clone

_KEPT = frozenset(("PGTZ", "PGDATESTYLE", "PGCLIENTENCODING", "PGAPPNAME"))
_LIBPQ = re.compile(r"PG[A-Z0-9]+")
_URL = re.compile(
    r"(?<![\w+])(?P<java>jdbc:)?(?P<scheme>(?:postgres(?:ql)?|postgis|pgsql)(?:\+\w+)?)://[^\s\"'<>`;]*", re.IGNORECASE
)
_SQITCH = re.compile(r"\bdb:(?:pg|postgres|postgresql):[^\s\"']*")
_WORDS = re.compile(r"(?=.*\b(?:host|hostaddr|service)\s*=)(?=.*\b(?:dbname|service)\s*=)", re.DOTALL)
_NET = re.compile(r"(?=.*\b(?:host|server)\s*=[^;]*;)(?=.*\bdatabase\s*=)", re.DOTALL | re.IGNORECASE)
_OWN = frozenset(("DB", "DATABASE", "POSTGRES", "POSTGRESQL", "PG", "PSQL", "PGSQL", "SQL", "RDS"))
_OTHER = frozenset(
    ("REDIS", "MONGO", "MONGODB", "MYSQL", "MARIADB", "MSSQL", "ORACLE", "CLICKHOUSE", "ELASTIC", "INFLUX", "CASSANDRA")
)
_PARTS = {
    **dict.fromkeys(("HOST", "HOSTNAME", "SOCKET", "SERVER", "ADDR", "ADDRESS"), "host"),
    **dict.fromkeys(("PORT",), "port"),
    **dict.fromkeys(("USER", "USERNAME"), "user"),
    **dict.fromkeys(("NAME", "DATABASE", "DBNAME", "DB"), "database"),
    **dict.fromkeys(("PASS", "PASSWORD", "PASSWD"), "password"),
    **dict.fromkeys(("SSLMODE",), "sslmode"),
}
_SECRETS = ("PGPASSWORD", "DB_PASSWORD", "DB_PASS", "DISCOURSE_DB_PASSWORD", "POSTGRES_PASSWORD")
NO_FILE = "/dev/null/none"
NOWHERE = "jdbc:postgresql://the-clone-has-no-tcp-port.invalid/"


def environment(clone: Clone, ours: Mapping[str, str]) -> dict[str, str]:
    """Ours, with the clone wherever a database is named, and under the names that the usual frameworks read.

    What names a database in a file, or in words that nobody can know, is not found by this.
    """
    found = address(clone)
    ssl = "disable" if found["host"].startswith("/") else "prefer"
    parts = {"password": "not-needed", "sslmode": ssl, **found}
    kept = {name: value for name, value in ours.items() if name in _KEPT or not _LIBPQ.fullmatch(name)}
    led = {name: _led(name, value, clone, parts) for name, value in kept.items()}
    return led | _told(clone, parts) | {"DATABASE_URL": _with_driver(ours.get("DATABASE_URL", ""), clone)}


def address(clone: Clone) -> dict[str, str]:
    """Where the clone is: `host`, which is a folder or a server, `port`, `user` and `database`, and what else it needs.

    That may be a `password`, and an `sslmode` with its files.
    """
    url = urlsplit(clone.url)
    words = {name: values[0] for name, values in parse_qs(url.query).items()}
    before = {"host": url.hostname, "port": url.port, "user": url.username, "password": url.password}
    return words | {name: unquote(str(one)) for name, one in before.items() if one} | {"database": clone.database}


def _told(clone: Clone, parts: Mapping[str, str]) -> dict[str, str]:
    host, port, user, database = (parts[one] for one in ("host", "port", "user", "database"))
    socket = host if host.startswith("/") else ""
    told = {"AUDITOR_CLONE_URL": clone.url, "PGHOST": host, "PGPORT": port, "PGUSER": user, "PGDATABASE": database}
    told |= dict.fromkeys(("PGPASSFILE", "PGSERVICEFILE", "PGSYSCONFDIR"), NO_FILE)
    for before in ("DB_", "DISCOURSE_DB_", "POSTGRES_"):
        told |= {before + "HOST": host, before + "PORT": port}
    told |= {"DB_NAME": database, "DB_DATABASE": database, "DB_USER": user, "DB_USERNAME": user, "DB_SOCKET": socket}
    told |= {"DISCOURSE_DB_NAME": database, "DISCOURSE_DB_USERNAME": user, "DISCOURSE_DB_SOCKET": socket}
    told |= {"POSTGRES_DB": database, "POSTGRES_USER": user}
    if not socket:
        told |= dict.fromkeys(_SECRETS, parts["password"])
        told |= {f"PG{name.upper()}": value for name, value in parts.items() if name.startswith("ssl")}
    return told | {"GOOSE_DRIVER": "postgres", "GOOSE_DBSTRING": clone.url, "SQITCH_TARGET": f"db:pg:{database}"}


def _with_driver(value: str, clone: Clone) -> str:
    """The clone's URL with the scheme of this one, which may name a driver."""
    found = _URL.match(value)
    return clone.url if found is None or found["java"] else clone.url.replace("postgresql", found["scheme"], 1)


def _led(name: str, value: str, clone: Clone, parts: Mapping[str, str]) -> str:
    """What stands under a name for the clone, in the form in which it stood there."""
    words = [one for one in re.split(r"_+", name.upper()) if one]
    part = _PARTS.get(words[-1]) if words else None
    if part and _OWN.intersection(words[:-1]) and not _OTHER.intersection(words):
        return parts[part]
    if _URL.search(value) or _SQITCH.search(value):
        java = _for_java(parts)
        led = _URL.sub(lambda one: java if one["java"] else clone.url.replace("postgresql", one["scheme"], 1), value)
        return _SQITCH.sub(lambda _: f"db:pg:{clone.database}", led)
    secret = not parts["host"].startswith("/")
    if _NET.match(value) and ";" in value:
        found = "Host={host};Port={port};Database={database};Username={user}" + (
            ";Password={password}" if secret else ""
        )
        return found.format_map(parts)
    if _WORDS.match(value):
        found = "host={host} port={port} dbname={database} user={user}" + (" password='{password}'" if secret else "")
        return found.format_map(parts)
    return value


def _for_java(parts: Mapping[str, str]) -> str:
    if parts["host"].startswith("/"):
        return NOWHERE
    words = urlencode({one: parts[one] for one in ("user", "password", "sslmode")})
    return f"jdbc:postgresql://{parts['host']}:{parts['port']}/{quote(parts['database'])}?{words}"
