set local work_mem = '64MB';

create table if not exists auditor_quarantine.polls_left_behind (
  post_id integer not null,
  field_id integer not null,
  poll text,
  voter text,
  option text,
  why text not null
);

-- Whole posts, eight million bytes of JSON or so at a time.
create temporary table portion on commit drop as
select post_id, (sum(bytes) over (order by post_id) / 8000000)::integer as number
from (
  select post_id, sum(coalesce(octet_length(value), 0) + 1000) as bytes
  from public.post_custom_fields
  where name in ('polls', 'polls-votes') and exists (select from found)
  group by post_id
) post;
create index on portion (number);
analyze portion;

-- Of several fields of a post the one that was changed last comes first.
create temporary table field (id integer, post_id integer, kind text, rank bigint, fault text) on commit drop;
create temporary table surplus (id integer) on commit drop;

-- `label` is what a poll is called, `plain` its key as true text, `also` that where it can be a name. `role` says what becomes of it: it is the first of its
-- label; or a copy, from another field, of the first; or it stays, and `why` says why. `taken`: a new poll has the label.
create temporary table old_poll (
  field_id integer, post_id integer, rank bigint, key text, plain text, place bigint, value json, name text, own text, also text,
  created_at timestamp, updated_at timestamp, label text, role text, why text, taken boolean, poll_id bigint
) on commit drop;

create temporary table old_option (
  field_id integer, key text, post_id integer, place bigint, nth bigint, digest text, html text, fault text, anonymous bigint,
  role text, taken boolean, poll_id bigint, option_id bigint, why text
) on commit drop;

-- Where a vote goes that is filed under this label.
create temporary table home (post_id integer, label text, digest text, poll_id bigint, option_id bigint, why text) on commit drop;

create temporary table old_vote (
  field_id integer, post_id integer, rank bigint, voter text, user_id bigint, poll text, digest text, said text,
  poll_id bigint, option_id bigint, why text, beaten boolean
) on commit drop;

create or replace function pg_temp.read_part(wanted integer) returns void language plpgsql as $$
begin
  truncate pg_temp.post_custom_fields, field, old_poll, old_option, home, old_vote;
  insert into pg_temp.post_custom_fields
  select c.*
  from public.post_custom_fields c
  where c.name in ('polls', 'polls-votes') and c.post_id in (select post_id from portion where number = wanted);
  analyze pg_temp.post_custom_fields;

  insert into field
  select id, post_id, kind, row_number() over (partition by post_id, kind order by value is null, updated_at desc, id desc), fault
  from legacy_objects;
  analyze field;
  insert into surplus select id from field where rank > 1;

  insert into auditor_quarantine.polls_left_behind (post_id, field_id, why) select post_id, id, fault from field where fault is not null;
  insert into auditor_quarantine.polls_left_behind (post_id, field_id, poll, why)
  select post_id, field_id, key, fault from legacy_polls where fault is not null;
end
$$;

-- What each poll is called. The second of a name goes by its key, unless that is the name of another.
create or replace function pg_temp.name_polls() returns void language plpgsql as $$
begin
  insert into old_poll (field_id, post_id, rank, key, plain, place, value, name, own, also, created_at, updated_at)
  select l.field_id, l.post_id, f.rank, l.key, k.plain, k.place, l.value, l.name, case when pg_temp.fits(l.name) then l.name end,
         case
           when k.plain !~ '[^\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]' then 'poll'
           when pg_temp.fits(k.plain) then k.plain
         end,
         date_trunc('second', l.created_at), date_trunc('second', l.updated_at)
  from legacy_polls l
  join field f on f.id = l.field_id
  join (
    select o.id, e.key, min(e.place) as place,
           case when strpos(e.key, U&'\FFFF') = 0 then e.key else pg_temp.plain(e.key) end as plain
    from legacy_objects o
    cross join lateral json_object_keys(o.value) with ordinality as e(key, place)
    where o.kind = 'polls'
    group by o.id, e.key
  ) k on k.id = l.field_id and k.key = l.key
  where l.fault is null;
  analyze old_poll;

  update old_poll p
  set label = r.label, role = case when r.nth = 1 then 'first' when p.key = r.first_key or p.value::text = r.first_value then 'copy' end,
      why = case when r.label is null then 'its name cannot be written' else 'another poll of the post has its name' end
  from (
    select field_id, place, label, row_number() over same as nth, first_value(key) over same as first_key,
           first_value(value::text) over same as first_value
    from (select field_id, post_id, rank, place, key, plain, value, own, coalesce(own, also) as label from old_poll) l
    window same as (partition by post_id, label order by own is null, rank, plain is not distinct from label desc, place)
  ) r
  where r.field_id = p.field_id and r.place = p.place;
  update old_poll set role = null where label is null;

  update old_poll p
  set label = p.also, role = case when r.nth = 1 then 'first' else 'copy' end
  from (
    select field_id, place, row_number() over (partition by post_id, also order by rank, place) as nth
    from old_poll p
    where role is null and also is not null
      and not exists (select from old_poll o where o.post_id = p.post_id and o.label = p.also)
      and not exists (select from public.polls n where n.post_id = p.post_id and n.name = p.also)
  ) r
  where r.field_id = p.field_id and r.place = p.place;

  update old_poll p
  set role = case when gone then null else role end,
      why = case when gone then 'its post is gone' when role = 'first' then null when role = 'copy' then 'another field tells it otherwise' else why end,
      taken = exists (select from public.polls n where n.post_id = p.post_id and n.name = p.label)
  from (select field_id, place, not exists (select from public.posts t where t.id = o.post_id) as gone from old_poll o) g
  where g.field_id = p.field_id and g.place = p.place;
  analyze old_poll;
