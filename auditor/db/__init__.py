"""Databases: looking at those of others, and making, filling and removing our own."""

import logging

# What psycopg logs beside its exceptions quotes rows, which may be private and are hostile.
logging.getLogger("psycopg").addHandler(logging.NullHandler())
logging.getLogger("psycopg").propagate = False
