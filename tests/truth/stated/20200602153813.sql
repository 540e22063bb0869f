create table invites (id serial primary key, user_id int, redeemed_at timestamp, created_at timestamp not null default now(), updated_at timestamp not null default now());
create table invited_users (id serial primary key, user_id int, invite_id int not null, redeemed_at timestamp, created_at timestamp not null, updated_at timestamp not null);
create unique index on invited_users (user_id, invite_id) where user_id is not null;
create schema discourse_functions;
-- case: nothing
-- case: an invitation that was redeemed
-- gone: select not exists (select from invited_users where user_id = 7)
insert into invites (user_id, redeemed_at) values (7, now());
-- case: an invitation that new code has noted already
insert into invites (id, user_id, redeemed_at) values (1, 7, now());
insert into invited_users (user_id, invite_id, redeemed_at, created_at, updated_at) values (7, 1, now(), now(), now());
-- case: an invitation with a user and no time
-- gone: select not exists (select from invited_users where user_id = 7)
insert into invites (user_id) values (7);
-- case: a guard that is there already
create function nothing() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger invites_user_id_readonly before insert on invites for each row execute function nothing();
