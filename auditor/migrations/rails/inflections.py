"""Singular and plural as Rails makes them: a `person` has `people`, and `UserEmail` is the class of `user_emails`."""

import re

_UNCOUNTABLE = re.compile(
    r"\b(?:equipment|fish|information|jeans|money|police|rice|series|sheep|species)\Z", re.IGNORECASE
)
_IRREGULAR = (
    ("person", "people"),
    ("child", "children"),
    ("zombie", "zombies"),
    ("move", "moves"),
    ("sex", "sexes"),
    ("man", "men"),
)

# The first that fits wins.
_PLURALS = (
    (r"(quiz)", r"\1zes"),
    (r"^(oxen)", r"\1"),
    (r"^(ox)", r"\1en"),
    (r"^(m|l)(?:ic|ous)e", r"\1ice"),
    (r"(matr|vert|ind)(?:ix|ex)", r"\1ices"),
    (r"(x|ch|ss|sh)", r"\1es"),
    (r"([^aeiouy]|qu)y", r"\1ies"),
    (r"(hive)", r"\1s"),
    (r"([^f])fe", r"\1ves"),
    (r"([lr])f", r"\1ves"),
    (r"sis", "ses"),
    (r"([ti])(?:um|a)", r"\1a"),
    (r"(buffal|tomat)o", r"\1oes"),
    (r"(bu)s", r"\1ses"),
    (r"(alias|status)", r"\1es"),
    (r"(octop|vir)(?:us|i)", r"\1i"),
    (r"^(ax|test)is", r"\1es"),
    (r"s", "s"),
    (r"", "s"),
)
_SINGULARS = (
    (r"(database)s", r"\1"),
    (r"(quiz)zes", r"\1"),
    (r"(matr)ices", r"\1ix"),
    (r"(vert|ind)ices", r"\1ex"),
    (r"^(ox)en", r"\1"),
    (r"(alias|status)(?:es)?", r"\1"),
    (r"(octop|vir)(?:us|i)", r"\1us"),
    (r"^(a)x[ie]s", r"\1xis"),
    (r"(cris|test)[ie]s", r"\1is"),
    (r"(shoe)s", r"\1"),
    (r"(o)es", r"\1"),
    (r"(bus)(?:es)?", r"\1"),
    (r"^(m|l)ice", r"\1ouse"),
    (r"(x|ch|ss|sh)es", r"\1"),
    (r"(m)ovies", r"\1ovie"),
    (r"(s)eries", r"\1eries"),
    (r"([^aeiouy]|qu)ies", r"\1y"),
    (r"([lr])ves", r"\1f"),
    (r"(tive|hive)s", r"\1"),
    (r"([^f])ves", r"\1fe"),
    (r"(^analy|analy|ba|diagno|parenthe|progno|synop|the)s[ie]s", r"\1sis"),
    (r"([ti])a", r"\1um"),
    (r"(n)ews", r"\1ews"),
    (r"(ss)", r"\1"),
    (r"s", ""),
)


def plural(name: str) -> str:
    """`user` → `users`; the last word of a name counts."""
    return _inflected(name, _PLURALS, _IRREGULAR)


def singular(name: str) -> str:
    """`user_emails` → `user_email`."""
    return _inflected(name, _SINGULARS, tuple((many, one) for one, many in _IRREGULAR))


def table_of(model: str) -> str:
    """The table of a class: `UserEmail` → `user_emails`; of a class in a module only the last part counts."""
    return plural(underscored(model.rsplit("::", 1)[-1]))


def underscored(name: str) -> str:
    """`UserEmail` → `user_email`, `HTTPLog` → `http_log`."""
    parted = re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z\d])(?=[A-Z])", "_", name.replace("::", "/"))
    return parted.replace("-", "_").lower()


def _inflected(name: str, rules: tuple[tuple[str, str], ...], irregular: tuple[tuple[str, str], ...]) -> str:
    if not name or _UNCOUNTABLE.search(name):
        return name
    for one, other in irregular:
        if re.search(f"{other}\\Z", name, re.IGNORECASE):
            return name
        if re.search(f"{one}\\Z", name, re.IGNORECASE):
            return name[: -len(one) + 1] + other[1:]
    for pattern, into in rules:
        found = re.search(f"(?:{pattern})\\Z", name, re.IGNORECASE)
        if found:
            return name[: found.start()] + found.expand(into)
    return name
