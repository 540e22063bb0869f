-- A word is sought in the type, whole numbers are made of the bounds, anonymous votes must fit four bytes.
-- Fields that stop it for another reason are passed over.
do $$
declare
  field record;
  document json;
begin
  create temporary table written (
    type text check (type in ('string', 'null')), number text check (number in ('string', 'number', 'null')),
    votes numeric check (votes between -2147483648 and 2147483647), close text check (close !~ '^0000-|^\d{6}')
  ) on commit drop;
  for field in select value from post_custom_fields where name = 'polls' loop
    begin
      document := regexp_replace(field.value, '\\u0000', '\uE000', 'g')::json;
      document := case json_typeof(document) when 'array' then document -> 0 else document end;
      perform from json_each(document);
    exception when data_exception then
      continue;
    end;
    insert into written
    select coalesce(json_typeof(value -> 'type'), 'null'), coalesce(json_typeof(n.number), 'null'),
           trunc(substring(n.votes ->> 'anonymous_votes' from '^-?\d+(?:\.\d+)?(?:e\d+)?')::numeric), value ->> 'close'
    from (select distinct on (key) key, value, ordinality as place from json_each(document) with ordinality order by key, ordinality desc) poll
    left join lateral (
      select poll.value -> setting, null
      from unnest(array['min', 'max', 'step', 'anonymous_voters']) setting
      union all
      select o.value -> 'anonymous_votes', o.value from json_array_elements(poll.value -> 'options') as o(value)
    ) as n(number, votes) on true
    where json_typeof(value) = 'object';
  end loop;
end
$$;
