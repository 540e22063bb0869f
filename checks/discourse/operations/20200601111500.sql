-- RemoveImageUrlFromPostAndTopic: outside a transaction, so that topics have lost their column where posts cannot.
-- tried: v2.5.0.beta7

-- lost topic-images-without-upload: Topics whose image is an address and no upload
--   Only images that were uploads of this forum were carried over; these topics have none from now on.
-- by hand: Rebake the first post of the topic. That finds the image again where it still stands in the post.
select t.id, t.image_url
from topics t
where t.image_url is not null and t.image_upload_id is null
order by t.id;
alter table topics drop column if exists image_url;

-- lost post-images-without-upload: Posts whose image is an address and no upload
--   Only images that were uploads of this forum were carried over; these posts have none from now on.
-- by hand: Rebake the post. That finds the image again where it still stands in it.
select p.id, p.image_url
from posts p
where p.image_url is not null and p.image_upload_id is null
order by p.id;
drop view badge_posts;
alter table posts drop column if exists image_url;
create view badge_posts as
select p.* from posts p join topics t on t.id = p.topic_id join categories c on c.id = t.category_id
where p.post_type in (1, 2, 3) and p.deleted_at is null and t.visible and t.deleted_at is null
  and c.allow_badges and not c.read_restricted;
