alter table environments alter column id type bigint;
