-- ClearLastGravatarDownloadAttemptOnUserAvatars: one row, so that an image is fetched again.
-- tried: no, nothing was planted for it

update user_avatars set last_gravatar_download_attempt = null
where user_id = -2 and custom_upload_id is null and gravatar_upload_id is null;
