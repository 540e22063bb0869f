alter table processes alter column traceback type varchar(50);
