<<header>>

begin transaction isolation level read committed read write;

set local lock_timeout = '10s';
set local statement_timeout = '30min';

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

-- The rows of one step are few among those of a large table, and there are many steps: they are to be looked for by an index.
set local seq_page_cost = 100;

do <<tag>>
declare
  run record;
  place record;
  lookup text;
  side text;
  low bigint;
  high bigint;
  lows bigint[];
  highs bigint[];
  number bigint;
  spots bigint := 0;
  progress boolean;
  problem text;
  code text;
  more text;
begin
<<guards>>
  if to_regclass(<<log_name>>) is null then
    raise notice 'there is nothing to undo';
    return;
  end if;
  for place in execute 'select distinct table_name from ' || <<log_name>> || ' order by 1' loop
    execute format('lock table %s in share row exclusive mode', place.table_name);
  end loop;
  execute 'analyze ' || <<log_name>>;
  create temporary table auditor_spot (seq bigint, spot tid) on commit drop;

  -- Backwards, each step only where the row is still as the remedy left it: as many steps at once as the log has of one
  -- kind in a row, then half of them where that fails, down to one. A step that has to wait for another, as a row does for
  -- the one it refers to, is tried again in the next round.
  loop
    progress := false;
    problem := null;
    for run in execute
      'select table_name, action, min(seq) as low, max(seq) as high from (select table_name, action, seq,'
      ' count(*) filter (where fresh) over (order by seq) as nth from (select table_name, action, seq,'
      ' (table_name, action) is distinct from (lag(table_name) over steps, lag(action) over steps) as fresh'
      ' from ' || <<log_name>> || ' window steps as (order by seq)) step) entry'
      ' group by table_name, action, nth order by min(seq) desc'
    loop
      select
        string_agg(quote_ident(attname), ', ' order by attnum) as columns,
        string_agg(format('(auditor_kept.line).%I', attname), ', ' order by attnum) as kept,
        string_agg(format('%1$I = (auditor_kept.line).%1$I', attname), ', ' order by attnum) filter (where attidentity <> 'a') as settings
      into place
      from pg_attribute
      where attrelid = run.table_name::regclass and attnum > 0 and not attisdropped and attgenerated = '';

      -- A row is looked for by the shortest unique index, then by all its columns: there may be no index, or nulls.
      select coalesce(string_agg(format('auditor_row.%1$I = (auditor_kept.line).%1$I', a.attname), ' and '), 'false')
      into lookup
      from pg_attribute a
      where a.attrelid = run.table_name::regclass
        and a.attnum = any ((
          select i.indkey::int2[] from pg_index i
          where i.indrelid = run.table_name::regclass and i.indisunique and i.indisvalid
            and i.indpred is null and i.indexprs is null
          order by i.indisprimary desc, i.indnatts, i.indexrelid limit 1)::int2[]);

      lows := array[run.low];
      highs := array[run.high];
      while cardinality(lows) > 0 loop
        low := lows[cardinality(lows)];
        high := highs[cardinality(highs)];
        lows := lows[:cardinality(lows) - 1];
        highs := highs[:cardinality(highs) - 1];
        execute 'select count(*) from ' || <<log_name>> || ' where seq between $1 and $2' into number using low, high;
        continue when number = 0;
        begin
          foreach side in array array['new_row', 'old_row'] loop
            if side = 'old_row' and run.action = 'INSERT' then
              execute format('delete from %s where ctid in (select spot from auditor_spot)', run.table_name);
            elsif side = 'old_row' and run.action = 'UPDATE' then
              execute format('update %1$s auditor_row set %2$s from (select seq, old_row::%1$s as line from %3$s'
                ' where seq between $1 and $2 offset 0) auditor_kept join auditor_spot using (seq) where auditor_row.ctid = spot',
                run.table_name, place.settings, <<log_name>>) using low, high;
            elsif side = 'old_row' then
              execute format('insert into %1$s (%2$s) overriding system value select %3$s from (select seq, old_row::%1$s as line'
                ' from %4$s where seq between $1 and $2 offset 0) auditor_kept order by seq desc',
                run.table_name, place.columns, place.kept, <<log_name>>) using low, high;
            end if;
            continue when run.action = case side when 'new_row' then 'DELETE' else 'INSERT' end;

            -- What is deleted stays in the way until the end, so that now and then the table is emptied for good.
            spots := spots + number;
            if spots > 10000 then
              truncate auditor_spot;
              spots := 0;
            else
              delete from auditor_spot;
            end if;
            execute format('insert into auditor_spot select auditor_kept.seq, auditor_row.ctid from (select seq, %4$s as body,'
              ' %4$s::%1$s as line from %3$s where seq between $1 and $2 offset 0) auditor_kept join %1$s auditor_row on %2$s'
              ' where (auditor_row.*)::text = auditor_kept.body', run.table_name, lookup, <<log_name>>, side) using low, high;
            if (select count(*) from auditor_spot) < number then
              execute format('insert into auditor_spot select seq, spot from (select seq, %3$s as body,'
                ' row_number() over (partition by %3$s order by seq) as nth from %2$s kept'
                ' where seq between $1 and $2 and not exists (select from auditor_spot where auditor_spot.seq = kept.seq)) entry'
                ' join (select auditor_row.ctid as spot, (auditor_row.*)::text as body,'
                ' row_number() over (partition by (auditor_row.*)::text) as nth from %1$s auditor_row'
                ' where not exists (select from auditor_spot where spot = auditor_row.ctid)) standing using (body, nth)',
                run.table_name, <<log_name>>, side) using low, high;
            end if;
            if (select count(distinct spot) from auditor_spot) < number then
              if side = 'new_row' then
                raise exception 'a row of % was changed since the remedy ran; nothing was undone', run.table_name
                  using detail = format('It is number %s in %s.', low, <<log_name>>);
              end if;
              raise exception 'a row of % could not be put back as it was; nothing was undone', run.table_name;
            end if;
          end loop;
          execute 'delete from ' || <<log_name>> || ' where seq between $1 and $2' using low, high;
          progress := true;
        exception when integrity_constraint_violation or raise_exception then
          if number > 1 then
            highs := highs || array[(low + high) / 2, high];
            lows := lows || array[low, (low + high) / 2 + 1];
          elsif problem is null or code <> 'P0001' then
            get stacked diagnostics problem = message_text, code = returned_sqlstate, more = pg_exception_detail;
          end if;
        end;
      end loop;
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
