create table users (id int primary key);
create table posts (id int primary key, user_id int references users);
create function nothing() returns trigger language plpgsql as 'begin return new; end';
create trigger counted before insert on posts for each row execute function nothing();
create trigger mirrored before insert on posts for each row execute function nothing();
