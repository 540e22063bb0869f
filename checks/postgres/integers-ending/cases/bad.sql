insert into posts values (1800000000), (2000000000);
insert into likes (post_id, kind_id) values (1800000000, 30000), (null, null);
select setval('likes_id_seq', 1073741824), setval('short', 899);
insert into slips values (default, 5000000000);