end
$$;

create or replace function pg_temp.copy_polls() returns void language plpgsql as $$
begin
  insert into public.polls (
    post_id, name, type, status, visibility, close_at, min, max, step, anonymous_voters, created_at, updated_at)
  select p.post_id, p.label,
         case substring(case json_typeof(p.value -> 'type') when 'string' then p.value ->> 'type' end from 'regular|multiple|number')
           when 'multiple' then 1 when 'number' then 2 else 0 end,
         case when json_typeof(p.value -> 'status') = 'string' and p.value ->> 'status' = 'open' then 0 else 1 end,
         case when json_typeof(p.value -> 'public') = 'string' and p.value ->> 'public' = 'true' then 1 else 0 end,
         c.at, nullif(n.low, 0), case when n.high > n.low then n.high end,
         nullif(greatest(0, least(n.high, pg_temp.whole(p.value -> 'step'))), 0),
         nullif(greatest(0, least(2147483647, pg_temp.whole(p.value -> 'anonymous_voters'))), 0),
         p.created_at, p.updated_at
  from old_poll p
  cross join lateral pg_temp.closing(p.value -> 'close') c
  cross join lateral (
    select greatest(0, least(2147483647, coalesce(pg_temp.whole(p.value -> 'min'), 0))) as low,
           greatest(0, least(2147483647, coalesce(pg_temp.whole(p.value -> 'max'), 0))) as high
  ) n
  where p.role = 'first' and not p.taken
  order by p.post_id, p.rank, p.place;

  update old_poll p set poll_id = n.id from public.polls n where p.role is not null and n.post_id = p.post_id and n.name = p.label;
  analyze old_poll;

  insert into auditor_quarantine.polls_left_behind (post_id, field_id, poll, why)
  select p.post_id, p.field_id, p.key, p.why
  from old_poll p
  left join old_poll o on o.role = 'first' and o.poll_id = p.poll_id and p.role = 'copy'
  where p.why is not null and o.value::text is distinct from p.value::text
  union all
  select p.post_id, p.field_id, p.key, s.name || ' cannot be read'
  from old_poll p
  cross join lateral (values
    ('close', not (pg_temp.closing(p.value -> 'close')).sure),
    ('type', json_typeof(p.value -> 'type') <> 'string' and regexp_replace((p.value -> 'type')::text, '\s', '', 'g') not in ('null', 'false', '[]', '{}')),
    ('min', pg_temp.whole(p.value -> 'min') is null), ('max', pg_temp.whole(p.value -> 'max') is null),
    ('step', pg_temp.whole(p.value -> 'step') is null), ('anonymous_voters', pg_temp.whole(p.value -> 'anonymous_voters') is null)
  ) s(name, odd)
  where p.role = 'first' and not p.taken and s.odd;
end
$$;

