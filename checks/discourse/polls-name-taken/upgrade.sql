-- Every legacy poll becomes a row of polls under its name. Fields and polls that stop the migration for another reason
-- are passed over.
do $$
declare
  field record;
  document json;
  title json;
begin
  for field in select post_id, value, created_at, updated_at from post_custom_fields where name = 'polls' order by post_id loop
    begin
      document := field.value::json;
      document := case json_typeof(document) when 'array' then document -> 0 else document end;
      perform from json_each(document);
    exception when data_exception then
      continue;
    end;
    for title in
      select value -> 'name'
      from (select distinct on (key) value from json_each(document) with ordinality order by key, ordinality desc) poll
      where json_typeof(value) = 'object'
    loop
      continue when title::text ~ '^(true|[-0-9].*|[\[{].*[^ ].*[]}])$';
      insert into polls (post_id, name, created_at, updated_at)
      values (
        field.post_id,
        case when json_typeof(title) = 'string' and title #>> '{}' ~ '[^\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]'
             then title #>> '{}' else 'poll' end,
        field.created_at, field.updated_at
      );
    end loop;
  end loop;
end
$$;
