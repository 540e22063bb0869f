-- RemoveWholeWordFromCustomFilters
-- tried: v4.7.0-alpha.2

-- lost filters-without-keyword: Filters that old code has added, and that have no keyword
--   A filter takes effect by its rows in custom_filter_keywords. These have none, so that they hide nothing; whether they stood for whole words is forgotten.
-- mend add-keyword: Add the keyword. Adds the phrase of each of these filters to custom_filter_keywords.
select f.id, f.account_id, f.phrase, f.whole_word
from custom_filters f
where not exists (select from custom_filter_keywords k where k.custom_filter_id = f.id)
  and not exists (select from custom_filter_statuses s where s.custom_filter_id = f.id)
order by f.id;
insert into custom_filter_keywords (id, custom_filter_id, keyword, whole_word, created_at, updated_at)
select (select coalesce(max(id), 0) from custom_filter_keywords) + row_number() over (order by f.id),
       f.id, f.phrase, f.whole_word, f.created_at, f.updated_at
from custom_filters f join found on found.id = f.id;
-- differs whole-words-changed: Filters whose only keyword is not for whole words as the filter was, or the other way round
--   Where they differ, the keyword was changed since, or old code has still changed the filter.
select f.id, f.account_id, f.whole_word
from custom_filters f
join custom_filter_keywords k on k.custom_filter_id = f.id and k.id = f.id
where k.whole_word <> f.whole_word and k.keyword = f.phrase
order by f.id;
alter table custom_filters drop column whole_word;
