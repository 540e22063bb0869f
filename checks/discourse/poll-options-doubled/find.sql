-- Options of one old poll that share an id, from the second on.
select d.field_id, d.member, d.post_id, (select p.topic_id from posts p where p.id = d.post_id) as topic_id, d.name, d.digest, d.place, coalesce(d.html = d.first_html, false) as same_text, d.sole as certain
from (
  select o.field_id, o.key as member, o.post_id, o.name, o.digest, o.place, o.sole, o.html,
         first_value(o.html) over (partition by o.field_id, o.key, o.digest order by o.place) as first_html,
         row_number() over (partition by o.field_id, o.key, o.digest order by o.place) as nth
  from legacy_options o
  where o.digest is not null
) d
where d.nth > 1
order by d.field_id, d.member collate "C", d.place
