"""Each statement of a dump is treated as it should be."""

import pytest

from auditor.db import dump_rules
from auditor.db.dump_rules import Treatment
from auditor.db.dump_stream import Statement

TREATED = {
    "CREATE SCHEMA public;": Treatment.SKIP,
    "DROP SCHEMA IF EXISTS public;": Treatment.SKIP,
    "CREATE SCHEMA publicity;": Treatment.RUN,
    "GRANT ALL ON TABLE public.users TO app;": Treatment.SKIP,
    "REVOKE ALL ON SCHEMA public FROM PUBLIC;": Treatment.SKIP,
    "ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT ALL ON TABLES TO b;": Treatment.SKIP,
    "ALTER TABLE public.users OWNER TO discourse;": Treatment.SKIP,
    'ALTER FUNCTION public.f(a integer,\n b text) OWNER TO "the owner";': Treatment.SKIP,
    "ALTER TABLE public.users ALTER COLUMN a SET DEFAULT 'x owner to y';": Treatment.RUN,
    "CREATE ROLE app;": Treatment.SKIP,
    "CREATE USER app;": Treatment.SKIP,
    "CREATE TABLE public.user_roles (id integer);": Treatment.RUN,
    "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION f();": Treatment.SKIP,
    "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();": Treatment.RUN,
    "CREATE OR REPLACE PROCEDURAL LANGUAGE plpgsql;": Treatment.SKIP,
    "BEGIN;": Treatment.SKIP,
    "COMMIT;": Treatment.SKIP,
    "SET SESSION AUTHORIZATION 'postgres';": Treatment.SKIP,
    "SET ROLE postgres;": Treatment.SKIP,
    "SET transaction_timeout = 0;": Treatment.TRY,
    "SET standard_conforming_strings = on;": Treatment.TRY,
    "SET standard_conforming_strings = off;": Treatment.REFUSE,
    "COMMENT ON EXTENSION hstore IS 'x';": Treatment.TRY,
    "CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;": Treatment.EXTENSION,
    "COPY public.users FROM PROGRAM 'id';": Treatment.REFUSE,
    "COPY public.users (a, b) FROM '/etc/passwd';": Treatment.REFUSE,
    "copy public.users\nto program 'x';": Treatment.REFUSE,
    "COPY public.users TO '/tmp/x';": Treatment.REFUSE,
    "LOAD 'x';": Treatment.REFUSE,
    "DO $$ begin end $$;": Treatment.REFUSE,
    "CREATE UNIQUE INDEX a ON public.b USING btree (c);": Treatment.INDEX,
    "CREATE INDEX a ON public.b USING btree (c);": Treatment.INDEX,
    "ALTER TABLE ONLY public.users\n    ADD CONSTRAINT users_pkey PRIMARY KEY (id);": Treatment.INDEX,
    'ALTER TABLE ONLY public.users\n    ADD CONSTRAINT "a b" UNIQUE (id);': Treatment.INDEX,
    "ALTER TABLE ONLY public.a\n    ADD CONSTRAINT b FOREIGN KEY (c) REFERENCES public.d(id);": Treatment.RUN,
    "ALTER TABLE public.a ADD CONSTRAINT b CHECK ((c <> ' unique '::text));": Treatment.RUN,
    "SELECT pg_catalog.set_config('search_path', '', false);": Treatment.RUN,
    "SELECT pg_catalog.setval('public.a_id_seq', 1, true);": Treatment.RUN,
    "INSERT INTO a VALUES ('grant');": Treatment.RUN,
}


@pytest.mark.parametrize(("text", "expected"), TREATED.items())
def test_a_statement_is_treated_by_its_kind(text: str, expected: Treatment) -> None:
    assert dump_rules.treatment(Statement(text.encode())) is expected


def test_the_end_of_a_very_long_statement_counts() -> None:
    arguments = ", ".join(f"argument_{number} integer" for number in range(500))
    assert dump_rules.treatment(Statement(f"ALTER FUNCTION f({arguments}) OWNER TO a;".encode())) is Treatment.SKIP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SET search_path = '';", True),
        ("SELECT pg_catalog.set_config('search_path', '', false);", True),
        ("SELECT pg_catalog.setval('a', 1);", False),
        ("CREATE TABLE a (b int);", False),
    ],
)
def test_what_concerns_the_session_alone_is_known(text: str, expected: bool) -> None:
    assert dump_rules.is_setting(Statement(text.encode())) is expected
