create table email_domain_blocks (id bigint primary key, domain varchar, parent_id bigint references email_domain_blocks on delete cascade);
-- case: a domain alone
-- gone: select not exists (select from email_domain_blocks)
insert into email_domain_blocks values (1, 'a.example', null);
-- case: with a mail server
-- gone: select not exists (select from email_domain_blocks where domain = 'mx.example')
insert into email_domain_blocks values (1, 'a.example', null), (2, 'mx.example', 1);
