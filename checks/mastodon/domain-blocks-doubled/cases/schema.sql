create table domain_blocks (
  id bigint primary key, domain varchar not null, severity integer default 0, reject_media boolean not null default false,
  reject_reports boolean not null default false, obfuscate boolean not null default false, private_comment text, public_comment text);
