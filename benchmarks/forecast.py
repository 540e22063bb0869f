"""How well a forecast from a small table holds for a larger one: `python benchmarks/forecast.py [ROWS [TIMES]]`.

Both are rehearsed here, the small one with the size of the large one as that of production.
"""

import sys
import tempfile
from pathlib import Path

from auditor.commands import audit, rehearse
from auditor.db import servers
from auditor.db.dump import write_backup
from auditor.model.rehearsal import Rehearsal
from auditor.render.progress import Progress

MADE = """
create table schema_migrations (version varchar primary key);
create table customers (id int primary key, name text);
create table orders (id int primary key, code text, customer_id int, amount int, made timestamptz, note text);
insert into customers select n, 'c' || n from generate_series(1, {customers}) n;
insert into orders select n, md5(n::text), 1 + n % {customers}, n % 1000, now() - n * interval '1 second',
  repeat('n', 20 + n % 50) from generate_series(1, {orders}) n;
"""
FILES = {
    "01_index": "create index on orders (made, amount);",
    "02_unique": "create unique index on orders (code);",
    "03_not_null": "alter table orders alter column note set not null;",
    "04_type": "alter table orders alter column amount type bigint;",
    "05_update": "update orders set note = note || 'x' where id % 3 = 0;",
    "06_reference": "alter table orders add foreign key (customer_id) references customers;",
    "07_delete": "delete from orders where id % 10 = 0;",
    "08_column": "alter table orders add column extra int default 5;",
    "09_check": "alter table orders add check (amount >= 0);",
    "10_copy": "create table lines as select id, code from orders;",
}


def main(rows: int = 200_000, times: int = 10) -> None:
    """One line for each migration."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "migrations").mkdir()
        for name, text in FILES.items():
            (place / "migrations" / f"{name}.sql").write_text(f"-- migrate:up\n{text}\n\n-- migrate:down\n")
        size = _backup(place / "large.sql", rows * times)
        _backup(place / "small.sql", rows)
        large, small = _rehearsed(place, "large.sql", None), _rehearsed(place, "small.sql", str(size))
    took = {one.version: one.seconds for one in large.runs}
    print("| migration | forecast | it took | |\n|---|---|---|---|")
    for one in small.forecast.runs if small.forecast is not None else ():
        fits = "" if one.least <= took[one.version] <= one.most else "outside"
        print(f"| {one.version} | {one.least:.1f} to {one.most:.1f} s | {took[one.version]:.1f} s | {fits} |")


def _backup(path: Path, rows: int) -> int:
    with servers.start() as server:
        clone = server.create("made")
        clone.execute(MADE.format(orders=rows, customers=max(1, rows // 10)))
        write_backup(clone, path)
        return int(str(clone.query("select pg_database_size(current_database())::int8 as size")[0]["size"]))


def _rehearsed(place: Path, backup: str, production: str | None) -> Rehearsal:
    shared = audit.Options(sources=(place,))
    options = rehearse.Options(shared, limit=3600, log=place / "log", production=production)
    report = rehearse.run(str(place / backup), options, progress=Progress(enabled=False))
    assert report.rehearsal is not None
    return report.rehearsal


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
