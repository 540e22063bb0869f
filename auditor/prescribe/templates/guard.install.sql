<<header>>

begin transaction isolation level read committed read write;

set local lock_timeout = '10s';          -- how long to wait for others before giving up, with nothing done
set local statement_timeout = '5min';
set local standard_conforming_strings = on;
set local auditor.backslashes = '\\';
set local search_path = public;

do <<tag>>
begin
<<guards>>
end
<<tag>>;

<<log>>-- What an earlier run has left.
<<removal>>

-- ---- the guard ----

<<guard>>

commit;
