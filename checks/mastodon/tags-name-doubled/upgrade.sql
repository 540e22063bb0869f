create unique index on tags (lower(name) text_pattern_ops);
