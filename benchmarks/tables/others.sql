create table users (
  id integer not null,
  username varchar(60) not null,
  username_lower varchar(60) not null,
  name varchar,
  trust_level integer,
  active boolean,
  created_at timestamp not null,
  updated_at timestamp not null,
  last_seen_at timestamp,
  ip_address inet,
  title varchar,
  legacy_bio text
);

insert into users
select
  i,
  'Member' || i,
  'member' || case when {users_name_taken} then i - 1 else i end,
  'Name of ' || i,
  case when {users_trust_odd} then 9 else i * 13 % 5 end,
  case when not {users_active_none} then i % 19 > 0 end,
  timestamp '2013-02-01' + i * interval '17 minutes',
  timestamp '2024-01-01',
  timestamp '2024-01-01' - i * 7 % 900 * interval '1 day',
  ('10.' || i / 65536 % 256 || '.' || i / 256 % 256 || '.' || i % 256)::inet,
  null,
  case when i % 10 = 0 or {users_bio_left} then 'I am number ' || i || ' and ' || repeat('much may be said of me, ', 4) end
from generate_series(1, {users}::bigint) i;

create table user_profiles (user_id integer not null, bio_raw text, website varchar, views integer not null);

insert into user_profiles
select id, case when not {users_bio_left} then legacy_bio end, null, i * 11 % 400
from users cross join lateral (select id as i) numbered;

create table user_emails (
  id integer not null,
  user_id integer not null,
  email varchar(513) not null,
  "primary" boolean not null,
  created_at timestamp not null
);

insert into user_emails
select
  i,
  case when i <= {users} then i else i - {users} end,
  case
    when {emails_address_taken} and i <= {users} then 'MEMBER' || i - 1 || '@Example.com'
    when i > {users} then 'second' || i || '@example.org'
    else 'member' || i || '@example.com'
  end,
  i <= {users},
  timestamp '2019-01-01'
from generate_series(1, {emails}::bigint) i;

create table user_options (
  user_id integer not null,
  email_level integer not null,
  mailing_list_mode boolean not null,
  digest_after_minutes integer,
  timezone varchar,
  locale varchar(20),
  text_size integer
);

insert into user_options
select i, i % 3, i % 40 = 0, 1440, case when {options_zone_long} then repeat('Z', 80) else 'Europe/Rome' end, 'en', 0
from generate_series(1, {users}::bigint) i;

create table topics (
  id integer not null,
  title varchar not null,
  fancy_title varchar,
  slug varchar,
  user_id integer,
  last_post_user_id integer,
  category_id integer,
  archetype varchar not null,
  views bigint,
  posts_count integer not null,
  created_at timestamp not null,
  bumped_at timestamp not null,
  deleted_at timestamp,
  featured_link varchar,
  excerpt varchar
);

insert into topics
select
  i,
  case when {topics_title_long} then repeat('a long title ', 30) else titled end,
  titled,
  'topic-' || i,
  1 + floor({users} * power(i * 48271 % 1000003 / 1000003.0, 3))::integer,
  1 + i * 7919 % {users},
  case when i % 8 > 0 then 1 + i * 13 % 100 end,
  case when i % 8 = 0 then 'private_message' else 'regular' end,
  case when {topics_views_beyond} then 3000000000 else i * 271 % 100003 end,
  10,
  timestamp '2013-05-01' + i * interval '7 minutes',
  timestamp '2013-05-01' + i * interval '7 minutes' + case when {topics_bump_early} then -1 else 1 end * interval '4 hours',
  case when i % 50 = 0 then timestamp '2024-03-01' end,
  null,
  repeat('What it begins with, number ' || i || '. ', 6)
from (
  select i, left('Of ' || md5(i::text) || ' and ' || md5((i + 1)::text), (30 + i * 61 % 40)::integer) as titled
  from generate_series(1, {topics}::bigint) i
  offset 0
) named;

-- Of fifty fields one holds old polls and one the votes of the same post; number k of them is of post k * apart.
create table post_custom_fields (
  id integer not null,
  post_id integer not null,
  name varchar(256) not null,
  value text,
  created_at timestamp not null,
  updated_at timestamp not null
);

