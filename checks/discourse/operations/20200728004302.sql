-- DropPathWhitelistFromEmbeddableHosts
-- tried: v2.6.0.beta2

-- lost paths-under-old-name: Hosts that may embed topics, whose paths stand in the old column alone
--   Paths moved to allowed_paths; these are not there, or were changed since.
-- mend copy: Copy the paths. Sets allowed_paths from path_whitelist.
select h.id, h.path_whitelist, h.allowed_paths
from embeddable_hosts h
where coalesce(h.path_whitelist, '') <> '' and h.path_whitelist is distinct from h.allowed_paths
order by h.id;
update embeddable_hosts set allowed_paths = found.path_whitelist from found where found.id = embeddable_hosts.id;
drop trigger if exists embeddable_hosts_path_whitelist_readonly on embeddable_hosts;
alter table embeddable_hosts drop column if exists path_whitelist;
