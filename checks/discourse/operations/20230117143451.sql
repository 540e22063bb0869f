-- DropInvalidDrafts: drafts above 400,000 characters.
-- tried: no, its source was not at hand

-- lost drafts-too-long: Drafts of more than 400,000 characters
--   They are longer than any post may be; they are deleted.
select d.id, d.user_id, d.draft_key, length(d.data) as characters
from drafts d
where length(d.data) > 400000
order by d.id;
delete from drafts where length(data) > 400000;
