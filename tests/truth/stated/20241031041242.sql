create table classification_results (id serial primary key, target_id int, target_type varchar, model_used varchar, classification jsonb);
create unique index on classification_results (target_id, target_type, model_used);
-- case: nothing
-- case: a result
-- gone: select not exists (select from classification_results where model_used like 'cardiffnlp%')
insert into classification_results (target_id, target_type, model_used, classification) values (1, 'Post', 'sentiment', '{"neutral": 65, "negative": 20, "positive": 15}');
-- case: a result that is there under the new name
insert into classification_results (target_id, target_type, model_used, classification) values (1, 'Post', 'sentiment', '{"neutral": 65}'), (1, 'Post', 'cardiffnlp/twitter-roberta-base-sentiment-latest', '{}');
-- case: a result that is no number
insert into classification_results (target_id, target_type, model_used, classification) values (1, 'Post', 'sentiment', '{"neutral": "much"}');
