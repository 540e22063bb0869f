set maintenance_work_mem = '512MB';
alter table posts add primary key (id);
create index posts_topic_number on posts (topic_id, post_number);
create index posts_user_created on posts (user_id, created_at);
create index posts_deleted on posts (topic_id, post_number) where deleted_at is not null;
