insert into webauthn_credentials values (1, 'x', 1, 'blue'), (2, 'y', 1, 'red');
