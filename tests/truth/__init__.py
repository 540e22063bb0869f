"""What the auditor foresees of MigratePollsData against what the real migration then does, on random forums."""
