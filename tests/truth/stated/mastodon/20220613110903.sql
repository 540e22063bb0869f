create table custom_filters (id bigint primary key, account_id bigint, phrase text, irreversible boolean not null default false, action integer not null default 0);
-- case: one that warns
insert into custom_filters values (1, 1, 'a', false, 0);
-- case: one that hides
-- gone: select action <> 1 from custom_filters
insert into custom_filters values (1, 1, 'a', true, 1);
-- case: one that was to hide and warns
-- gone: select action <> 1 from custom_filters
insert into custom_filters values (1, 1, 'a', true, 0);
