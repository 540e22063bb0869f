-- MigratePostPolicyData: from custom fields to a table; the group is looked for by a pattern.
-- tried: discourse-policy of 2019-08

-- stops policy-groups-ambiguous: Policies whose group, taken as a pattern, fits several groups
--   An underscore or a per cent sign in the name stands for any letters; the migration wants one group and stops at two.
-- by hand: Rename one of the groups for the upgrade. Afterwards it can have its name again.
select f.id, f.post_id, f.value
from post_custom_fields f
where f.name = 'PolicyGroup' and (select count(*) from groups g where g.name ilike f.value) > 1
order by f.id;
-- stops policy-numbers-too-large: Policies with a number that is too large
--   The number of days and the time of the last reminder are written as integers.
-- by hand: Correct the value. No such number of days is meant.
select f.id, f.post_id, f.name, f.value
from post_custom_fields f
where f.name in ('LastRemindedAt', 'PolicyRenewDays') and f.value ~ '^[0-9]+$' and f.value::numeric > 2147483647
  and exists (select from post_custom_fields g where g.post_id = f.post_id and g.name = 'PolicyGroup')
order by f.id;
-- lost policies-without-group: Policies of a group that is not there
--   No policy is made of them, and what they said is deleted in the same migration.
-- by hand: Make the group. Or correct its name in the custom field PolicyGroup.
select f.id, f.post_id, f.value
from post_custom_fields f
where f.name = 'PolicyGroup' and not exists (select from groups g where g.name ilike f.value)
order by f.id;
-- lost policy-numbers-unreadable: Policies with a number that is none
--   It is left empty.
-- by hand: Correct the value. It should have digits alone.
select f.id, f.post_id, f.name, f.value
from post_custom_fields f
where f.name in ('LastRemindedAt', 'PolicyRenewDays') and f.value !~ '^[0-9]+$'
  and exists (select from post_custom_fields g where g.post_id = f.post_id and g.name = 'PolicyGroup')
order by f.id;
delete from post_custom_fields
where name in ('PolicyGroup', 'PolicyVersion', 'PolicyReminder', 'PolicyRemindedAt', 'PolicyRenewDays');
