<<header>>

begin transaction isolation level read committed read write;

set local lock_timeout = '10s';
set local statement_timeout = '5min';
set local standard_conforming_strings = on;

<<removal>>

do <<tag>>
declare
  kept boolean;
begin
  if to_regclass(<<log_name>>) is null then
    return;
  end if;
  execute 'select exists (select from ' || <<log_name>> || ')' into kept;
  if kept then
    raise notice 'the log % stays: it holds the rows that the guard has changed', <<log_name>>;
    return;
  end if;
  execute 'drop table ' || <<log_name>>;
  begin
    drop schema auditor_quarantine;
  exception when dependent_objects_still_exist then
    null;
  end;
end
<<tag>>;

commit;
