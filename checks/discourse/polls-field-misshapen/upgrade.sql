-- Every member of every document is taken for an object. Text that is no JSON stops the migration for another reason.
do $$
declare
  field record;
  document json;
  brackets text;
begin
  create temporary table walked (value json not null check (json_typeof(value) = 'object')) on commit drop;
  for field in
    select name, value from post_custom_fields
    where name = 'polls' or name = 'polls-votes' and post_id in (select post_id from post_custom_fields where name = 'polls')
  loop
    begin
      document := regexp_replace(field.value, '\\u(0000|d[89a-f]..)', '?', 'g')::json;
    exception when data_exception then
      continue;
    end;
    brackets := regexp_replace(regexp_replace(field.value, '"([^"\\]|\\.)*"', '', 'g'), '[^][{}]', '', 'g');
    for level in 1..100 loop
      brackets := regexp_replace(brackets, '\[]|{}', '', 'g');
    end loop;
    if brackets <> '' then
      raise integrity_constraint_violation using message = 'nested too deep';
    end if;
    continue when field.value is null or field.name <> 'polls';
    document := case json_typeof(document) when 'array' then document -> 0 else document end;
    insert into walked values (document);
    insert into walked
    select value
    from (select distinct on (key) value from json_each(document) with ordinality order by key, ordinality desc) member;
  end loop;
end
$$;
