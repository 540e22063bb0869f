-- RemoveMediaAttachmentsChangedFromStatusEdits
-- tried: v4.7.0-alpha.2

-- nothing: each version of a post names its attachments
alter table status_edits drop column media_attachments_changed;
