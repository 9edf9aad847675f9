"""One small reader per file format, chosen in `read.py`."""
