delete from post_custom_fields
where name in ('polls', 'polls-votes') and post_id in (select post_id from found);
