-- RemoveIndexPreviewCardsStatusesOnStatusIdAndPreviewCardId
-- tried: v4.7.0-alpha.2

drop index index_preview_cards_statuses_on_status_id_and_preview_card_id;
