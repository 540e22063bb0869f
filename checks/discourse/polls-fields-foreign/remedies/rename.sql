update post_custom_fields f
set name = left('kept-' || f.name, 256)
from found
where f.id = found.field_id;
