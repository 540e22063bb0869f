delete from post_custom_fields where id in (select field_id from found);
