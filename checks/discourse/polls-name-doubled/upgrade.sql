-- Every old poll becomes a row of polls under its post and name.
-- Fields that stop it for another reason are passed over.
do $$
declare
  field record;
  document json;
begin
  create temporary table written (name text unique) on commit drop;
  for field in select value from post_custom_fields where name = 'polls' loop
    begin
      document := regexp_replace(field.value, '\\u0000', '\uE000', 'g')::json;
      document := case json_typeof(document) when 'array' then document -> 0 else document end;
      perform from json_each(document);
    exception when data_exception then
      continue;
    end;
    truncate written;
    insert into written
    select case when trim(value ->> 'name') <> '' then value ->> 'name' else 'poll' end
    from (select distinct on (key) key, value, ordinality as place from json_each(document) with ordinality order by key, ordinality desc) poll
    where json_typeof(value) = 'object';
  end loop;
end
$$;
