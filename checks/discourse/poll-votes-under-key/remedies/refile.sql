call pg_temp.find_in_copies();

insert into stray
select field_id, voter, pg_temp.label(poll), pg_temp.label(option), pg_temp.label(name), pg_temp.label(option) from found;

call pg_temp.refile();
