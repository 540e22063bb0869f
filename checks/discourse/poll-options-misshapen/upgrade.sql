-- Every option becomes a row with a digest and a text, both without character zero (U+E000 here), and every poll has some.
-- Fields that stop it for another reason are passed over.
do $$
declare
  field record;
  document json;
begin
  create temporary table written (digest text not null check (digest !~ '\uE000'), html text not null check (html !~ '\uE000'), check (octet_length(digest) < 2685)) on commit drop;
  for field in select value from post_custom_fields where name = 'polls' loop
    begin
      document := regexp_replace(field.value, '\\u0000', '\uE000', 'g')::json;
      document := case json_typeof(document) when 'array' then document -> 0 else document end;
      perform from json_each(document);
    exception when data_exception then
      continue;
    end;
    insert into written
    select case json_typeof(o.value -> 'id') when 'string' then o.value ->> 'id' end,
           case json_typeof(o.value -> 'html') when 'string' then trim(U&' \E000' from o.value ->> 'html') end
    from (select distinct on (key) key, value, ordinality as place from json_each(document) with ordinality order by key, ordinality desc) poll
    left join lateral json_array_elements(
      case json_typeof(poll.value -> 'options') when 'array' then poll.value -> 'options' end
    ) as o(value) on true
    where json_typeof(poll.value) = 'object';
  end loop;
end
$$;
