create unique index on conversations (uri text_pattern_ops) where uri is not null;
