-- DropTopicReplyCount
-- tried: no, nothing was planted for it

-- nothing: a count of posts
drop trigger if exists user_stats_topic_reply_count_readonly on user_stats;
alter table user_stats drop column if exists topic_reply_count;
