create table settings (id bigint primary key, var varchar not null, value text);
