create table accounts (id bigint primary key, suspended_at timestamp, suspension_origin integer);
-- case: suspended
-- gone: select array_agg(suspension_origin order by id) is distinct from '{0,null,1}'::int[] from accounts
insert into accounts values (1, now(), null), (2, null, null), (3, now(), 1);
