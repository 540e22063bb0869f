-- MigrateChatChannels
-- tried: no, nothing was planted for it

update chat_channels set type = 'CategoryChannel' where chatable_type = 'Category';
update chat_channels set type = 'DMChannel' where chatable_type = 'DirectMessageChannel';
