-- The one voter of a post is asked for by a number of four bytes.
create temporary table asked (id numeric check (id between -2147483648 and 2147483647));
do $$
declare
  field record;
begin
  for field in
    select v.value from post_custom_fields v
    where v.name = 'polls-votes' and v.post_id in (select post_id from post_custom_fields where name = 'polls')
  loop
    insert into asked
    select case when count(distinct key) = 1 then replace(substring(min(key) from '^\s*([+-]?[0-9_]+)'), '_', '')::numeric end
    from json_object_keys(case json_typeof(field.value::json) when 'array' then field.value::json -> 0 else field.value::json end) as k(key);
  end loop;
end
$$;
drop table asked;
