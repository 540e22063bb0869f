-- RemoveNilCustomFieldsFromCategoryExperts
-- tried: no, nothing was planted for it

-- nothing: they are empty
delete from post_custom_fields where name = 'category_expert_post' and value is null;
