create schema if not exists auditor_quarantine;
create table if not exists <<log>> (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  table_name text not null,
  action text not null,
  old_row text,      -- the row as PostgreSQL writes it, exact for every type: this is what undo reads
  new_row text,
  old_json json      -- the same for human eyes
);
