"""Acts, spans and marks measured on labelled conversations and public data, beside simple rules, people and peers."""

from benchmarks.quality.measure import run
from benchmarks.quality.tables import table

__all__ = ["run", "table"]
