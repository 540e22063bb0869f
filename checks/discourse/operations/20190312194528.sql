-- DropEmailUserOptionsColumns
-- tried: v2.3.0

-- differs mail-levels-changed: Users whose mail levels are not those that the old flags give
--   The levels were worked out from the flags by an ordinary migration of the same release. Where they differ, the user has chosen anew since, or old code has still written the flags.
-- by hand: Ask the user, or leave it. What was set last counts, and the database does not say which that is.
select o.user_id, o.email_level, o.email_messages_level, o.email_direct, o.email_always, o.email_private_messages
from user_options o
where o.email_level <> case when o.email_direct and o.email_always then 0 when o.email_direct then 1 else 2 end
   or o.email_messages_level <> case when o.email_private_messages then 0 else 2 end
order by o.user_id;
drop trigger if exists user_options_email_direct_readonly on user_options;
alter table user_options drop column if exists email_direct;
drop trigger if exists user_options_email_private_messages_readonly on user_options;
alter table user_options drop column if exists email_private_messages;
drop trigger if exists user_options_email_always_readonly on user_options;
alter table user_options drop column if exists email_always;
