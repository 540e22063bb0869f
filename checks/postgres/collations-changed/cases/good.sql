update pg_collation set collversion = '1' where collname = 'unused';
