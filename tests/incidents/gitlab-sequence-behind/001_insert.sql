insert into postgres_async_foreign_key_validations (name) values ('d');
