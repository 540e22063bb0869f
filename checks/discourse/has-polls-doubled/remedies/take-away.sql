delete from post_custom_fields where name = 'has_polls' and post_id in (select post_id from found);
