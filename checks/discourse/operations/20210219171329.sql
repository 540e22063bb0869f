-- DropOldSsoSiteSettings: the settings have had other names since an ordinary migration of the same release.
-- tried: v2.7.0.beta5

-- lost settings-under-old-names: Settings for signing in that were changed under their old name
--   The value was copied to the new name once; what was set under the old one since is not there. Without the right secret nobody can sign in.
-- by hand: Set the value under the new name. Whoever changed it last can say which of the two is meant.
select o.id, o.name, m.renamed as new_name
from site_settings o
join (values ('enable_sso', 'enable_discourse_connect'),
  ('sso_allows_all_return_paths', 'discourse_connect_allows_all_return_paths'),
  ('enable_sso_provider', 'enable_discourse_connect_provider'), ('verbose_sso_logging', 'verbose_discourse_connect_logging'),
  ('sso_url', 'discourse_connect_url'), ('sso_secret', 'discourse_connect_secret'),
  ('sso_provider_secrets', 'discourse_connect_provider_secrets'), ('sso_overrides_groups', 'discourse_connect_overrides_groups'),
  ('sso_overrides_bio', 'discourse_connect_overrides_bio'), ('sso_overrides_email', 'auth_overrides_email'),
  ('sso_overrides_username', 'auth_overrides_username'), ('sso_overrides_name', 'auth_overrides_name'),
  ('sso_overrides_avatar', 'discourse_connect_overrides_avatar'),
  ('sso_overrides_profile_background', 'discourse_connect_overrides_profile_background'),
  ('sso_overrides_location', 'discourse_connect_overrides_location'),
  ('sso_overrides_website', 'discourse_connect_overrides_website'),
  ('sso_overrides_card_background', 'discourse_connect_overrides_card_background'),
  ('external_auth_skip_create_confirm', 'auth_skip_create_confirm'),
  ('external_auth_immediately', 'auth_immediately')) m (old, renamed) on m.old = o.name
where not exists (select from site_settings n where n.name = m.renamed and n.value is not distinct from o.value)
order by o.id;
delete from site_settings where name in ('enable_sso', 'sso_allows_all_return_paths', 'enable_sso_provider',
  'verbose_sso_logging', 'sso_url', 'sso_secret', 'sso_provider_secrets', 'sso_overrides_groups', 'sso_overrides_bio',
  'sso_overrides_email', 'sso_overrides_username', 'sso_overrides_name', 'sso_overrides_avatar',
  'sso_overrides_profile_background', 'sso_overrides_location', 'sso_overrides_website', 'sso_overrides_card_background',
  'external_auth_skip_create_confirm', 'external_auth_immediately');
