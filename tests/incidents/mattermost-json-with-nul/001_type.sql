alter table posts alter column props type jsonb using props::jsonb;
