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
set local search_path = public;
set local row_security = off;
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local timezone = 'UTC';
set local extra_float_digits = 3;
set local bytea_output = 'hex';
set local lc_monetary = 'C';
set local jit = off;

do <<tag>>
begin
<<guards>>
end
<<tag>>;

create schema if not exists auditor_quarantine;
create table if not exists <<log>> (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  table_name text not null,
  action text not null,
  old_row text,      -- the row as PostgreSQL writes it, exact for every type: this is what undo reads
  new_row text,
  old_json json      -- the same for human eyes
);

-- Every row that is changed, deleted or added below is copied to the log in the same transaction. The triggers run
-- after the change, so they see what was stored, and no other trigger can slip past them.
create or replace function <<watch>>() returns trigger language plpgsql as <<tag>>
begin
  insert into <<log>> (table_name, action, old_row, new_row, old_json)
  values (
    format('%I.%I', tg_table_schema, tg_table_name), tg_op,
    case when tg_op <> 'INSERT' then old::text end,
    case when tg_op <> 'DELETE' then new::text end,
    case when tg_op <> 'INSERT' then to_json(old) end
  );
  return null;
end
<<tag>>;
<<triggers>>

-- What the audit asked, asked again.
create temporary table found on commit drop as
<<find>>
;

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
  elsif total = 0 then
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
<<untriggers>>
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
