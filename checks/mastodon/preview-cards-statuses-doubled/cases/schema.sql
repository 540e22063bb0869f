create table preview_cards_statuses (preview_card_id bigint not null, status_id bigint not null);
