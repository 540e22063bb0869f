select p.field_id, p.key as member, p.post_id, t.topic_id, p.name, count(distinct (v.user_id, v.digest)) as votes
from legacy_polls p
join legacy_votes v on v.post_id = p.post_id and v.poll = p.name and v.known and v.digest is not null
left join posts t on t.id = p.post_id
where p.fault is null and p.name like '%''%'
group by p.field_id, p.key, p.post_id, t.topic_id, p.name
order by p.field_id, p.key collate "C"
