-- RemoveGroupIdFromPostPolicy
-- tried: discourse-policy of 2022-06

-- lost policies-by-old-column: Policies whose group stands in the old column alone
--   Groups moved to post_policy_groups; of these policies none is there.
-- mend copy: Copy the group. Adds it to post_policy_groups.
select p.id, p.group_id
from post_policies p
where p.group_id is not null
  and not exists (select from post_policy_groups g where g.post_policy_id = p.id and g.group_id = p.group_id)
order by p.id;
insert into post_policy_groups (post_policy_id, group_id, created_at, updated_at)
select id, group_id, now(), now() from found;
drop trigger if exists post_policies_group_id_readonly on post_policies;
alter table post_policies drop column if exists group_id;
