-- RenameThumbsupReactions: deletes by a number where it means a list.
-- tried: discourse-reactions of 2022-02

-- lost reactions-of-others: Posts with a thumbsup and a +1
--   The thumbsup is deleted, and with it the users of the reaction whose number is as many as were deleted, which may be any.
-- by hand: Put the two together first. Move the users of the thumbsup to the +1, and delete the thumbsup.
select r.id, r.post_id
from discourse_reactions_reactions r
where r.reaction_value = 'thumbsup'
  and exists (select from discourse_reactions_reactions o where o.post_id = r.post_id and o.reaction_value = '+1')
order by r.id;
-- lost thumbs-under-an-old-name: Posts with a thumbsup, where no post has both
--   Nothing is renamed then; these reactions stay under a name that is not enabled any more.
-- mend rename: Rename them. Sets reaction_value to +1, as the migration means to.
select r.id, r.post_id
from discourse_reactions_reactions r
where r.reaction_value = 'thumbsup'
  and not exists (select from discourse_reactions_reactions o join discourse_reactions_reactions q on q.post_id = o.post_id
                  where o.reaction_value = '+1' and q.reaction_value = 'thumbsup')
order by r.id;
update discourse_reactions_reactions set reaction_value = '+1' from found where found.id = discourse_reactions_reactions.id;
