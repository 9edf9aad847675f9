"""Stems come without the heavy libraries that nltk would take along."""

from __future__ import annotations

import subprocess
import sys

_ALONE = """
import sys
from transcripts.text import stem
assert stem("fietsen", "nl") == "fiets"
print(*sorted({"scipy.stats", "sklearn", "pandas"} & set(sys.modules)))
import scipy.stats, sklearn
"""


def test_stems_load_neither_sklearn_nor_scipy_stats_and_leave_both_to_be_had() -> None:
    found = subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
