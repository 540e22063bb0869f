insert into auditor_skipped_polls (post_id, name, why, poll, votes, at) values
  (1, 'poll', 'the post has a poll of that name already', '{"name":"poll"}', '{"7":{"poll":["a"]}}', '2020-02-03 04:05:06.789'),
  (2, 'it''s "lunch"', 'its post is gone', '{"name":"it''s \"lunch\""}', '{}', '2020-02-03 04:05:06'),
  (3, null, 'its polls cannot be read: JSON::ParserError', '{', null, '2020-02-03 04:05:06'),
  (3, null, 'the votes of user 9: NoMethodError', null, '{"9":null}', '2020-02-03 04:05:06'),
  (null, 'old', 'row 4 of polls has no post', null, null, '2020-02-03 04:05:06');
