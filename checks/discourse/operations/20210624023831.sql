-- RemoveHighestSeenPostNumberFromTopicUsers
-- tried: no, nothing was planted for it

-- nothing: how far somebody has read stands in last_read_post_number, which is the only one that still counts
drop trigger if exists topic_users_highest_seen_post_number_readonly on topic_users;
alter table topic_users drop column if exists highest_seen_post_number;
