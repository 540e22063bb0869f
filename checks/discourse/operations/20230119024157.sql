-- RemoveTopicCountFromTags
-- tried: no, its source was not at hand

-- nothing: a count, which is kept in two other columns
drop trigger if exists tags_topic_count_readonly on tags;
alter table tags drop column if exists topic_count;
