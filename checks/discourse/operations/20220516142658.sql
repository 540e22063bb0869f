-- RemoveEmailStatusesTable: drops the indexes of the table before it, and these must be there.
-- tried: v2.9.0.beta12

-- stops email-statuses-missing: The table of mail about chat, or an index of it, is not there
--   The migration drops two indexes before the table, and stops where one of them is missing.
-- by hand: Note the migration as run. Drop the table yourself if it still is there.
select k.columns
from (values ('status'), ('user_id, chat_message_id')) k (columns)
where not exists (
  select from pg_catalog.pg_index i
  where i.indrelid = to_regclass('chat_message_email_statuses')
    and pg_catalog.pg_get_indexdef(i.indexrelid) like '%(' || k.columns || ')%')
order by 1;
-- nothing: which mail was sent about chat is of no use to anybody
drop table if exists chat_message_email_statuses;
