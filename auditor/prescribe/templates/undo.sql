<<header>>

begin transaction isolation level read committed read write;

set local lock_timeout = '10s';
set local statement_timeout = '30min';

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
declare
  entry record;
  place record;
  spot tid;
  search text;
  progress boolean;
  problem text;
  code text;
  more text;
  lookup text;
begin
<<guards>>
  if to_regclass(<<log_name>>) is null then
    raise notice 'there is nothing to undo';
    return;
  end if;
  for place in execute 'select distinct table_name from ' || <<log_name>> || ' order by 1' loop
    execute format('lock table %s in share row exclusive mode', place.table_name);
  end loop;

  -- Backwards, each step only where the row is still as the remedy left it. A step that has to wait for another, as a
  -- row does for the one it refers to, is tried again in the next round.
  loop
    progress := false;
    problem := null;
    for entry in execute 'select * from ' || <<log_name>> || ' order by seq desc' loop
      begin
        select
          string_agg(quote_ident(attname), ', ' order by attnum) as columns,
          string_agg(quote_ident(attname), ', ' order by attnum) filter (where attidentity <> 'a') as settable
        into place
        from pg_attribute
        where attrelid = entry.table_name::regclass and attnum > 0 and not attisdropped and attgenerated = '';

        -- A row is looked for by the shortest unique index, then by all its columns: there may be no index, or nulls.
        select coalesce(string_agg(format('auditor_row.%1$I = auditor_kept.%1$I', a.attname), ' and '), 'false')
        into lookup
        from pg_attribute a
        where a.attrelid = entry.table_name::regclass
          and a.attnum = any ((
            select i.indkey::int2[] from pg_index i
            where i.indrelid = entry.table_name::regclass and i.indisunique and i.indisvalid
              and i.indpred is null and i.indexprs is null
            order by i.indisprimary desc, i.indnatts, i.indexrelid limit 1)::int2[]);
        search := format('select auditor_row.ctid from %1$s auditor_row, (select ($1::%1$s).*) auditor_kept', entry.table_name)
          || ' where (auditor_row.*)::text = $1 and ';

        if entry.new_row is not null then
          execute search || lookup || ' limit 1' into spot using entry.new_row;
          if spot is null then
            execute search || 'true limit 1' into spot using entry.new_row;
          end if;
          if spot is null then
            raise exception 'a row of % was changed since the remedy ran; nothing was undone', entry.table_name
              using detail = format('It is number %s in %s.', entry.seq, <<log_name>>);
          end if;
        end if;

        if entry.action = 'INSERT' then
          execute format('delete from %s where ctid = $1', entry.table_name) using spot;
        elsif entry.action = 'UPDATE' then
          execute format('update %1$s set (%2$s) = (select %2$s from (select ($2::%1$s).*) auditor_kept) where ctid = $1',
            entry.table_name, place.settable) using spot, entry.old_row;
        else
          execute format('insert into %1$s (%2$s) overriding system value select %2$s from (select ($1::%1$s).*) auditor_kept',
            entry.table_name, place.columns) using entry.old_row;
        end if;

        if entry.old_row is not null then
          execute search || lookup || ' limit 1' into spot using entry.old_row;
          if spot is null then
            execute search || 'true limit 1' into spot using entry.old_row;
          end if;
          if spot is null then
            raise exception 'a row of % could not be put back as it was; nothing was undone', entry.table_name;
          end if;
        end if;

        execute 'delete from ' || <<log_name>> || ' where seq = $1' using entry.seq;
        progress := true;
      exception when integrity_constraint_violation or raise_exception then
        if problem is null or code <> 'P0001' then
          get stacked diagnostics problem = message_text, code = returned_sqlstate, more = pg_exception_detail;
        end if;
      end;
    end loop;
    exit when problem is null;
    if not progress then
      raise exception using errcode = code, message = problem, detail = more;
    end if;
  end loop;

  execute 'drop table ' || <<log_name>>;
  begin
    drop schema auditor_quarantine;
  exception when dependent_objects_still_exist then
    null;
  end;
end
<<tag>>;

commit;
