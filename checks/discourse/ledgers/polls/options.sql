select post_id, poll, option, outcome, reason, field_id
from (
  select post_id, coalesce(name, key) as poll, digest as option, fate as outcome, reason, field_id from option_fates
) options
order by post_id, poll collate "C", option collate "C"
