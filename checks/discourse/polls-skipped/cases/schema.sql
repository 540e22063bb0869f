create table auditor_skipped_polls (
  id bigserial primary key,
  post_id bigint,
  name text,
  why text not null,
  poll text,
  votes text,
  at timestamp without time zone not null default (now() at time zone 'utc')
);
