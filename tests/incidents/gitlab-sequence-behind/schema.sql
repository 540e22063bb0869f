create table postgres_async_foreign_key_validations (id bigserial primary key, name text not null);
insert into postgres_async_foreign_key_validations (id, name) values (1, 'a'), (2, 'b'), (3, 'c');
