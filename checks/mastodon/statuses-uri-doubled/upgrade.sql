create unique index on statuses (uri text_pattern_ops) where uri is not null;
