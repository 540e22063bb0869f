-- RemoveUploadedMetaIdFromCategory
-- tried: v2.3.0

-- lost category-images-for-links: Categories with an image of their own for links from outside
--   Nothing takes the place of uploaded_meta_id: links to these categories show another image from now on.
-- by hand: Note which upload it was. The file itself may be cleaned up later, since nothing refers to it any more.
select c.id, c.name, c.uploaded_meta_id
from categories c
where c.uploaded_meta_id is not null
order by c.id;
drop trigger if exists categories_uploaded_meta_id_readonly on categories;
alter table categories drop column if exists uploaded_meta_id;
