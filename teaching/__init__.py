"""Training modules: what they hold, how exercises and quizzes are answered, and what they change."""
