-- All fields are read as JSON, those of the votes where the post has polls; then a parser goes through the characters.
do $$
declare
  field text;
begin
  for field in
    select value from post_custom_fields
    where name = 'polls' or name = 'polls-votes' and post_id in (select post_id from post_custom_fields where name = 'polls')
  loop
    if field is null or regexp_replace(field, '\\[^u]', 'xx', 'g') ~* '\\ud[89ab]..[^\\]{0,5}"' then
      raise integrity_constraint_violation using message = 'no JSON, or not whole';
    end if;
    begin
      perform field::json;
    exception when data_exception then
      raise integrity_constraint_violation using message = 'no JSON';
    end;
  end loop;
end
$$;
