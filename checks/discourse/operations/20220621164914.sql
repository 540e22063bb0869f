-- DropFlairUrlFromGroups
-- tried: no, its source was not at hand

-- lost flair-without-upload: Groups whose flair is an address and no upload
--   Only images that were uploads of this forum were carried over; these groups have no flair from now on.
-- by hand: Upload the image. Or choose an icon, in the settings of the group.
select g.id, g.name, g.flair_url
from groups g
where g.flair_url is not null and g.flair_icon is null and g.flair_upload_id is null
order by g.id;
drop trigger if exists groups_flair_url_readonly on groups;
alter table groups drop column if exists flair_url;
