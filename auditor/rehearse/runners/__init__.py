"""What runs the pending migrations on a clone: the application's own command, or programs of ours."""
