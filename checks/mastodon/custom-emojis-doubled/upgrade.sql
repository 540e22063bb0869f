create unique index on custom_emojis (shortcode, coalesce(domain, ''));
