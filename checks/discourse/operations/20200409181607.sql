-- RemoveDisplayInvitees
-- tried: discourse-calendar of 2020-04

-- nothing: who is shown as invited is worked out from who can see the event
alter table discourse_post_event_events drop column display_invitees;
