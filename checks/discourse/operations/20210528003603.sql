-- FixBadgeImageAvatarUploadSecurityAndAcls: where files are in an object store, asks it to change who may read them.
-- tried: no, nothing was planted for it

-- note badge-images-in-store: Images of badges in an object store, which the migration asks for
--   The migration stops part way at one that the store does not have or that cannot be reached. The database cannot tell.
-- by hand: See whether the images are shown. Upload those anew that are not, before the migration.
select b.id, u.id as upload_id, u.url
from badges b join uploads u on u.id = b.image_upload_id
where u.url like '//%' and u.secure
order by b.id;
update uploads set secure = false
where secure and id in (select image_upload_id from badges where image_upload_id is not null);
