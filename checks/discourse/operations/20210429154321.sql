-- RemoveNilCustomFieldsFromPolicy
-- tried: no, nothing was planted for it

-- nothing: they are empty
delete from post_custom_fields where name = 'HasPolicy' and value is null;