insert into post_custom_fields
select
  i,
  case
    when i % 25 = 0 then k * ({posts} / {old_polls})
    when {fields_post_gone} then {posts} + i
    else 1 + i * 7919 % {posts}
  end,
  case
    when i % 50 = 0 then 'polls'
    when i % 50 = 25 then 'polls-votes'
    else (array['notice_count', 'reply_key', 'spam_state', 'action_path', 'reviewable_id', 'is_accepted'])[1 + i % 6]
  end,
  case
    when i % 50 = 0 then old.polls
    when i % 50 = 25 then old.votes
    when i % 6 = 0 then case when {fields_count_odd} then 'none' else (i % 1000)::text end
    when i % 6 = 1 then md5(i::text)
    when i % 6 = 2 then 'checked'
    when i % 6 = 3 then '/t/-/' || i
    when i % 6 = 4 then case when {fields_number_beyond} then '99999999999' else (i * 3)::text end
    else 't'
  end,
  timestamp '2018-01-01',
  timestamp '2018-01-01'
from (select i, (i + 49) / 50 as k from generate_series(1, {fields}::bigint) i offset 0) numbered
left join lateral (
  select
    case when i % 50 = 0 then (
      select left('{{"poll":{{"options":[' || string_agg('{{"id":"' || md5(k || '/' || o) || '","html":"Choice ' || o
                  || ' of these","votes":' || (k + o) % 90 || '}}', ',')
                  || '],"voters":' || 20 + k % 40 || ',"name":"poll","type":"regular","status":"open"}}}}',
                  case when {fields_polls_cut} then 300 else 100000 end)
      from generate_series(1, 10 + k * 7 % 30) o
    ) end as polls,
    case when i % 50 = 25 then (
      select left('{{' || string_agg('"' || case when {fields_voter_gone} and v = 1 then {users} + k
                                              else 1 + (k * 31 + v * 397) % {users} end
                  || '":{{"poll":["' || md5(k || '/' || 1 + v % 10) || '"]}}', ',') || '}}',
                  case when {fields_votes_cut} then 200 else 100000 end)
      from generate_series(1, 20 + k * 11 % 40) v
    ) end as votes
) old on i % 25 = 0;

-- Every thirtieth old poll has a new one beside it, on the next post unless its name is taken.
create table polls (
  id bigint not null,
  post_id bigint not null,
  name varchar not null,
  close_at timestamp,
  type integer not null,
  status integer not null,
  results integer not null,
  visibility integer not null,
  min integer,
  max integer,
  step integer,
  anonymous_voters integer,
  created_at timestamp not null
);

insert into polls
select i, i * 30 * ({posts} / {old_polls}) + case when {polls_name_taken} then 0 else 1 end, 'poll', null, 0, 0, 0, 0,
       null, null, null, null, timestamp '2019-01-01'
from generate_series(1, {polls}::bigint) i;

create table poll_options (
  id bigint not null,
  poll_id bigint,
  digest varchar not null,
  html text not null,
  anonymous_votes integer,
  created_at timestamp not null
);

insert into poll_options
select i, 1 + (i - 1) / 8, md5(i::text), 'Choice ' || i, null, timestamp '2019-01-01'
from generate_series(1, {polls}::bigint * 8) i;

create table poll_votes (
  poll_id bigint,
  poll_option_id bigint,
  user_id bigint,
  rank integer not null,
  created_at timestamp not null
);

insert into poll_votes
select
  1 + i % {polls},
  i % {polls} * 8 + 1 + i * 5 % 8,
  case when {votes_user_gone} then {users} + i else 1 + (i / {polls} * 397 + i % {polls} * 31) % {users} end,
  0,
  timestamp '2019-01-01'
from generate_series(1, {votes}::bigint) i;

create table notifications (
  id bigint not null,
  notification_type integer not null,
  user_id integer not null,
  data varchar(1000) not null,
  read boolean,
  created_at timestamp not null,
  topic_id integer,
  post_number integer,
  post_action_id bigint,
  high_priority boolean
);

insert into notifications
select
  i,
  case when {notices_type_odd} then 700 else 1 + i * 7 % 30 end,
  case when {notices_user_gone} then {users} + 1 + i % 1000 else 1 + i * 7919 % {users} end,
  '{{"display_username":"member' || i % 1000 || '"}}',
  i % 5 > 0,
  timestamp '2019-06-01' + i * interval '25 seconds',
  1 + i * 611953 % {topics},
  1 + i % 10,
  case when {notices_action_beyond} then 5000000000 when i % 10 = 0 then i end,
  case when not {notices_priority_none} then i % 9 = 0 end
from generate_series(1, {notices}::bigint) i;

create table schema_migrations (version varchar not null primary key);
insert into schema_migrations values ('20240101000000');
