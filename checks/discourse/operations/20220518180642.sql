-- RemoveUserOptionLastEmailedAt
-- tried: v2.9.0.beta12

-- nothing: when the last mail about chat went out is noted elsewhere
alter table user_options drop column last_emailed_for_chat;
