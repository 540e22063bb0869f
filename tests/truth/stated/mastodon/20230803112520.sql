create table preview_cards_statuses (preview_card_id bigint not null, status_id bigint not null);
-- case: the index
create unique index preview_cards_statuses_pkey on preview_cards_statuses (status_id, preview_card_id);
-- case: no index
