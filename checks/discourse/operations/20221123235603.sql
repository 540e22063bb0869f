-- AllowEncryptPmsDefaultToBeNull: only allows nulls.
-- tried: no, its source was not at hand

alter table user_options alter column encrypt_pms_default drop not null;
