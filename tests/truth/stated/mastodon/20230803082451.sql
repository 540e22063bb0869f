create table preview_cards_statuses (preview_card_id bigint not null, status_id bigint not null);
-- case: one card each
-- gone: select count(*) <> 2 from preview_cards_statuses
insert into preview_cards_statuses values (1, 1), (1, 2);
-- case: two cards of a post
-- gone: select count(*) <> 2 from preview_cards_statuses
insert into preview_cards_statuses values (1, 1), (2, 1);
-- case: a pair twice, and two cards of another post
-- gone: select count(distinct (preview_card_id, status_id)) <> 3 from preview_cards_statuses
insert into preview_cards_statuses values (1, 1), (1, 1), (1, 2), (2, 2);
