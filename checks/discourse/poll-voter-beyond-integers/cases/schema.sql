-- Between the phases: the tables of the old polls and of the new ones stand side by side.
create table users (
  id serial primary key,
  username varchar(60) not null,
  username_lower varchar(60) not null,
  created_at timestamp not null,
  updated_at timestamp not null
);
create unique index index_users_on_username on users (username);
create unique index index_users_on_username_lower on users (username_lower);

create table topics (
  id serial primary key,
  title varchar not null,
  archetype varchar not null default 'regular',
  created_at timestamp not null,
  updated_at timestamp not null,
  deleted_at timestamp
);

create table posts (
  id serial primary key,
  user_id integer,
  topic_id integer not null,
  post_number integer not null,
  raw text not null,
  cooked text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  deleted_at timestamp
);
create unique index index_posts_on_topic_id_and_post_number on posts (topic_id, post_number);

create table post_custom_fields (
  id serial primary key,
  post_id integer not null,
  name varchar(256) not null,
  value text,
  created_at timestamp not null,
  updated_at timestamp not null
);
create index index_post_custom_fields_on_name_and_value on post_custom_fields (name, "left"(value, 200));
create index index_post_custom_fields_on_post_id_and_name on post_custom_fields (post_id, name);

create table polls (
  id bigserial primary key,
  post_id bigint references posts (id),
  name varchar not null default 'poll',
  close_at timestamp,
  type integer not null default 0,
  status integer not null default 0,
  results integer not null default 0,
  visibility integer not null default 0,
  min integer,
  max integer,
  step integer,
  anonymous_voters integer,
  created_at timestamp not null,
  updated_at timestamp not null
);
create index index_polls_on_post_id on polls (post_id);
create unique index index_polls_on_post_id_and_name on polls (post_id, name);

create table poll_options (
  id bigserial primary key,
  poll_id bigint references polls (id),
  digest varchar not null,
  html text not null,
  anonymous_votes integer,
  created_at timestamp not null,
  updated_at timestamp not null
);
create index index_poll_options_on_poll_id on poll_options (poll_id);
create unique index index_poll_options_on_poll_id_and_digest on poll_options (poll_id, digest);

create table poll_votes (
  poll_id bigint references polls (id),
  poll_option_id bigint references poll_options (id),
  user_id bigint references users (id),
  created_at timestamp not null,
  updated_at timestamp not null
);
create index index_poll_votes_on_poll_id on poll_votes (poll_id);
create index index_poll_votes_on_poll_option_id on poll_votes (poll_option_id);
create index index_poll_votes_on_user_id on poll_votes (user_id);
create unique index index_poll_votes_on_poll_id_and_poll_option_id_and_user_id on poll_votes (poll_id, poll_option_id, user_id);
