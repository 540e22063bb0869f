create table processes (pid integer primary key, traceback text);
insert into processes select 1, repeat('x', 60) union all select 2, 'short' union all select 3, repeat('y', 50) || repeat(' ', 9);
