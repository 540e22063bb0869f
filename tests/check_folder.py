"""A check folder of a pack that nobody has, to be spoiled."""

from pathlib import Path

FILES = {
    "check.toml": """
title = "Names that stand twice"
why = "The upgrade makes names unique."
severity = "abort"
guards = ["1"]
needs = {people = ["id", "name"]}
key = ["id"]

[remedies.number]
kind = "sql"
safety = "safe"
title = "Number the later ones"
does = "Puts the id behind the name."
touches = ["people"]
""",
    "find.sql": """
select p.id, p.name from people p
where exists (select from people q where q.name = p.name and q.id < p.id) order by p.id
""",
    "upgrade.sql": "create unique index on people (name);",
    "remedies/number.sql": "update people set name = people.name || people.id from found where found.id = people.id;",
    "cases/schema.sql": "create table people (id int primary key, name text); create table pets (id int);",
    "cases/good.sql": "insert into people values (1, 'a'), (2, 'b');",
    "cases/bad.sql": "insert into people values (1, 'a'), (2, 'a'), (3, 'b'), (4, 'a'); insert into pets values (1);",
    "cases/bad.csv": "id,name\n2,a\n4,a\n",
}


def check_folder(pack: Path, **changed: str | None) -> Path:
    """The folder, with some files changed or, for None, left out; `__` stands for `/` in a name and `_` for a dot."""
    folder = pack / "names-doubled"
    files = FILES | {name.replace("__", "/").replace("_", "."): text for name, text in changed.items()}
    for name, text in files.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder
