-- The fields that the migration keeps: one of each kind for a post. It numbers them without an order, so that which one stays
-- is for the server to say; asked in the same words it says the same, but it need not.
select id from (
  select id, row_number() over (partition by post_id) as r from post_custom_fields where name = 'polls'
) polls
where r = 1
union all
select id from (
  select id, row_number() over (partition by post_id) as r from post_custom_fields where name = 'polls-votes'
) votes
where r = 1
