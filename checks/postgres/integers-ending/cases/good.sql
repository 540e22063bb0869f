insert into posts values (1000000000);
insert into likes (post_id, kind_id, at) values (1000000000, 12000, 1700000000);
select setval('likes_id_seq', 1073741823), setval('short', 498);
insert into slips values (default, 5000000000);
