-- RemoveFilteredLanguagesFromUsers
-- tried: v4.7.0-alpha.2

-- differs languages-seen-again: Users who left out languages in 2018 and have chosen none to be shown
--   What was left out became a list of those to be shown. Where that is empty, the user has chosen all since, or was never carried over.
select u.id, u.filtered_languages
from users u
where cardinality(u.filtered_languages) > 0 and u.chosen_languages is null
order by u.id;
alter table users drop column filtered_languages;
