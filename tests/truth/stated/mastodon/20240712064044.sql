create table notification_requests (id bigint primary key, dismissed boolean not null default false);
-- case: dismissed and not
-- gone: select count(*) <> 1 from notification_requests
insert into notification_requests values (1, true), (2, false);
