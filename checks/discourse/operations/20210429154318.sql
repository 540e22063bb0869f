-- RemoveEmptyTranslationCustomFields
-- tried: no, its source was not at hand

-- nothing: they are empty
delete from post_custom_fields
where (name = 'post_detected_lang' and value is null) or (name = 'translated_text' and value = '{}');
