create unique index on media_attachments (shortcode text_pattern_ops) where shortcode is not null;
