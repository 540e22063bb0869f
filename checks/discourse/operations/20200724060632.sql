-- RemoveDeprecatedAllowlistSettings: the settings have had other names since an ordinary migration of the same release.
-- tried: no, nothing was planted for it

-- lost settings-under-old-names: Settings that were changed under their old name
--   The value was copied to the new name once; what was set under the old one since is not there.
-- by hand: Set the value under the new name. Whoever changed it last can say which of the two is meant.
select o.id, o.name, m.renamed as new_name
from site_settings o
join (values ('email_domains_blacklist', 'blocked_email_domains'), ('email_domains_whitelist', 'allowed_email_domains'),
  ('unicode_username_character_whitelist', 'allowed_unicode_username_characters'),
  ('user_website_domains_whitelist', 'allowed_user_website_domains'), ('whitelisted_link_domains', 'allowed_link_domains'),
  ('embed_whitelist_selector', 'allowed_embed_selectors'), ('auto_generated_whitelist', 'auto_generated_allowlist'),
  ('attachment_content_type_blacklist', 'blocked_attachment_content_types'),
  ('attachment_filename_blacklist', 'blocked_attachment_filenames'), ('use_admin_ip_whitelist', 'use_admin_ip_allowlist'),
  ('blacklist_ip_blocks', 'blocked_ip_blocks'), ('whitelist_internal_hosts', 'allowed_internal_hosts'),
  ('whitelisted_crawler_user_agents', 'allowed_crawler_user_agents'),
  ('blacklisted_crawler_user_agents', 'blocked_crawler_user_agents'),
  ('onebox_domains_blacklist', 'blocked_onebox_domains'),
  ('inline_onebox_domains_whitelist', 'allowed_inline_onebox_domains'),
  ('white_listed_spam_host_domains', 'allowed_spam_host_domains'), ('embed_blacklist_selector', 'blocked_embed_selectors'),
  ('embed_classname_whitelist', 'allowed_embed_classnames')) m (old, renamed) on m.old = o.name
where not exists (select from site_settings n where n.name = m.renamed and n.value is not distinct from o.value)
order by o.id;
delete from site_settings where name in ('email_domains_blacklist', 'email_domains_whitelist',
  'unicode_username_character_whitelist', 'user_website_domains_whitelist', 'whitelisted_link_domains',
  'embed_whitelist_selector', 'auto_generated_whitelist', 'attachment_content_type_blacklist',
  'attachment_filename_blacklist', 'use_admin_ip_whitelist', 'blacklist_ip_blocks', 'whitelist_internal_hosts',
  'whitelisted_crawler_user_agents', 'blacklisted_crawler_user_agents', 'onebox_domains_blacklist',
  'inline_onebox_domains_whitelist', 'white_listed_spam_host_domains', 'embed_blacklist_selector',
  'embed_classname_whitelist');
