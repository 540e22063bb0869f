delete from custom_emojis a using custom_emojis b where a.domain = b.domain and a.id > b.id;
create unique index index_custom_emojis on custom_emojis (shortcode, domain);
