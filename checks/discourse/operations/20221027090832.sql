-- MigrateDmChannels
-- tried: no, nothing was planted for it

update chat_channels set type = 'DirectMessageChannel', chatable_type = 'DirectMessage'
where chatable_type = 'DirectMessageChannel';
