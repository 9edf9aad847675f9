"""How the classifiers are trained; not needed to score."""
