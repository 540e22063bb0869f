create table accounts (
  id bigint primary key, username varchar not null, domain varchar, uri varchar, public_key text not null default '', last_webfingered_at timestamp,
  created_at timestamp not null default '2020-01-01', moved_to_account_id bigint references accounts on delete set null);
create table statuses (
  id bigint primary key, account_id bigint not null references accounts on delete cascade, in_reply_to_account_id bigint references accounts on delete set null);
create table follows (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  target_account_id bigint not null references accounts on delete cascade, unique (account_id, target_account_id));
create table reports (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  target_account_id bigint not null references accounts on delete cascade);
create table account_warnings (
  id bigint primary key, account_id bigint references accounts on delete set null, target_account_id bigint references accounts on delete cascade);
create table featured_tags (
  id bigint primary key, account_id bigint not null references accounts on delete cascade, tag_id bigint not null, unique (account_id, tag_id));
create table account_notes (
  id bigint primary key, account_id bigint not null references accounts on delete cascade,
  target_account_id bigint not null references accounts on delete cascade, comment text not null, unique (account_id, target_account_id));
create table collection_items (
  id bigint primary key, collection_id bigint not null, account_id bigint references accounts, unique (account_id, collection_id));
create table fasp_follow_recommendations (
  id bigint primary key, requesting_account_id bigint not null references accounts, recommended_account_id bigint not null references accounts);
insert into accounts (id, username) values (1, 'ann');
