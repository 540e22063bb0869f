-- UpdateDiscordWebhookDomains
-- tried: no, its source was not at hand

-- stops store-rows-unreadable: Rows of plugins that are no JSON
--   Which condition is tried first the server decides; where it reads the value before the name, the migration stops at one of another plugin.
-- by hand: Correct the row. Its value should be JSON where its type is JSON.
select r.id, r.plugin_name, r.key
from plugin_store_rows r
where r.plugin_name = 'discourse-chat-integration' and r.type_name = 'JSON' and not pg_input_is_valid(r.value, 'json')
order by r.id;
