insert into post_custom_fields (id, post_id, name, value, created_at, updated_at)
select row_number() over (), row_number() over (), name, value, '2018-02-01', '2018-02-02'
from (values ('polls_imported', 'yes'), ('polls-votes-', '{}'), ('polls-votes-x', null), ('pollster', 'x'), ('polls_of_2018', 'a b')) as f (name, value);
