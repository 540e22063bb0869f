-- A poll of which some votes would find no place, or could not be read, is merged only where that was allowed.
insert into refused
select * from found
where unmergeable_votes is distinct from 0 and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.post_id = f.post_id and r.name = f.name;

-- The elements of a list; none where it is no list.
create or replace function pg_temp.elements(list json) returns setof json language sql as $$
  select value from json_array_elements(case json_typeof(list) when 'array' then list else '[]' end)
$$;

-- A text as the migration makes a number of it: its leading digits, or 0.
create or replace function pg_temp.whole(digits text) returns bigint language sql as $$
  select case
    when digits ~ '^[1-9][0-9]{0,8}$' then digits::bigint
    when digits ~ '^[ \t-\r]*[+-]?\d' then substring(digits from '^[ \t-\r]*([+-]?\d{1,18})(?!\d)')::bigint
    else 0
  end
$$;

create temporary table legacy_poll on commit drop as
select f.new_poll_id as poll_id, m.value as poll,
       date_trunc('second', c.created_at) as created_at, date_trunc('second', c.updated_at) as updated_at
from post_custom_fields c
cross join lateral (
  select distinct on (key) value
  from json_each(pg_temp.content(pg_temp.document(c.value))) with ordinality as m(key, value, place)
  order by key, place desc
) m
join found f on f.post_id = c.post_id and f.name = pg_temp.poll_name(m.value)
where c.name = 'polls' and c.post_id in (select post_id from found);

-- Where each legacy option goes: to the new option of the same digest, else of the same text.
create temporary table legacy_option on commit drop as
select l.poll_id, o.value ->> 'id' as digest, l.created_at, l.updated_at,
       greatest(0, least(2147483647, pg_temp.whole(o.value ->> 'anonymous_votes'))) as anonymous,
       coalesce(
         (select n.id from poll_options n where n.poll_id = l.poll_id and n.digest = o.value ->> 'id'),
         (select min(n.id) from poll_options n
          where n.poll_id = l.poll_id
            and regexp_replace(n.html, '^\s+|\s+$', '', 'g') = regexp_replace(o.value ->> 'html', '^\s+|\s+$', '', 'g'))
       ) as option_id
from legacy_poll l
cross join lateral pg_temp.elements(l.poll -> 'options') as o(value);

-- Who has voted since keeps the new vote alone.
insert into poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)
select o.poll_id, o.option_id, u.id, min(o.created_at), min(o.updated_at)
from found f
join post_custom_fields c on c.post_id = f.post_id and c.name = 'polls-votes'
cross join lateral (
  select distinct on (key) key, value
  from json_each(pg_temp.content(pg_temp.document(c.value))) with ordinality as m(key, value, place)
  order by key, place desc
) voter
join users u on u.id = pg_temp.whole(voter.key)
cross join lateral (
  select distinct on (key) key, value
  from json_each(case json_typeof(voter.value) when 'object' then voter.value end) with ordinality as m(key, value, place)
  order by key, place desc
) ballot
cross join lateral pg_temp.elements(ballot.value) as choice(value)
join legacy_option o on o.poll_id = f.new_poll_id and o.digest = choice.value #>> '{}' and o.option_id is not null
where pg_temp.plain(ballot.key) = f.name
  and json_typeof(choice.value) = 'string'
  and not exists (select from poll_votes v where v.poll_id = f.new_poll_id and v.user_id = u.id)
group by o.poll_id, o.option_id, u.id;

update poll_options n
set anonymous_votes = least(2147483647, coalesce(n.anonymous_votes, 0) + o.anonymous)
from (select option_id, sum(anonymous) as anonymous from legacy_option group by option_id) o
where o.option_id = n.id and o.anonymous > 0;

update polls p
set anonymous_voters = least(2147483647, coalesce(p.anonymous_voters, 0) + l.voters)
from (
  select poll_id, sum(greatest(0, least(2147483647, pg_temp.whole(poll ->> 'anonymous_voters')))) as voters
  from legacy_poll group by poll_id
) l
where l.poll_id = p.id and l.voters > 0;

-- What has been merged goes from the legacy fields.
with taken as (
  select post_id, array_agg(name::text) as names from found group by post_id
),
edited as materialized (
  select f.id, case f.name when 'polls' then pg_temp.without_polls(f.value, t.names)
                           else pg_temp.without_votes(f.value, t.names) end as value
  from post_custom_fields f
  join taken t on t.post_id = f.post_id
  where f.name in ('polls', 'polls-votes')
)
update post_custom_fields f
set value = e.value
from edited e
where e.id = f.id and e.value <> f.value;
