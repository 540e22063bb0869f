-- DropUserStatCountConstraints
-- tried: no, its source was not at hand

alter table user_stats drop constraint topic_count_positive;
alter table user_stats drop constraint post_count_positive;
