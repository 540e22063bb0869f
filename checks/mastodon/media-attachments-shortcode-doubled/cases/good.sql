insert into media_attachments values (1, 'ab', 1), (2, 'aB', 1), (3, null, 1), (4, null, 1);
