-- The old release read comments, and a backslash before any character, where PostgreSQL does not. What it may have read
-- is given up only where that was allowed; of everything else it took the value for empty, or failed.
insert into refused
select * from found
where lenient and current_setting('auditor.allow_loss', true) is distinct from 'on';

delete from found f using refused r where r.field_id = f.field_id;

delete from post_custom_fields where id in (select field_id from found where kind = 'polls');
update post_custom_fields set value = '{}' where id in (select field_id from found where kind = 'votes');
