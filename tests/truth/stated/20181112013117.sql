-- case: nothing
-- case: a setting with an address
-- gone: select not exists (select from site_settings where name = 'logo_url')
insert into site_settings (name, data_type, value, created_at, updated_at) values ('logo_url', 1, 'https://example.org/a.png', now(), now());
