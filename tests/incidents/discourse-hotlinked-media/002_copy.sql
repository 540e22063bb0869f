insert into post_hotlinked_media (post_id, url, status)
select post_id, u.url, 'downloaded' from post_custom_fields, json_object_keys(value::json) u (url) where name = 'downloaded_images'
union all
select post_id, u.url, 'broken' from post_custom_fields, json_array_elements_text(value::json) u (url) where name = 'broken_images';
