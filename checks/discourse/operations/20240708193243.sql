-- FixVllmModelName: renames one of them.
-- tried: no, nothing was planted for it

-- lost models-not-renamed: Models of that name, where there are several
--   One of them is renamed, and nothing says which; the others keep a name that means nothing.
-- by hand: Rename the others. To mistralai/Mixtral-8x7B-Instruct-v0.1, after the migration.
select m.id, m.display_name
from llm_models m
where m.name = 'mistralai/Mixtral' and (select count(*) from llm_models n where n.name = 'mistralai/Mixtral') > 1
order by m.id;
