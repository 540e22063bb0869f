-- MoveChatUploadsToUploadReferencesPost: takes what is not there yet.
-- tried: no, its source was not at hand

-- nothing: an upload that is gone cannot be referred to, and what is passed over is there already
insert into upload_references (upload_id, target_type, target_id, created_at, updated_at)
select c.upload_id, 'ChatMessage', c.chat_message_id, c.created_at, c.updated_at
from chat_uploads c join uploads u on u.id = c.upload_id
on conflict do nothing;
