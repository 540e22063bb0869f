-- RenameSettingInCategoryCustomField
-- tried: no, nothing was planted for it

-- differs categories-with-both: Categories with the setting under both names
--   They have it twice afterwards, and which of the two is read is a matter of chance.
-- by hand: Delete the older one. Before the migration, in category_custom_fields.
select f.id, f.category_id
from category_custom_fields f
where f.name = 'create_as_qa_default'
  and exists (select from category_custom_fields g
              where g.category_id = f.category_id and g.name = 'create_as_post_voting_default')
order by f.id;
update category_custom_fields set name = 'create_as_post_voting_default' where name = 'create_as_qa_default';
