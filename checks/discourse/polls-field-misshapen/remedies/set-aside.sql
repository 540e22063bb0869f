-- The text without what lies deeper than a hundred levels.
create or replace function pg_temp.shallow(document text) returns text language plpgsql as $$
declare
  token text;
  depth integer := 0;
  body text[] := '{}';
begin
  for token in select m[1] from regexp_matches(document, '("(?:[^"\\]|\\.)*"|[][{}]|[^][{}"]+)', 'g') as m loop
    if token in ('[', '{') then
      depth := depth + 1;
      if depth <= 100 then
        body := body || token;
      elsif depth = 101 then
        body := body || 'null'::text;
      end if;
    elsif token in (']', '}') then
      if depth <= 100 then
        body := body || token;
      end if;
      depth := depth - 1;
    elsif depth <= 100 then
      body := body || token;
    end if;
  end loop;
  return array_to_string(body, '');
end
$$;

update post_custom_fields set value = pg_temp.shallow(value) where id in (select field_id from found where fault = 'too deep');
delete from post_custom_fields where id in (select field_id from found where member is null and fault <> 'too deep');

with gone as (
  select field_id, array_agg(member) as members, array_agg(null::text) as nothing from found where member is not null group by field_id
)
update post_custom_fields c
set value = pg_temp.with_polls(c.value, g.members, g.nothing)
from gone g
where c.id = g.field_id;
