-- DeleteHotlinkedImageCustomFields: outside a transaction.
-- tried: no, its source was not at hand

-- lost hotlinked-images-not-copied: Posts whose images from elsewhere are noted in custom fields alone
--   Which images were downloaded, are broken or too large stands in post_hotlinked_media; of these posts nothing does, and the images will be asked for again.
-- by hand: Let them be asked for again. Or rebake the posts before the migration.
select f.id, f.post_id, f.name
from post_custom_fields f
where f.name in ('downloaded_images', 'broken_images', 'large_images') and f.value not in ('', '{}', '[]')
  and (not exists (select from post_hotlinked_media m where m.post_id = f.post_id)
       or (f.name = 'downloaded_images') <> starts_with(f.value, '{')
       or (f.name <> 'downloaded_images') <> starts_with(f.value, '['))
order by f.id;
delete from post_custom_fields where name in ('downloaded_images', 'broken_images', 'large_images');
drop index concurrently if exists post_custom_field_broken_images_idx;
drop index concurrently if exists post_custom_field_downloaded_images_idx;
drop index concurrently if exists post_custom_field_large_images_idx;
