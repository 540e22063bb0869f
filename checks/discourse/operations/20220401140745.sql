-- DropCategoryRequiredTagGroupColumns
-- tried: no, its source was not at hand

-- lost tag-groups-not-required: Categories that require a tag group by the old columns alone
--   What a category requires stands in category_required_tag_groups; these groups are not there.
-- by hand: Require the group anew. In the settings of the category, after the migration.
select c.id, c.required_tag_group_id, c.min_tags_from_required_group
from categories c
where c.required_tag_group_id is not null
  and not exists (
    select from category_required_tag_groups r where r.category_id = c.id and r.tag_group_id = c.required_tag_group_id)
order by c.id;
-- differs required-tags-changed: Categories that require another number of tags than in the old column
--   The number was changed since, or old code has still written the old column.
select c.id, c.required_tag_group_id, c.min_tags_from_required_group, r.min_count
from categories c join category_required_tag_groups r
  on r.category_id = c.id and r.tag_group_id = c.required_tag_group_id
where r.min_count <> c.min_tags_from_required_group
order by c.id;
drop trigger if exists categories_required_tag_group_id_readonly on categories;
alter table categories drop column if exists required_tag_group_id;
drop trigger if exists categories_min_tags_from_required_group_readonly on categories;
alter table categories drop column if exists min_tags_from_required_group;
