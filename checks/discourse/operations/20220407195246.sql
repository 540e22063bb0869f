-- RemoveCategoryRequiredTagGroupsWithoutTagGroups
-- tried: no, its source was not at hand

-- lost requirements-of-gone-groups: Categories that require a tag group which is gone
--   Nothing can meet such a requirement; it is deleted.
select r.id, r.category_id, r.tag_group_id
from category_required_tag_groups r
where not exists (select from tag_groups g where g.id = r.tag_group_id)
order by r.id;
delete from category_required_tag_groups where tag_group_id not in (select id from tag_groups);
