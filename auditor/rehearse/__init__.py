"""The pending migrations run for real on a clone, watched, and every row accounted for."""
