insert into domain_blocks (id, domain) values (1, 'a.example'), (2, 'b.example');
