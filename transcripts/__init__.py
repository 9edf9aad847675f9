"""What was said, by whom, when. Imports nothing from the packages to its right."""
