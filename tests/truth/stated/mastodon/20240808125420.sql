create table notification_policies (id bigint primary key, filter_not_following boolean not null default false, filter_not_followers boolean not null default false, filter_new_accounts boolean not null default false, filter_private_mentions boolean not null default false);
-- case: rows with values
insert into notification_policies values (1, true, false, true, false);
-- case: a view of the administrator on it
create view theirs as select filter_not_following from notification_policies;
-- case: it is gone already
alter table notification_policies drop column filter_not_following;
