-- RemoveIrreversibleFromCustomFilters
-- tried: v4.7.0-alpha.2

-- lost filters-that-only-warn: Filters that dropped posts for good and only warn of them by the new column
--   Filters that dropped posts have action 1; these have 0, since old code has written them, or were changed since.
-- mend hide: Let them hide. Sets the action of each of these filters to 1.
select f.id, f.account_id, f.phrase
from custom_filters f
where f.irreversible and f.action = 0
order by f.id;
update custom_filters set action = 1 from found where found.id = custom_filters.id;
alter table custom_filters drop column irreversible;
