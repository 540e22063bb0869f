-- case: nothing
-- case: a view of the administrator on it
create view pending_actions as select queued_post_id from user_actions;
-- case: the column is gone already
alter table user_actions drop column queued_post_id cascade;
