<<header>>

begin transaction isolation level read committed read write;

set local lock_timeout = '10s';
set local standard_conforming_strings = on;
set local auditor.backslashes = '\\';
set local search_path = <<path>>;
set local row_security = off;

do <<tag>>
begin
<<guards>>
  if to_regclass(<<copy_name>>) is null then
    raise notice 'there is nothing to undo';
    return;
  end if;
  drop table <<copy>>;
  begin
    drop schema auditor_kept;
  exception when dependent_objects_still_exist then
    null;
  end;
end
<<tag>>;

commit;
