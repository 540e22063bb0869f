create table custom_emoji_categories (id bigint primary key, name varchar);
create table custom_emojis (id bigint primary key, shortcode varchar not null, category_id bigint);
