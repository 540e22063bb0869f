create table accounts (id bigint primary key);
-- case: the view
create materialized view follow_recommendations as select id as account_id from accounts;
-- case: a view of the administrator on it
create materialized view follow_recommendations as select id as account_id from accounts; create view theirs as select account_id from follow_recommendations;
-- case: no view
