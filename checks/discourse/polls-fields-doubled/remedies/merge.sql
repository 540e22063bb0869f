-- Yours to change: where fields say different things, which counts, if loss is allowed: the one changed 'last', or 'first'.
set local auditor.counts = 'last';

insert into refused
select * from found
where conflicts + unreadable > 0 and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.post_id = f.post_id and r.name = f.name;

create temporary table field on commit drop as
select c.id, c.post_id, c.name, c.value as field, pg_temp.document(c.value) as document,
       pg_temp.content(pg_temp.document(c.value)) as content,
       row_number() over (partition by c.post_id, c.name
         order by pg_temp.content(pg_temp.document(c.value)) is not null, s.sign * extract(epoch from c.updated_at), s.sign * c.id) as age
from post_custom_fields c
join found f on f.post_id = c.post_id and f.name = c.name
cross join (select case current_setting('auditor.counts') when 'first' then -1 else 1 end as sign) s;

create temporary table stays on commit drop as
select distinct on (post_id, name) id, post_id, name, document from field order by post_id, name, age desc;

-- The members of all fields; of equal places that of the field that counts.
create temporary table member on commit drop as
select distinct on (f.post_id, f.name, m.key) f.post_id, f.name, m.key, m.value, f.age, m.place
from field f
cross join lateral json_each(f.content) with ordinality as m(key, value, place)
order by f.post_id, f.name, m.key, f.age desc, m.place desc;

create temporary table ballot on commit drop as
select distinct on (f.post_id, m.key, b.key) f.post_id, m.key as voter, b.key, b.value, f.age, b.place
from (
  select distinct on (f.id, m.key) f.id, f.post_id, m.key, m.value
  from field f
  cross join lateral json_each(f.content) with ordinality as m(key, value, place)
  where f.name = 'polls-votes'
  order by f.id, m.key, m.place desc
) m
join field f on f.id = m.id
cross join lateral json_each(case json_typeof(m.value) when 'object' then m.value end) with ordinality as b(key, value, place)
order by f.post_id, m.key, b.key, f.age desc, b.place desc;

with merged as (
  select m.post_id, m.name,
         '{' || string_agg(to_json(m.key) || ':' || coalesce(b.body, m.value::text), ',' order by m.age, m.place) || '}' as body
  from member m
  left join (
    select post_id, voter, '{' || string_agg(to_json(key) || ':' || value, ',' order by age, place) || '}' as body
    from ballot group by post_id, voter
  ) b on m.name = 'polls-votes' and b.post_id = m.post_id and b.voter = m.key and json_typeof(m.value) = 'object'
  group by m.post_id, m.name
)
update post_custom_fields c
set value = pg_temp.with_content(s.document, m.body)
from stays s
join merged m on m.post_id = s.post_id and m.name = s.name
where c.id = s.id;

delete from post_custom_fields c
using field f
where f.id = c.id and c.id not in (select id from stays);
