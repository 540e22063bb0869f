create table posts (
  id integer not null,
  user_id integer,
  topic_id integer not null,
  post_number integer not null,
  raw text not null,
  cooked text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  reply_to_post_number integer,
  reply_count integer not null,
  like_count integer,
  score double precision,
  deleted_at timestamp,
  post_type integer,
  sort_order integer,
  last_editor_id integer,
  hidden boolean not null,
  version integer not null,
  word_count integer,
  locale varchar(20),
  legacy_locale varchar(20),
  edit_reason varchar,
  baked_version integer
);

-- Few write most of it: the third power of an even spread. Ten posts to a topic, its posts not next to each other.
insert into posts
select
  i,
  case
    when {posts_author_none} then null
    when {posts_author_gone} then {users} + 1 + i % 1000
    else 1 + floor({users} * power(i * 48271 % 1000003 / 1000003.0, 3))::integer
  end,
  case when {posts_topic_gone} then {topics} + i else (i - 1) / {block} * {block_topics} + (i - 1) % {block_topics} + 1 end,
  number + case when not {posts_number_taken} then 0 when number < 10 then 1 else -1 end,
  case when {posts_raw_long} then repeat(book, 10) else said end,
  '<p>' || said || '</p>' || chr(10) || '<aside>' || left(said, 90) || '</aside>',
  timestamp '2013-05-01' + i * interval '45 seconds',
  timestamp '2013-05-02' + i * interval '45 seconds',
  null,
  0,
  case when not {posts_likes_none} then i * 31 % 23 end,
  i * 17 % 1009 / 10.0,
  case when i % 97 = 0 then timestamp '2024-03-01' end,
  case when {posts_type_odd} then 99 when i % 29 = 0 then 3 when i % 31 = 0 then 2 else 1 end,
  number,
  case when not {posts_editor_none} then 1 + i * 7919 % {users} end,
  false,
  1,
  case when not {posts_words_none} then length(said) / 6 end,
  case when i % 20 = 0 and not {posts_locale_left} then 'it' end,
  case when i % 20 = 0 or {posts_locale_left} then 'it' end,
  null,
  2
from (
  select i, book, ((i - 1) % {block} / {block_topics} + 1)::integer as number,
         substr(book, 1 + (i * 7919 % 3400)::integer, 100 + (i * 611953 % 401)::integer) as said
  from generate_series(1, {posts}::bigint) i
  cross join (
    select left(string_agg(word, ' ' order by n * 7919 % 1009), 3900) as book
    from generate_series(1, 1008) n
    join unnest(array['river', 'stone', 'under', 'bright', 'meadow', 'quickly', 'to', 'the', 'a', 'of', 'every', 'lantern',
                      'carried', '**north**', 'we', 'saw', 'harbour', 'naïve', 'élan', '[there](/t/9)', 'slowly', 'rain'])
         with ordinality as w(word, place) on place = 1 + n * 31 % 22
  ) written
  offset 0
) drafted;
