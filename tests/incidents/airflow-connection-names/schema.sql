create table connection (id serial primary key, conn_id varchar(250), conn_type varchar(500), host text);
insert into connection (conn_id, conn_type, host) values
  ('warehouse', 'postgres', 'a'), ('warehouse', 'postgres', 'b'), ('warehouse', 'mysql', 'c'),
  ('Warehouse', 'postgres', 'd'), ('mail', null, 'e'), (null, 'http', 'f'), (null, 'http', 'g');
