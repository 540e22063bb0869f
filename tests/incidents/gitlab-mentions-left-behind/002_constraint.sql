alter table vulnerability_user_mentions add constraint check_project check (project_id is not null) not valid;
alter table vulnerability_user_mentions validate constraint check_project;
