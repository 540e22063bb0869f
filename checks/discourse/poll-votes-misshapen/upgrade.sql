-- The migration takes each voter's value apart, and each list: both must have elements. Fields that stop it for another
-- reason are passed over.
do $$
declare
  field record;
  voter record;
  ballot record;
  polls json;
  votes json;
begin
  create temporary table walked (value json check (json_typeof(value) in ('array', 'object'))) on commit drop;
  for field in
    select l.value as polls, v.value as votes
    from post_custom_fields l join post_custom_fields v on v.post_id = l.post_id
    where l.name = 'polls' and v.name = 'polls-votes'
  loop
    begin
      polls := regexp_replace(field.polls, '\\u0000', '\\uffff', 'g')::json;
      votes := regexp_replace(field.votes, '\\u0000', '\\uffff', 'g')::json;
      polls := case json_typeof(polls) when 'array' then polls -> 0 else polls end;
      votes := case json_typeof(votes) when 'array' then votes -> 0 else votes end;
      perform from json_each(polls);
      perform from json_each(case json_typeof(votes) when 'object' then votes end);
      insert into walked select to_json('no object'::text) where json_typeof(votes) is distinct from 'object';
    exception when data_exception then
      continue;
    end;
    for voter in
      select distinct on (v.key) v.key, v.value
      from json_each(votes) with ordinality as v(key, value, place)
      join users u on u.id::text = v.key
      order by v.key, v.place desc
    loop
      insert into walked values (voter.value);
      for ballot in
        select distinct on (b.poll) b.list, p.value as poll
        from (
          select key as poll, value as list, ordinality as place
          from json_each(case json_typeof(voter.value) when 'object' then voter.value end) with ordinality
          union all
          select case json_typeof(value) when 'array' then value ->> 0 else value #>> '{}' end,
                 case json_typeof(value) when 'array' then value -> 1 end, ordinality
          from json_array_elements(case json_typeof(voter.value) when 'array' then voter.value end) with ordinality
        ) b
        join json_each(polls) p on p.value ->> 'name' = b.poll
        order by b.poll, b.place desc
      loop
        insert into walked
        select coalesce(ballot.list, 'null')
        union all
        select to_json(o ->> 'id')
        from json_array_elements(ballot.poll -> 'options') o
        where case json_typeof(ballot.list) when 'object' then ballot.list -> (o ->> 'id') is not null end;
      end loop;
    end loop;
  end loop;
end
$$;
