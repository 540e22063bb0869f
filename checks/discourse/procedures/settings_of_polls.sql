-- A whole number as the migration reads it: of a text the leading digits, of a fraction the whole part; beyond twelve digits
-- any such number. Null where it would stop.
create or replace function pg_temp.whole(value json) returns bigint language plpgsql as $$
declare
  label text := value #>> '{}';
  part text[];
  significant text;
  magnitude bigint;
begin
  if label is null then
    return 0;
  elsif label ~ '^-?[0-9]{1,9}$' then
    return label::bigint;
  elsif json_typeof(value) = 'string' then
    part := regexp_match(label, '^[ \t-\r]*([+-]?)(?:0[dD](?=[0-9]))?((?:[0-9]+_)*[0-9]+)');
    significant := coalesce(ltrim(replace(part[2], '_', ''), '0'), '');
    return case when length(significant) > 12 then part[1] || '1000000000000' else coalesce(part[1], '') || '0' || significant end::bigint;
  elsif json_typeof(value) <> 'number' then
    return null;
  end if;
  part := regexp_match(label, '^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$');
  significant := ltrim(part[2] || coalesce(part[3], ''), '0');
  magnitude := case
    when length(ltrim(part[4], '+-0')) > 8 then case when part[4] like '-%' then -99999999 else 99999999 end
    else coalesce(part[4], '0')::bigint
  end + length(part[2]) - 1 - (length(part[2] || coalesce(part[3], '')) - length(significant));
  return case
    when significant = '' then 0
    when coalesce(part[3], part[4]) is not null and (magnitude > 308 or magnitude = 308
         and rpad(left(significant, 40), 40, '0') collate "C" >= '1797693134862315807937289714053034150799') then null
    when magnitude > 11 then (part[1] || '1000000000000')::bigint
    when magnitude < 0 then 0
    when coalesce(part[3], part[4]) is not null then trunc(label::float8)::bigint
    else label::bigint
  end;
end
$$;

-- A closing time as the migration reads it: days and times beyond their end roll over, seconds are whole, and what is no time is none.
-- Not sure: what Ruby may read and this does not, a day beyond the end of its month in another zone (Ruby itself errs there), and what
-- PostgreSQL cannot hold. A time before all time has passed all the same.
create or replace function pg_temp.closing(value json, out at timestamp, out sure boolean) language plpgsql as $$
declare
  label text := case json_typeof(value) when 'string' then value #>> '{}' end;
  part text[];
  n integer[];
begin
  sure := true;
  if label is null then
    return;
  end if;
  part := regexp_match(label, '^[ \t-\r]*([+-]?[0-9]{4,9})-([0-9]{1,2})-([0-9]{1,2})'
    || '(?:(?:[Tt]|[ ]+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,20})?)?(?:[Zz]| ?UTC| ?GMT| ?([+-][0-9]{2}):?([0-9]{2})?)?)?[ \t-\r]*$');
  if part is null then
    sure := label !~* '[0-9\uFFFF]|sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|b\.?c|c\.?e';
    return;
  end if;
  n := array(select coalesce(one, '0')::integer from unnest(part) with ordinality as p(one, place) order by place);
  if abs(n[7]) > 23 or n[8] > 59 then
    sure := false;
  elsif n[2] not between 1 and 12 or n[3] not between 1 and 31 or n[4] > 24 or n[5] > 59 or n[6] > 60 or n[4] = 24 and n[5] + n[6] > 0 then
    return;
  elsif n[1] < 1 then
    sure := false;
    at := timestamp '0001-01-01';
  elsif n[1] > 294276 or n[1] = 294276 and n[2] = 12 and n[3] = 31 then
    sure := false;
  else
    at := make_timestamp(n[1], n[2], 1, 0, 0, 0) + make_interval(days => n[3] - 1, hours => n[4], mins => n[5], secs => n[6])
      - make_interval(hours => n[7], mins => case when part[7] like '-%' then -n[8] else n[8] end);
    sure := at >= timestamp '0001-01-01' and (n[3] < 29 or n[7] = 0 and n[8] = 0
      or extract(month from make_timestamp(n[1], n[2], 1, 0, 0, 0) + make_interval(days => n[3] - 1)) = n[2]);
    at := greatest(at, timestamp '0001-01-01');
  end if;
end
$$;

-- Whether an entry of a unique index has room for the text, which only PostgreSQL itself can say of a long one.
create temporary table auditor_index_entry (id bigint, label varchar) on commit drop;
create unique index on auditor_index_entry (id, label);
create or replace function pg_temp.fits(label text) returns boolean language plpgsql as $$
begin
  if octet_length(label) > 2684 then
    insert into auditor_index_entry values (0, label);
    delete from auditor_index_entry;
  end if;
  return label is not null;
exception when program_limit_exceeded then
  return false;
end
$$;
