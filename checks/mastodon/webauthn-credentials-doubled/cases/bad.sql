insert into webauthn_credentials values (1, 'x', 1, 'blue', 3), (2, 'x', 1, 'blue', 5), (3, 'y', 1, 'red', 1), (4, 'y', 2, 'red', 0);
