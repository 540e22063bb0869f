-- OptimizeNullIndexUsersCreatedByApplicationId: the index is built anew without the rows in which the column is empty, and then takes the place of the old one.
-- tried: v4.7.0-alpha.2

drop index if exists index_users_on_created_by_application_id_new;
create index concurrently index_users_on_created_by_application_id_new on users (created_by_application_id) where created_by_application_id is not null;
drop index if exists index_users_on_created_by_application_id;
alter index index_users_on_created_by_application_id_new rename to index_users_on_created_by_application_id;
