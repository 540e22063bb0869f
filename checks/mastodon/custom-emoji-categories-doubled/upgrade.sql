create unique index on custom_emoji_categories (name);