-- An option goes to that of its id; in a poll that stands already, or was made of another field, else to one of the same text.
create or replace function pg_temp.copy_options() returns void language plpgsql as $$
begin
  insert into old_option (field_id, key, post_id, place, nth, digest, html, fault, anonymous, role, taken, poll_id)
  select o.field_id, p.key, o.post_id, o.place, row_number() over (partition by o.field_id, o.key, o.digest order by o.place),
         o.digest, o.html, o.fault,
         case json_typeof(o.value) when 'object' then pg_temp.whole(o.value -> 'anonymous_votes') else 0 end,
         p.role, p.taken, p.poll_id
  from legacy_options o
  join old_poll p on p.field_id = o.field_id and p.key = o.key;
  analyze old_option;

  update old_option
  set why = case
    when digest is null then fault
    when nth > 1 then 'another option of the poll has its id'
    when not pg_temp.fits(digest) then 'id too long for an index'
  end;

  insert into public.poll_options (poll_id, digest, html, anonymous_votes, created_at, updated_at)
  select o.poll_id, o.digest, coalesce(o.html, ''), greatest(-2147483648, least(2147483647, coalesce(o.anonymous, 0))), p.created_at, p.updated_at
  from old_option o
  join old_poll p on p.field_id = o.field_id and p.key = o.key
  where o.role = 'first' and not o.taken and o.why is null
  order by o.poll_id, o.place;

  update old_option o set option_id = n.id from public.poll_options n where n.poll_id = o.poll_id and n.digest = o.digest;
  update old_option o
  set option_id = n.id
  from (
    select poll_id, btrim(html, E' \t\n\x0B\f\r') as html, min(id) as id
    from public.poll_options
    where poll_id in (select poll_id from old_option where taken or role = 'copy')
    group by 1, 2
  ) n
  where o.option_id is null and (o.taken or o.role = 'copy') and n.poll_id = o.poll_id and n.html = o.html;
  analyze old_option;

  update public.poll_options n
  set anonymous_votes = least(2147483647, coalesce(n.anonymous_votes, 0) + o.anonymous)
  from (select option_id, sum(anonymous) as anonymous from old_option where taken and role = 'first' and nth = 1 and anonymous > 0 group by option_id) o
  where o.option_id = n.id;
  update public.polls n
  set anonymous_voters = least(2147483647, coalesce(n.anonymous_voters, 0) + pg_temp.whole(p.value -> 'anonymous_voters'))
  from old_poll p
  where p.taken and p.role = 'first' and p.poll_id = n.id and pg_temp.whole(p.value -> 'anonymous_voters') > 0;

  insert into auditor_quarantine.polls_left_behind (post_id, field_id, poll, option, why)
  select post_id, field_id, key, coalesce(digest, place::text), why
  from old_option
  where role is not null and why is not null and (nth > 1 or option_id is null)
  union all
  select post_id, field_id, key, digest, case when fault is null then 'its anonymous votes' else fault end || ' cannot be written'
  from old_option
  where role = 'first' and not taken and why is null and (fault is not null or anonymous is null or anonymous not between -2147483648 and 2147483647)
  union all
  select post_id, field_id, key, digest, 'its poll has no such option any more'
  from old_option
  where role is not null and why is null and option_id is null;
end
$$;

