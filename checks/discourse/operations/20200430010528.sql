-- RemoveAvgTimeFromTopicsPosts: outside a transaction, so that topics have lost their column where posts cannot.
-- tried: v2.5.0.beta4

-- nothing: an average of what stands in post_timings
alter table topics drop column if exists avg_time;
drop view badge_posts;
alter table posts drop column if exists avg_time;
create view badge_posts as
select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id
where p.post_type in (1, 2, 3) and p.deleted_at is null and t.visible and t.deleted_at is null
  and c.allow_badges and not c.read_restricted;
