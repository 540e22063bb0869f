create table accounts (
  id bigint primary key, username varchar not null, domain varchar, uri varchar, public_key text not null default '', last_webfingered_at timestamp,
  created_at timestamp not null default '2020-01-01', moved_to_account_id bigint references accounts on delete set null);
create table statuses (
  id bigint primary key, account_id bigint not null references accounts on delete cascade, uri varchar,
  in_reply_to_account_id bigint references accounts on delete set null);
create table follows (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  target_account_id bigint not null references accounts on delete cascade, unique (account_id, target_account_id));
create table lists (id bigint primary key, account_id bigint not null references accounts on delete cascade);
create table list_accounts (
  id bigint primary key, list_id bigint not null references lists on delete cascade, account_id bigint not null references accounts on delete cascade,
  follow_id bigint references follows on delete cascade, unique (account_id, list_id));
create table account_notes (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  target_account_id bigint not null references accounts on delete cascade, comment text not null, unique (account_id, target_account_id));
create table account_stats (id bigint primary key, account_id bigint not null unique references accounts on delete cascade, statuses_count bigint);
create table reports (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  target_account_id bigint not null references accounts on delete cascade, status_ids bigint[] not null default '{}');
create table notifications (
  id bigint primary key, activity_id bigint not null, activity_type varchar not null, account_id bigint not null references accounts on delete cascade,
  from_account_id bigint not null references accounts on delete cascade);
create table accounts_tags (tag_id bigint not null, account_id bigint not null, primary key (tag_id, account_id));
create table account_conversations (
  id bigint primary key, account_id bigint not null references accounts on delete cascade, conversation_id bigint not null,
  participant_account_ids bigint[] not null default '{}', status_ids bigint[] not null default '{}', last_status_id bigint,
  unread boolean not null default false, unique (account_id, conversation_id, participant_account_ids));
insert into accounts (id, username, domain) values (1, 'ann', null), (9, 'zoe', null);
