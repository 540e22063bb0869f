-- Under the key the old release found the poll and its votes: that is its name, if it can be one and no other poll of the
-- post has it.
do $$
declare
  field record;
  poll record;
  taken text[];
  chosen text;
begin
  for field in
    select c.id, c.post_id, c.value, array_agg(f.member::text) as members
    from found f join post_custom_fields c on c.id = f.field_id
    group by c.id, c.post_id, c.value
  loop
    taken := array(select p.name from pg_temp.polls_in(field.value) p where p.name is not null and p.key <> all (field.members))
          || array(select n.name::text from polls n where n.post_id = field.post_id);
    for poll in
      select p.key, case json_typeof(p.value -> 'name') in ('string', 'number', 'boolean') when true then p.value ->> 'name' end as was
      from pg_temp.polls_in(field.value) p
      where p.key = any (field.members)
      order by p.place
    loop
      chosen := pg_temp.free_name(array[
        pg_temp.plain(poll.key), pg_temp.plain(regexp_replace(poll.was, '\uFFFF(0000|[dD][89a-fA-F]..)', '', 'g')),
        left(pg_temp.plain(poll.was), 100), 'poll'], taken);
      taken := taken || chosen;
      insert into renamed (field_id, post_id, member, was, name) values (field.id, field.post_id, poll.key, poll.was, pg_temp.label(chosen));
    end loop;
  end loop;
end
$$;

call pg_temp.rename_polls();

-- Votes that stand under the name go with it.
insert into stray
select v.field_id, v.voter, v.poll, v.option, r.name, v.option
from (select distinct on (post_id, was) * from renamed where was is not null order by post_id, was, field_id, name) r
join pg_temp.votes_of(array(select post_id from renamed)) v on v.post_id = r.post_id and v.poll = r.was
where r.was <> r.name
  and not exists (select from post_custom_fields o cross join lateral pg_temp.polls_in(o.value) p
                  where o.post_id = r.post_id and o.name = 'polls' and pg_temp.label(p.name) = r.was);

call pg_temp.refile();
