<<header>>

begin transaction isolation level read committed read write;

set local lock_timeout = '10s';
set local statement_timeout = '30min';
set local standard_conforming_strings = on;
set local auditor.backslashes = '\\';
set local search_path = <<path>>;
set local row_security = off;
set local jit = off;

do <<tag>>
begin
<<guards>>
end
<<tag>>;

-- What the audit asked, asked again.
create temporary table found on commit drop as
<<find>>
;

create schema if not exists auditor_kept;

do <<tag>>
begin
  if to_regclass(<<copy_name>>) is not null then
    raise notice 'the copy is there already; nothing is changed';
  elsif not exists (select from found) then
    raise notice 'nothing is found here (any more); nothing is changed';
  else
    create table <<copy>> as
<<query>>
    ;
    comment on table <<copy>> is <<comment>>;
  end if;
  begin
    drop schema auditor_kept;
  exception when dependent_objects_still_exist then
    null;
  end;
end
<<tag>>;

commit;
