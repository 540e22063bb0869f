"""Random small databases with pending migrations, which PostgreSQL really runs."""
