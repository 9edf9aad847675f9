"""Which acts each turn performs."""
