select x.name::text as extension_name, x.installed_version as installed, x.default_version as on_the_server
from pg_available_extensions x
where x.installed_version <> x.default_version
order by 1
