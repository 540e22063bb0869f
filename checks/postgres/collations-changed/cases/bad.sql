-- As it stands there when the library has moved on.
update pg_collation set collversion = '1.1' where collname = 'old_order';