-- Votes are looked for under the name of a poll, then under its key.
create or replace function pg_temp.copy_votes() returns void language plpgsql as $$
begin
  insert into home
  select distinct on (o.post_id, l.label, o.digest) o.post_id, l.label, o.digest, o.poll_id, o.option_id,
         case when o.role is null then p.why when o.option_id is null then coalesce(o.why, 'its poll has no such option any more') end
  from old_option o
  join old_poll p on p.field_id = o.field_id and p.key = o.key
  cross join lateral (values (1, case when p.role is not null then p.label end), (2, p.plain), (3, p.name)) as l(place, label)
  where o.digest is not null and l.label is not null
  order by o.post_id, l.label, o.digest, o.option_id is null, l.place, p.role = 'copy', p.rank, p.place, o.place;
  analyze home;

  with ballot as materialized (
    select b.field_id, b.post_id, f.rank, b.voter, case when b.known then b.user_id end as user_id, b.poll, b.list, b.fault,
           json_typeof(b.list) as kind
    from legacy_ballots b
    join field f on f.id = b.field_id
    where b.poll is not null or b.fault is not null
  ),
  choice as (
    select b.field_id, b.post_id, b.rank, b.voter, b.user_id, b.poll, b.fault, e.value
    from ballot b
    cross join lateral json_array_elements(b.list) as e(value)
    where b.kind = 'array'
    union all
    select b.field_id, b.post_id, b.rank, b.voter, b.user_id, b.poll, b.fault, to_json(k.key)
    from ballot b
    cross join lateral json_object_keys(b.list) as k(key)
    where b.kind = 'object'
    union all
    select field_id, post_id, rank, voter, user_id, poll, fault, list
    from ballot
    where fault is not null and kind is distinct from 'object' and kind is distinct from 'array'
  ),
  read as (
    select c.*,
           case
             when json_typeof(c.value) <> 'string' then null
             when strpos(c.value #>> '{}', U&'\FFFF') = 0 then c.value #>> '{}'
             else pg_temp.plain(c.value #>> '{}')
           end as digest
    from choice c
    offset 0
  )
  insert into old_vote (field_id, post_id, rank, voter, user_id, poll, digest, said, poll_id, option_id, why, beaten)
  select c.field_id, c.post_id, c.rank, c.voter, c.user_id, c.poll, c.digest, case when c.digest is null then left(c.value::text, 200) end,
         h.poll_id, h.option_id,
         case
           when c.user_id is null then 'by nobody who is a user'
           when c.fault is not null and h.post_id is null then coalesce(nullif(c.fault, 'object'), 'no list')
           when c.digest is null then 'not the id of an option'
           when h.post_id is null then 'for no option of a poll of the post'
           else h.why
         end,
         false
  from read c
  left join home h on h.post_id = c.post_id and h.label = c.poll and h.digest = c.digest;
  analyze old_vote;

  update old_vote v
  set beaten = true, why = 'another field tells it otherwise'
  from (
    select poll_id, user_id, min(rank) as rank
    from old_vote
    where why is null and post_id in (select post_id from field where kind = 'votes' and rank > 1)
    group by poll_id, user_id
  ) best
  where v.poll_id = best.poll_id and v.user_id = best.user_id and v.rank > best.rank and v.why is null;

  update old_vote v
  set beaten = true, why = 'its user has voted anew'
  from (
    select distinct poll_id, user_id from public.poll_votes
    where poll_id in (select poll_id from old_poll where taken and role is not null)
  ) anew
  where v.poll_id = anew.poll_id and v.user_id = anew.user_id and v.why is null;

  insert into public.poll_votes (poll_id, poll_option_id, user_id, created_at, updated_at)
  select v.poll_id, v.option_id, v.user_id, p.created_at, p.updated_at
  from (select distinct poll_id, option_id, user_id from old_vote where why is null) v
  join old_poll p on p.poll_id = v.poll_id and p.role = 'first'
  order by v.poll_id, v.option_id, v.user_id;

  insert into auditor_quarantine.polls_left_behind (post_id, field_id, poll, voter, option, why)
  select v.post_id, v.field_id, v.poll, v.voter, coalesce(v.digest, v.said), v.why
  from old_vote v
  where v.why is not null
    and not (v.beaten and exists (
      select from public.poll_votes n where n.poll_id = v.poll_id and n.poll_option_id = v.option_id and n.user_id = v.user_id));
end
$$;

do $$
declare
  number integer;
begin
  for number in select distinct p.number from portion p order by 1 loop
    perform pg_temp.read_part(number);
    perform pg_temp.name_polls();
    perform pg_temp.copy_polls();
    perform pg_temp.copy_options();
    perform pg_temp.copy_votes();
  end loop;
end
$$;
drop table pg_temp.post_custom_fields cascade;

-- What the migration does to the custom fields round them.
delete from post_custom_fields where id in (select id from surplus);

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select p.post_id, 'polls-votes', '{}', p.created_at, p.updated_at
from post_custom_fields p
where p.name = 'polls' and exists (select from found)
  and not exists (select from post_custom_fields v where v.post_id = p.post_id and v.name = 'polls-votes');

insert into post_custom_fields (post_id, name, value, created_at, updated_at)
select p.post_id, 'has_polls', 't', min(p.created_at), min(p.updated_at)
from polls p
where p.post_id is not null and exists (select from found)
  and not exists (select from post_custom_fields m where m.post_id = p.post_id and m.name = 'has_polls')
group by p.post_id
order by p.post_id;

insert into schema_migrations (version) select version from found;

do $$
declare
  one record;
begin
  for one in
    select why, count(*) as times from auditor_quarantine.polls_left_behind where exists (select from found) group by why order by 2 desc, 1
  loop
    raise warning 'left where they are, see auditor_quarantine.polls_left_behind: % (%)', one.times, one.why;
  end loop;
  if not exists (select from auditor_quarantine.polls_left_behind) then
    drop table auditor_quarantine.polls_left_behind;
  end if;
end
$$;
