-- DeleteReviewablesTargettingDeletedChatMessages
-- tried: v2.9.0.beta12

-- lost flags-of-gone-messages: Flags of chat messages that are gone
--   There is nothing to decide on; they are deleted with all that was said of them.
select r.id, r.target_id
from reviewables r
where r.type = 'ReviewableChatMessage' and not exists (select from chat_messages m where m.id = r.target_id)
order by r.id;
delete from reviewable_scores where reviewable_id in (
  select r.id from reviewables r
  where r.type = 'ReviewableChatMessage' and not exists (select from chat_messages m where m.id = r.target_id));
delete from reviewable_histories where reviewable_id in (
  select r.id from reviewables r
  where r.type = 'ReviewableChatMessage' and not exists (select from chat_messages m where m.id = r.target_id));
delete from reviewables r
where r.type = 'ReviewableChatMessage' and not exists (select from chat_messages m where m.id = r.target_id);
