-- DropChatMessagePostConnectionsTable: nothing takes its place, since what it was for has been given up.
-- tried: v2.9.0.beta12

drop table if exists chat_message_post_connections;
