insert into media_attachments values (1, 'ab', 1), (2, 'ab', 2), (3, null, 1), (4, null, 1);
