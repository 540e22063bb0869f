-- Every old poll becomes a row of polls that points to its post. Fields that stop the migration for another reason are passed over.
do $$
declare
  field record;
  document json;
begin
  for field in select id, post_id, value from post_custom_fields where name = 'polls' loop
    begin
      document := field.value::json;
      document := case json_typeof(document) when 'array' then document -> 0 else document end;
      perform from json_each(document);
    exception when data_exception then
      continue;
    end;
    insert into polls (post_id, name, created_at, updated_at)
    select field.post_id, key, now(), now() from (select distinct key from json_object_keys(document) as k(key)) poll;
  end loop;
end
$$;
