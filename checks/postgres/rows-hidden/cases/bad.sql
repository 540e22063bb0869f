alter table notes enable row level security;
alter table drafts enable row level security;
alter table drafts force row level security;
alter table drafts owner to pg_monitor;
