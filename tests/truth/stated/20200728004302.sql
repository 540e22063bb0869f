create table embeddable_hosts (id serial primary key, path_whitelist varchar, allowed_paths varchar);
-- case: nothing
-- case: paths in the old column alone
-- gone: select not exists (select from embeddable_hosts where allowed_paths = '/a')
insert into embeddable_hosts (path_whitelist) values ('/a');
-- case: paths in both columns
-- gone: select not exists (select from embeddable_hosts where allowed_paths = '/a')
insert into embeddable_hosts (path_whitelist, allowed_paths) values ('/a', '/a');
