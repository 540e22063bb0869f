-- RemoveNilCustomFieldsFromAssign
-- tried: no, nothing was planted for it

-- nothing: they are empty
delete from topic_custom_fields where name in ('assigned_to_id', 'assigned_by_id') and value is null;
