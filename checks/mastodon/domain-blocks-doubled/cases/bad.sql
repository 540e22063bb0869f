insert into domain_blocks (id, domain, severity, reject_media, reject_reports, private_comment) values
  (1, 'a.example', 0, true, false, 'spam'), (2, 'a.example', 1, false, false, 'worse'), (3, 'a.example', 2, false, true, null),
  (4, 'b.example', 0, false, false, null), (5, 'b.example', 0, false, false, null), (6, 'c.example', 0, false, false, null);
