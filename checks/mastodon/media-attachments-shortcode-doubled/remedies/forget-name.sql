update media_attachments m set shortcode = null from found f where f.id = m.id;
