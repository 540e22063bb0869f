create table accounts (id bigint primary key, username varchar not null, domain varchar);
create table conversations (id bigint primary key, uri varchar, parent_status_id bigint);
create table statuses (
  id bigint primary key, uri varchar, account_id bigint not null references accounts on delete cascade, deleted_at timestamp,
  in_reply_to_id bigint references statuses on delete set null, reblog_of_id bigint references statuses on delete cascade, conversation_id bigint);
create table favourites (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  status_id bigint not null references statuses on delete cascade, unique (account_id, status_id));
create table mentions (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  status_id bigint not null references statuses on delete cascade, unique (account_id, status_id));
create table status_stats (id bigint primary key, status_id bigint not null unique references statuses on delete cascade, replies_count bigint);
create table statuses_tags (tag_id bigint, status_id bigint references statuses on delete cascade, primary key (tag_id, status_id));
create table preview_cards_statuses (preview_card_id bigint not null, status_id bigint not null, primary key (status_id, preview_card_id));
create table notifications (id bigint primary key, activity_id bigint not null, activity_type varchar not null, account_id bigint not null);
create table reports (id bigint primary key, status_ids bigint[] not null default '{}');
create table account_warnings (id bigint primary key, status_ids varchar[]);
create table account_conversations (
  id bigint primary key, account_id bigint not null, conversation_id bigint not null, participant_account_ids bigint[] not null default '{}',
  status_ids bigint[] not null default '{}', last_status_id bigint, unread boolean not null default false,
  unique (account_id, conversation_id, participant_account_ids));
insert into accounts values (1, 'ann', null), (2, 'bob', 'far.example'), (3, 'Bob', 'far.example'), (4, 'eve', 'else.example');
