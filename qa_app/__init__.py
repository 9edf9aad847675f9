"""People, storage, reports and commands around the scoring library."""
