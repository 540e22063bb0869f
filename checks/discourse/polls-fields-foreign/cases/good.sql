insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), 1, name, 'x', '2018-02-01', '2018-02-02'
from (values ('polls'), ('polls-votes'), ('polls-votes-17'), ('poll_count'), ('Polls'), ('kept-polls'), ('has_polls')) as f (name);
