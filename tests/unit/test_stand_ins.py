"""What a dump lacks is seen, and what stands in for it is safe to run."""

import pytest

from auditor.db import stand_ins
from auditor.db.dump_stream import Statement
from auditor.db.stand_ins import Routine


@pytest.mark.parametrize(
    ("calls", "routine"),
    [
        ("EXECUTE FUNCTION discourse_functions.raise_it();", Routine("discourse_functions", "raise_it")),
        ("EXECUTE PROCEDURE Mixed.Case('a', 'b');", Routine("mixed", "case")),
        ('EXECUTE FUNCTION "Od.d"."na""me(" ();', Routine("Od.d", 'na"me(')),
        ("EXECUTE FUNCTION local();", None),
    ],
)
def test_the_function_of_a_trigger_is_found(calls: str, routine: Routine | None) -> None:
    text = f"CREATE TRIGGER t BEFORE UPDATE OF a ON b FOR EACH ROW WHEN ((new.a IS NOT NULL)) {calls}"
    assert stand_ins.called_by_trigger(Statement(text.encode())) == routine


def test_only_a_trigger_calls_a_trigger_function() -> None:
    assert stand_ins.called_by_trigger(Statement(b"SELECT 'execute function a.b()';")) is None


def test_a_function_is_known_by_its_definition() -> None:
    text = b'CREATE OR REPLACE FUNCTION other."F"(a integer) RETURNS trigger AS $$ x $$;'
    assert stand_ins.defined(Statement(text)) == Routine("other", "F")


def test_a_stand_in_quotes_what_the_dump_said() -> None:
    assert '"a""b"."c; drop"()' in stand_ins.stand_in(Routine('a"b', "c; drop"))


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ('collation "pg_catalog.en-x-icu" for encoding "UTF8" does not exist', "en-x-icu"),
        ('collation "de_DE.utf8" for encoding "UTF8" does not exist', "de_DE.utf8"),
        ('type "hstore" does not exist', None),
    ],
)
def test_a_missing_collation_is_read_from_the_error(message: str, name: str | None) -> None:
    assert stand_ins.missing_collation(message) == name


@pytest.mark.parametrize("name", ["plain", 'Odd"; drop table a; --', "ünï", 'a""b'])
def test_a_quoted_name_is_read_back_unchanged(name: str) -> None:
    assert stand_ins.unquoted(stand_ins.quoted(name)) == name


def test_a_collation_this_server_cannot_make_is_made_by_bytes() -> None:
    text = b"CREATE COLLATION public.\"a b\" (provider = icu, locale = 'und');"
    assert stand_ins.stand_in_collation(Statement(text)) == b'create collation public."a b" from pg_catalog."C"'
    assert stand_ins.stand_in_collation(Statement(b"create table a (b int);")) is None
