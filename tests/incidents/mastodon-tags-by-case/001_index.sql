create unique index concurrently index_tags_on_name_lower on tags (lower((name)::text));
