create unique index on webauthn_credentials (external_id);
