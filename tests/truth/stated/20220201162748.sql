create table site_settings (id serial primary key, name varchar not null, data_type int not null, value text, created_at timestamp not null, updated_at timestamp not null);
create unique index on site_settings (name);
create table discourse_reactions_reactions (id serial primary key, post_id int, reaction_value varchar, reaction_type int default 0, reaction_users_count int);
create table discourse_reactions_reaction_users (id serial primary key, reaction_id int, user_id int);
-- case: nothing
-- case: a thumbsup where no post has both
-- gone: select not exists (select from discourse_reactions_reactions where reaction_value = '+1')
insert into discourse_reactions_reactions (post_id, reaction_value) values (1, 'thumbsup');
-- case: a post with both
-- gone: select exists (select from discourse_reactions_reaction_users u where not exists (select from discourse_reactions_reactions r where r.id = u.reaction_id)) or not exists (select from discourse_reactions_reaction_users where user_id = 7)
insert into discourse_reactions_reactions (id, post_id, reaction_value) values (5, 1, 'thumbsup'), (6, 1, '+1'); insert into discourse_reactions_reaction_users (reaction_id, user_id) values (5, 7);
