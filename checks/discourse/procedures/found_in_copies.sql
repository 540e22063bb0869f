-- Of several fields of a post the migration may keep any. What is found in one is found in those that are the same letter by letter, too;
-- where another says something else it is left alone, for that is to be settled first.
create or replace procedure pg_temp.find_in_copies() language sql as $$
  insert into refused
  select f.*
  from found f
  join post_custom_fields c on c.id = f.field_id
  where exists (
    select from post_custom_fields o where o.post_id = c.post_id and o.name = c.name and o.value is distinct from c.value);

  delete from found f using refused r where r.field_id = f.field_id;

  insert into found
  select (jsonb_populate_record(f, jsonb_build_object('field_id', o.id))).*
  from found f
  join post_custom_fields c on c.id = f.field_id
  join post_custom_fields o on o.post_id = c.post_id and o.name = c.name and o.id <> c.id;
$$;
