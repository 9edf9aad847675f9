"""What good looks like: rubrics as data."""
