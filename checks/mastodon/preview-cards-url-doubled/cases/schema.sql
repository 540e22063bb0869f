create table preview_cards (id bigint primary key, url varchar not null, updated_at timestamp not null default '2024-01-01');
create table preview_cards_statuses (status_id bigint not null, preview_card_id bigint not null, primary key (status_id, preview_card_id));
create table preview_card_trends (id bigint primary key, preview_card_id bigint not null unique references preview_cards on delete cascade);
