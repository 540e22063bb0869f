<<header>>

begin transaction isolation level read committed read write;

-- Yours to change:
set local lock_timeout = '10s';          -- how long to wait for others before giving up, with nothing done
set local statement_timeout = '30min';
set local auditor.rows_at_most = '<<total>>';    -- refuse to go on if more rows than this are found; the audit found <<total>>
set local auditor.allow_loss = '<<loss>>';   -- on: also where something is given up (see above)

-- How rows are written to the log and read back, whatever this session prefers.
set local standard_conforming_strings = on;
set local auditor.backslashes = '\\';
set local search_path = <<path>>;
set local row_security = off;
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local timezone = 'UTC';
set local extra_float_digits = 3;
set local bytea_output = 'hex';
set local lc_monetary = 'C';
set local jit = off;
<<heap>>
do <<tag>>
begin
<<guards>>
end
<<tag>>;

<<log_table>>

-- Every row that is changed, deleted or added below is copied to the log in the same transaction. The triggers run
-- after the change, so they see what was stored, and no other trigger can slip past them: once for a statement, with all
-- its rows, or row by row where a table is partitioned or inherits. The old and the new rows of an update stand in one order.
create or replace function <<watch>>() returns trigger language plpgsql as <<tag>>
declare
  place text := format('%I.%I', tg_table_schema, tg_table_name);
begin
  if tg_level = 'ROW' then
    insert into <<log>> (table_name, action, old_row, new_row, old_json)
    values (
      place, tg_op,
      case when tg_op <> 'INSERT' then old::text end,
      case when tg_op <> 'DELETE' then new::text end,
      case when tg_op <> 'INSERT' then to_json(old) end
    );
  elsif tg_op = 'INSERT' then
    insert into <<log>> (table_name, action, new_row)
    select place, tg_op, auditor_row::text from auditor_new auditor_row;
  elsif tg_op = 'DELETE' then
    insert into <<log>> (table_name, action, old_row, old_json)
    select place, tg_op, auditor_row::text, to_json(auditor_row) from auditor_old auditor_row;
  else
    insert into <<log>> (table_name, action, old_row, new_row, old_json)
    select place, tg_op, before.line::text, after.line::text, to_json(before.line)
    from (select auditor_row as line, row_number() over () as nth from auditor_old auditor_row) before
    full join (select auditor_row as line, row_number() over () as nth from auditor_new auditor_row) after using (nth)
    order by nth;
  end if;
  return null;
end
<<tag>>;

do <<tag>>
declare
  place regclass;
  event text;
  seen text;
begin
  -- A table that this release does not have, or has as a view, is passed over.
  foreach place in array array(select oid::regclass from pg_class where oid in (select to_regclass(asked.name) from unnest(array[<<tables>>]::text[]) asked (name)) and relkind <> 'm') loop
    if exists (select from pg_class where oid = place and relkind = 'r')
      and not exists (select from pg_inherits where place in (inhrelid, inhparent))
    then
      foreach event in array array['insert', 'update', 'delete'] loop
        seen := concat_ws(' ', case when event <> 'insert' then 'old table as auditor_old' end, case when event <> 'delete' then 'new table as auditor_new' end);
        execute format('create trigger <<trigger>>_%1$s after %1$s on %2$s referencing %3$s for each statement execute function <<watch>>()', event, place, seen);
        execute format('alter table %2$s enable always trigger <<trigger>>_%1$s', event, place);
      end loop;
    else
      execute format('create trigger <<trigger>> after insert or update or delete on %s for each row execute function <<watch>>()', place);
      execute format('alter table %s enable always trigger <<trigger>>', place);
    end if;
  end loop;
end
<<tag>>;

<<trial>>
-- What the audit asked, asked again.
create temporary table found on commit drop as
<<find>>
;
analyze found;

-- Rows that the remedy leaves alone, because it would have to give something up.
create temporary table refused (like found) on commit drop;

do <<tag>>
declare
  total bigint := (select count(*) from found);
  stirred text[] := '{}';
begin
<<stirred>>
  if total > current_setting('auditor.rows_at_most')::bigint then
    raise exception using
      message = format('%s rows are found, but the audit saw %s; nothing was changed', total, current_setting('auditor.rows_at_most')),
      hint = 'Audit again, or raise auditor.rows_at_most at the top of this script.';
  elsif not exists (select from found) then
    raise notice 'nothing is found here (any more); nothing is changed';
  end if;
end
<<tag>>;

-- ---- the remedy ----

<<remedy>>

-- ---- and its proof ----

do <<tag>>
#variable_conflict use_column
declare
  one record;
  left_over bigint;
begin
  for one in select * from refused loop
    raise warning 'left alone, something would be lost: %',
      regexp_replace(to_json(one)::text, '[^[:print:]]|[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]', '?', 'g');
  end loop;
  select count(*) into left_over from (
<<find>>
  ) again
  where not exists (select from refused where <<same_key>>);
  if left_over > 0 then
    raise exception 'the remedy left % rows that it should have mended; nothing was changed', left_over;
  end if;
end
<<tag>>;

set constraints all immediate;
do <<tag>>
declare
  one record;
begin
  for one in
    select tgname as name, tgrelid::regclass as place from pg_trigger
    where tgfoid = '<<watch>>()'::regprocedure and tgrelid in (select to_regclass(named) from unnest(array[<<tables>>]::text[]) named)
  loop
    execute format('drop trigger %I on %s', one.name, one.place);
  end loop;
end
<<tag>>;
drop function <<watch>>();

do <<tag>>
begin
  if not exists (select from <<log>>) then
    drop table <<log>>;
    begin
      drop schema auditor_quarantine;
    exception when dependent_objects_still_exist then
      null;
    end;
  end if;
end
<<tag>>;

commit;
