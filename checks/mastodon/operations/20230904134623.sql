-- FixKmrLocaleSettings: a language that was called wrongly, in users' settings and in the languages they have chosen.
-- tried: v4.7.0-alpha.2

-- stops settings-unreadable: Users whose settings are not what the migration can read
--   The application writes them as a JSON object. The migration reads them one user after the other, and ends with an error at the first that is none.
-- by hand: Mend the text, or empty it. With {} the user has the settings that everybody begins with.
select u.id, left(u.settings, 40) as beginning
from users u
where u.settings <> '{}'
  and case when pg_input_is_valid(u.settings, 'json') then json_typeof(u.settings::json) not in ('object', 'string') else true end
order by u.id;
-- nothing: kmr becomes ku, which is the same language
update users set chosen_languages = array_replace(chosen_languages, 'kmr', 'ku') where 'kmr' = any (chosen_languages);
