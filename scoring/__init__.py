"""How it is measured: acts, evidence, marks, scorecards, coaching. Pure values and functions."""
