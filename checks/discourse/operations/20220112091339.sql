-- ResetErroneousLikeReactionsCount
-- tried: no, nothing was planted for it

-- lost reactions-that-are-no-likes: Reactions by the sign for a like of users who have no like
--   The rows of these reactions are deleted, since likes are counted by themselves; of these users there is none.
-- by hand: Add the like. In post_actions, with kind 2, before the migration.
select u.id, u.user_id, r.post_id
from discourse_reactions_reaction_users u join discourse_reactions_reactions r on r.id = u.reaction_id
where r.reaction_type = 0 and r.reaction_users_count is not null
  and r.reaction_value = coalesce(
    (select replace(s.value, '-', '') from site_settings s where s.name = 'discourse_reactions_reaction_for_like'), 'heart')
  and not exists (
    select from post_actions a where a.post_id = r.post_id and a.user_id = u.user_id and a.post_action_type_id = 2)
order by u.id;
delete from discourse_reactions_reaction_users where reaction_id in (
  select r.id from discourse_reactions_reactions r
  where r.reaction_type = 0 and r.reaction_users_count is not null and r.reaction_value = coalesce(
    (select replace(s.value, '-', '') from site_settings s where s.name = 'discourse_reactions_reaction_for_like'), 'heart'));
