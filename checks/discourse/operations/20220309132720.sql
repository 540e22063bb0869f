-- CopyPostUploadsToUploadReferencesForSync: takes what is not there yet.
-- tried: no, its source was not at hand

-- note uploads-of-posts-that-are-gone: Uploads of posts where upload or post is gone
--   They are copied all the same, and keep no upload alive.
-- by hand: Delete them first. They are of no use to anybody.
-- key: upload_id, post_id
select r.upload_id, r.post_id
from post_uploads r
where not exists (select from uploads u where u.id = r.upload_id) or not exists (select from posts p where p.id = r.post_id)
order by r.upload_id, r.post_id;
-- nothing: what is passed over is there already
insert into upload_references (upload_id, target_type, target_id, created_at, updated_at)
select upload_id, 'Post', post_id, now(), now() from post_uploads
on conflict do nothing;
