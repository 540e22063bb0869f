alter table connection add constraint connection_name_uq unique (conn_id);
