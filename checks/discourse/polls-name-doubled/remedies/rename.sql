-- The one whose key is the name keeps it, else the first. Another is called by its key, under which the old release found
-- it and its votes, if no other poll of the post is called so.
do $$
declare
  field record;
  poll record;
  taken text[];
  chosen text;
begin
  for field in
    select c.id, c.post_id, c.value, array_agg(distinct f.name) as names
    from found f join post_custom_fields c on c.id = f.field_id
    group by c.id, c.post_id, c.value
  loop
    taken := array(select p.name from pg_temp.polls_in(field.value) p where p.name is not null)
          || array(select n.name::text from polls n where n.post_id = field.post_id);
    for poll in
      select *
      from (
        select p.key, p.name, p.place, first_value(p.key) over (partition by p.name order by pg_temp.plain(p.key) = p.name desc nulls last, p.place) as keeper
        from pg_temp.polls_in(field.value) p
        where p.name = any (field.names)
      ) bearer
      where key <> keeper
      order by place
    loop
      chosen := pg_temp.free_name(array[pg_temp.plain(poll.key), poll.name, left(poll.name, 100)], taken);
      taken := taken || chosen;
      insert into renamed
      values (field.id, field.post_id, poll.key, pg_temp.label(poll.name), poll.keeper, pg_temp.label(chosen), poll.place);
    end loop;
  end loop;
end
$$;

call pg_temp.rename_polls();

-- Votes under the name stay with the one that keeps it; those for an option that it does not have go with the first that has it.
insert into stray
select distinct on (v.field_id, v.voter, v.option, r.was) v.field_id, v.voter, v.poll, v.option, r.name, v.option
from renamed r
join post_custom_fields f on f.id = r.field_id
cross join lateral pg_temp.polls_in(f.value) p
cross join lateral pg_temp.options_in(p.value) o
join pg_temp.votes_of(array(select post_id from renamed)) v on v.post_id = r.post_id and v.poll = r.was and v.option = o.id
where p.key = r.member
  and not exists (
    select from pg_temp.polls_in(f.value) one cross join lateral pg_temp.options_in(one.value) other
    where one.key = r.keeper and other.id = o.id)
order by v.field_id, v.voter, v.option, r.was, r.field_id, r.place;

call pg_temp.refile();
