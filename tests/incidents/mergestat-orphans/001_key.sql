alter table syncs add constraint syncs_repo_fk foreign key (repo_id) references repos (id);
