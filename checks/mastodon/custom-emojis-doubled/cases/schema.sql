create table custom_emojis (
  id bigint primary key, shortcode varchar not null, domain varchar, disabled boolean not null default false,
  image_file_name varchar, image_file_size integer, category_id bigint);
create table custom_emoji_categories (id bigint primary key, name varchar, featured_emoji_id bigint references custom_emojis on delete set null);
create table announcement_reactions (
  id bigint primary key, account_id bigint, announcement_id bigint, name varchar not null,
  custom_emoji_id bigint references custom_emojis on delete cascade, unique (account_id, announcement_id, name));
