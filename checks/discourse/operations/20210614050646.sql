-- ChangeBooleanCustomFieldsToInts: keeps the number of a post where it kept yes or no.
-- tried: no, nothing was planted for it

-- lost approvals-without-post: Topics that wait for approval of a post which is not there
--   The value stays a letter, and is read as none.
-- by hand: Correct the value. 0 for none, or the number of the post.
select f.id, f.topic_id
from topic_custom_fields f
where f.name = 'category_expert_topic_post_needs_approval' and f.value = 't'
  and not exists (
    select from posts p join post_custom_fields c on c.post_id = p.id
    where p.topic_id = f.topic_id and c.name = 'category_expert_post_pending' and c.value = 't')
order by f.id;
-- differs experts-already-there: Topics that have the first post of an expert noted already
--   It is noted once more, and which of the two is read is a matter of chance.
-- by hand: Delete one of the two. After the migration, in topic_custom_fields.
select f.id, f.topic_id
from topic_custom_fields f
where f.name = 'category_expert_first_expert_post_id'
  and exists (select from topic_custom_fields g
              where g.topic_id = f.topic_id and g.name = 'category_expert_topic_approved_group_names' and g.value is not null)
order by f.id;
-- nothing: it is the same in other words
update topic_custom_fields set value = '0'
where value = 'f' and name = 'category_expert_topic_post_needs_approval';
