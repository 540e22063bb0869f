-- MigrateCustomFieldToPolicyUsers
-- tried: discourse-policy of 2019-10

-- lost acceptances-without-policy: Who accepted a policy that is not in its table
--   The record is deleted without a copy, which may be one that is to be kept.
-- by hand: Copy them first. Or make the policy before the migration.
select f.id, f.post_id, f.value
from post_custom_fields f
where f.name = 'PolicyAcceptedBy' and not exists (select from post_policies p where p.post_id = f.post_id)
order by f.id;
insert into policy_users (post_policy_id, user_id, version, accepted_at, created_at, updated_at)
select p.id, f.value::integer, p.version, f.created_at, f.created_at, f.updated_at
from post_custom_fields f join post_policies p on p.post_id = f.post_id
where f.name = 'PolicyAcceptedBy';
delete from post_custom_fields where name = 'PolicyAcceptedBy';
