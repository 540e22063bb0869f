-- RemoveVotesOfDeletedUsers
-- tried: no, nothing was planted for it

-- nothing: who voted is gone, and the count of the topic is made anew
delete from discourse_voting_votes where user_id in (
  select v.user_id from discourse_voting_votes v left join users u on u.id = v.user_id where u.id is null);
