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
create table status_pins (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table media_attachments (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table polls (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table tombstones (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table favourites (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table follow_requests (id bigserial primary key, account_id bigint references accounts on delete cascade, target_account_id bigint references accounts on delete cascade);
create table blocks (id bigserial primary key, account_id bigint references accounts on delete cascade, target_account_id bigint references accounts on delete cascade);
create table mutes (id bigserial primary key, account_id bigint references accounts on delete cascade, target_account_id bigint references accounts on delete cascade);
create table account_moderation_notes (id bigserial primary key, account_id bigint references accounts on delete cascade, target_account_id bigint references accounts on delete cascade);
create table account_pins (id bigserial primary key, account_id bigint references accounts on delete cascade, target_account_id bigint references accounts on delete cascade);
create table account_stats (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table list_accounts (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table poll_votes (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table mentions (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table account_deletion_requests (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table follow_recommendation_suppressions (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table appeals (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table tag_follows (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table quotes (id bigserial primary key, account_id bigint references accounts on delete cascade, quoted_account_id bigint references accounts on delete cascade);
create table collections (id bigserial primary key, account_id bigint references accounts on delete cascade);
create table notifications (id bigserial primary key, account_id bigint references accounts on delete cascade, from_account_id bigint references accounts on delete cascade);
create table notification_permissions (id bigserial primary key, account_id bigint references accounts on delete cascade, from_account_id bigint references accounts on delete cascade);
create table notification_requests (id bigserial primary key, account_id bigint references accounts on delete cascade, from_account_id bigint references accounts on delete cascade);
create table canonical_email_blocks (id bigserial primary key, reference_account_id bigint references accounts on delete cascade);
create table severed_relationships (id bigserial primary key, local_account_id bigint references accounts on delete cascade, remote_account_id bigint references accounts on delete cascade);
-- case: one account each
-- gone: select count(*) <> 5 from accounts
insert into accounts (id, username, domain, uri) values (2, 'bob', 'far.example', 'u'), (3, 'eve', 'far.example', 'v'), (4, 'x', null, null), (5, 'y', null, null);
-- case: posts of the one that goes
-- gone: select not exists (select from statuses where account_id = 3)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into statuses values (10, 2);
-- case: a follow of both
-- gone: select not exists (select from follows where target_account_id = 3)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into follows values (1, 1, 2), (2, 1, 3);
-- case: a follow of the one that goes
-- gone: select not exists (select from follows where target_account_id = 3)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into follows values (1, 1, 2);
-- case: a favourite by the one that goes
-- gone: select not exists (select from favourites where account_id = 3)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into favourites (account_id) values (2);
-- case: a report by it
-- gone: select not exists (select from reports)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into reports values (1, 2, 1);
-- case: a report about it
-- gone: select not exists (select from reports)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into reports values (1, 1, 2);
-- case: a warning to it
-- gone: select not exists (select from account_warnings)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into account_warnings values (1, 1, 2);
-- case: a tag that it features
-- gone: select not exists (select from featured_tags)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into featured_tags values (1, 2, 1);
-- case: an answer to it
-- gone: select in_reply_to_account_id is null from statuses
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into statuses values (10, 1, 2);
-- case: a note on it
-- gone: select not exists (select from account_notes where comment = 'a')
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into account_notes values (1, 1, 2, 'a');
-- case: a note on both
-- gone: select not exists (select from account_notes where comment ~ 'a')
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into account_notes values (1, 1, 2, 'a'), (2, 1, 3, 'b');
-- case: recommended
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into fasp_follow_recommendations values (1, 1, 2);
-- case: in a collection
-- gone: select not exists (select from collection_items where account_id = 3)
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into collection_items values (1, 1, 2);
-- case: both in a collection
insert into accounts (id, username, domain, uri, last_webfingered_at) values (2, 'bob', 'far.example', 'u', '2024-01-01'), (3, 'robert', 'far.example', 'u', '2024-02-01'); insert into collection_items values (1, 1, 2), (2, 1, 3);
