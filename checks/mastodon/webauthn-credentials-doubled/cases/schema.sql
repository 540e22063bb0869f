create table webauthn_credentials (id bigint primary key, external_id varchar not null, user_id bigint, nickname varchar not null, sign_count bigint not null default 0);
