-- Every old poll becomes a row of polls under its name: a text without character zero (U+E000 here) in an index.
-- Fields that stop it for another reason are passed over.
do $$
declare
  field record;
  document json;
begin
  create temporary table written (name text not null check (name !~ '\uE000') check (octet_length(name) < 2685)) on commit drop;
  for field in select value from post_custom_fields where name = 'polls' loop
    begin
      document := regexp_replace(field.value, '\\u0000', '\uE000', 'g')::json;
      document := case json_typeof(document) when 'array' then document -> 0 else document end;
      perform from json_each(document);
    exception when data_exception then
      continue;
    end;
    insert into written
    select case
             when json_typeof(value -> 'name') = 'string' then value ->> 'name'
             when coalesce(value ->> 'name', '') in ('', 'false', '[]', '{}') then 'poll'
           end
    from (select distinct on (key) key, value, ordinality as place from json_each(document) with ordinality order by key, ordinality desc) poll
    where json_typeof(value) = 'object';
  end loop;
end
$$;
