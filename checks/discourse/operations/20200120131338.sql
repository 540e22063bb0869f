-- DropUnusedColumns
-- tried: v2.4.0.beta11

-- lost replies-by-old-column: Replies that are known by the old column alone
--   Which post answers which stands in reply_post_id; of these it is empty.
-- mend copy: Copy the reply. Sets reply_post_id from reply_id.
-- key: post_id, reply_id
select r.post_id, r.reply_id
from post_replies r
where r.reply_post_id is null and r.reply_id is not null
order by r.post_id, r.reply_id;
update post_replies set reply_post_id = post_replies.reply_id
from found where found.post_id = post_replies.post_id and found.reply_id = post_replies.reply_id;
drop trigger if exists post_replies_reply_id_readonly on post_replies;
alter table post_replies drop column if exists reply_id;

-- lost card-backgrounds-without-upload: Users whose card background is an address and no upload
--   Only backgrounds that were uploads of this forum were carried over; one with another address goes.
-- by hand: Let the user upload it again. Somebody who can see the address may save the image and upload it.
select p.user_id, p.card_background
from user_profiles p
where coalesce(p.card_background, '') <> '' and p.card_background_upload_id is null
order by p.user_id;
drop trigger if exists user_profiles_card_background_readonly on user_profiles;
alter table user_profiles drop column if exists card_background;

-- lost profile-backgrounds-without-upload: Users whose profile background is an address and no upload
--   Only backgrounds that were uploads of this forum were carried over; one with another address goes.
-- by hand: Let the user upload it again. Somebody who can see the address may save the image and upload it.
select p.user_id, p.profile_background
from user_profiles p
where coalesce(p.profile_background, '') <> '' and p.profile_background_upload_id is null
order by p.user_id;
drop trigger if exists user_profiles_profile_background_readonly on user_profiles;
alter table user_profiles drop column if exists profile_background;
