"""Says before an upgrade which pending migrations will abort or lose data, because of which rows."""

__version__ = "0.1.0"
