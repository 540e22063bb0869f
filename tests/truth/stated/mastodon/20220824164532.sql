create table admin_action_logs (id bigint primary key, account_id bigint, action varchar, target_type varchar, target_id bigint, recorded_changes text not null default '');
-- case: nothing noted
insert into admin_action_logs values (1, 1, 'destroy', 'Status', 1, ''), (2, 1, 'destroy', 'Status', 1, E'--- {}\n');
-- case: something noted
-- gone: select not exists (select from information_schema.columns where column_name = 'recorded_changes')
insert into admin_action_logs values (1, 1, 'update', 'Status', 1, E'---\nvisibility: public\n');
