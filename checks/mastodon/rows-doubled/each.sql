-- Tables whose rows are nothing but what they have in common; rows that say more have a check of their own.
select c.name as table_name, g.relation, g.bytes,
       not exists (
         select from pg_index i
         where i.indrelid = g.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
           and (select array_agg(a.attname::text order by a.attname) from pg_attribute a where a.attrelid = g.oid and a.attnum = any (i.indkey))
               = array(select one from unnest(string_to_array(c.keys, ', ')) one order by one)) as doubted,
       format('select d.id, d.kept_id, d.same from (select t.id, first_value(t.id) over alike as kept_id, row_number() over alike as turn, concat_ws('', '', %2$s) as same'
              ' from %1$I t where (%2$s) in (select %2$s from %1$I group by %2$s having count(*) > 1) window alike as (partition by %2$s order by t.id)) d where d.turn > 1',
              c.name, c.keys) as find
from guarded g
join (values
  ('account_aliases', 'account_id, uri'),
  ('account_domain_blocks', 'account_id, domain'),
  ('account_notes', 'account_id, target_account_id'),
  ('account_pins', 'account_id, target_account_id'),
  ('account_stats', 'account_id'),
  ('announcement_mutes', 'account_id, announcement_id'),
  ('announcement_reactions', 'account_id, announcement_id, name'),
  ('blocks', 'account_id, target_account_id'),
  ('bookmarks', 'account_id, status_id'),
  ('canonical_email_blocks', 'canonical_email_hash'),
  ('conversation_mutes', 'account_id, conversation_id'),
  ('custom_filter_statuses', 'custom_filter_id, status_id'),
  ('domain_allows', 'domain'),
  ('email_domain_blocks', 'domain'),
  ('favourites', 'account_id, status_id'),
  ('featured_tags', 'account_id, tag_id'),
  ('follow_recommendation_suppressions', 'account_id'),
  ('follow_requests', 'account_id, target_account_id'),
  ('follows', 'account_id, target_account_id'),
  ('list_accounts', 'account_id, list_id'),
  ('markers', 'user_id, timeline'),
  ('mentions', 'account_id, status_id'),
  ('mutes', 'account_id, target_account_id'),
  ('notification_policies', 'account_id'),
  ('notification_requests', 'account_id, from_account_id'),
  ('preview_card_providers', 'domain'),
  ('status_pins', 'account_id, status_id'),
  ('status_stats', 'status_id'),
  ('status_trends', 'status_id'),
  ('tag_follows', 'account_id, tag_id'),
  ('unavailable_domains', 'domain'),
  ('web_settings', 'user_id')
) c (name, keys) on c.name = g.name
where not exists (
  select from unnest(string_to_array(c.keys, ', ')) one
  where one not in (select a.attname from pg_attribute a where a.attrelid = g.oid and not a.attisdropped))
