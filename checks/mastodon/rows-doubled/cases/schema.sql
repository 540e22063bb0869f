create table follows (id bigint primary key, account_id bigint not null, target_account_id bigint not null);
create table list_accounts (id bigint primary key, list_id bigint not null, account_id bigint not null, follow_id bigint references follows on delete cascade);
create table favourites (id bigint primary key, account_id bigint not null, status_id bigint not null);
create table notifications (id bigint primary key, activity_id bigint not null, activity_type varchar not null);
create table account_notes (id bigint primary key, account_id bigint not null, target_account_id bigint not null, comment text not null);
create table email_domain_blocks (id bigint primary key, domain varchar not null, parent_id bigint references email_domain_blocks on delete cascade);
create table account_domain_blocks (id bigint primary key, account_id bigint not null, domain varchar not null);
create table account_stats (id bigint primary key);
