alter table posts enable replica trigger mirrored;
