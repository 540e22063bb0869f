alter table connection alter column conn_type set not null;
