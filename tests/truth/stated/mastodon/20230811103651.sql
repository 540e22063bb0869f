create table preview_cards_statuses (preview_card_id bigint not null, status_id bigint not null);
-- case: the index
create index index_preview_cards_statuses_on_status_id_and_preview_card_id on preview_cards_statuses (status_id, preview_card_id);
-- case: no index
