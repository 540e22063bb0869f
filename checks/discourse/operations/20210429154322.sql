-- RemoveNilCustomFieldsFromSolved
-- tried: no, nothing was planted for it

-- nothing: they are empty
delete from post_custom_fields where name = 'is_accepted_answer' and value is null;
delete from topic_custom_fields
where name in ('accepted_answer_post_id', 'solved_auto_close_topic_timer_id') and value is null;
