-- ChangeActionCodeHrefToActionCodePath
-- tried: no, nothing was planted for it

-- differs paths-twice: Posts with a path under both names
--   They have two afterwards, and which of the two is read is a matter of chance.
-- by hand: Delete the older one. Before the migration, in post_custom_fields.
select f.id, f.post_id
from post_custom_fields f
where f.name = 'action_code_href'
  and exists (select from post_custom_fields g where g.post_id = f.post_id and g.name = 'action_code_path')
order by f.id;
update post_custom_fields set name = 'action_code_path' where name = 'action_code_href';
