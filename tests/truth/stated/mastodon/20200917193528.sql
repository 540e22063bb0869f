create table notifications (id bigint primary key, activity_type varchar, type varchar);
-- case: one of each
-- gone: select bool_or(type is null) from notifications
insert into notifications values (1, 'Mention', null), (2, 'Status', null), (3, 'Follow', 'follow'), (4, 'Poll', null);
