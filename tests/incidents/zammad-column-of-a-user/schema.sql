create table organizations (id integer primary key, name text, vip boolean default false);
