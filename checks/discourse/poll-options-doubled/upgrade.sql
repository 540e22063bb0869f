-- Every option becomes a row, under its poll and its id.
-- Fields that stop it for another reason are passed over.
do $$
declare
  field record;
  document json;
begin
  create temporary table written (poll text, digest text, unique (poll, digest)) on commit drop;
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
    select poll.key, o.value ->> 'id'
    from (select distinct on (key) key, value, ordinality as place from json_each(document) with ordinality order by key, ordinality desc) poll
    cross join lateral json_array_elements(
      case json_typeof(poll.value -> 'options') when 'array' then poll.value -> 'options' end
    ) as o(value)
    where json_typeof(o.value) = 'object';
  end loop;
end
$$;
