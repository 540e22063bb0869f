-- ConvertMaterializedViewsToTables
-- tried: v4.7.0-alpha.2

-- nothing: both are worked out from other tables, and what they show is kept
alter index index_account_summaries_on_account_id rename to tmp_index_account_summaries_on_account_id;
alter index idx_on_account_id_language_sensitive_250461e1eb rename to tmp_idx_on_account_id_language_sensitive_250461e1eb;
create table tmp_account_summaries (account_id bigserial primary key, language varchar, sensitive boolean not null default false);
alter table tmp_account_summaries add foreign key (account_id) references accounts (id) on delete cascade;
create index idx_on_account_id_language_sensitive_250461e1eb on tmp_account_summaries (account_id, language, sensitive);
alter index index_global_follow_recommendations_on_account_id rename to tmp_index_global_follow_recommendations_on_account_id;
create table tmp_global_follow_recommendations (account_id bigserial primary key, rank numeric not null, reason varchar[] not null, stale boolean not null default false);
alter table tmp_global_follow_recommendations add foreign key (account_id) references accounts (id) on delete cascade;
create index index_global_follow_recommendations_on_rank on tmp_global_follow_recommendations (rank);
insert into tmp_account_summaries select s.* from account_summaries s join accounts a on a.id = s.account_id;
insert into tmp_global_follow_recommendations (account_id, rank, reason) select g.account_id, g.rank, g.reason from global_follow_recommendations g join accounts a on a.id = g.account_id;
drop materialized view global_follow_recommendations;
alter table tmp_global_follow_recommendations rename to global_follow_recommendations;
drop materialized view account_summaries;
alter table tmp_account_summaries rename to account_summaries;
