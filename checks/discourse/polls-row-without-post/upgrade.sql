-- Every post that a row of polls names is marked.
insert into post_custom_fields (name, value, post_id, created_at, updated_at)
select 'has_polls', 't', post_id, min(created_at), min(updated_at) from polls group by post_id;
