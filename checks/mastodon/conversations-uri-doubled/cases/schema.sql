create table conversations (id bigint primary key, uri varchar);
create table statuses (id bigint primary key, conversation_id bigint);
create table conversation_mutes (
  id bigint primary key, account_id bigint not null, conversation_id bigint not null references conversations on delete cascade,
  unique (account_id, conversation_id));
create table account_conversations (
  id bigint primary key, account_id bigint not null, conversation_id bigint not null references conversations on delete cascade,
  participant_account_ids bigint[] not null default '{}', status_ids bigint[] not null default '{}', last_status_id bigint,
  unread boolean not null default false, unique (account_id, conversation_id, participant_account_ids));
