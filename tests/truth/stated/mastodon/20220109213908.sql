create table reports (id bigint primary key, target_account_id bigint, action_taken boolean not null default false, action_taken_at timestamp, updated_at timestamp);
-- case: an open report
insert into reports values (1, 2, false, null, now());
-- case: one dealt with, and when
-- gone: select action_taken_at is null from reports
insert into reports values (1, 2, true, now(), now());
-- case: one dealt with, and not when
-- gone: select action_taken_at is null from reports
insert into reports values (1, 2, true, null, now());
