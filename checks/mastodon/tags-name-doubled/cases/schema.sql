create table tags (id bigint primary key, name varchar not null, reviewed_at timestamp);
create table statuses_tags (tag_id bigint references tags on delete cascade, status_id bigint, primary key (tag_id, status_id));
create table accounts_tags (tag_id bigint not null, account_id bigint not null, primary key (tag_id, account_id));
create table tag_follows (id bigint primary key, tag_id bigint not null references tags on delete cascade, account_id bigint, unique (account_id, tag_id));
create table featured_tags (id bigint primary key, account_id bigint, tag_id bigint not null references tags on delete cascade, statuses_count bigint, unique (account_id, tag_id));
