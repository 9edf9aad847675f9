"""Speed and quality, measured on data that is never shipped."""
