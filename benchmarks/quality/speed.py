"""Turns scored in a second, with meaning and without, and the most memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.quality.figures import Part, Row


def speed(gold: Path) -> Part:
    """The labelled conversations scored whole, the best of three runs, each way in a process of its own."""
    return Part([_alone(gold, "without"), _alone(gold, "with")], ("loading the model is not in the time",))


def _alone(gold: Path, meaning: str) -> Row:
    command = [sys.executable, "-m", "benchmarks.quality.alone", str(gold), meaning]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {"meaning": meaning, **json.loads(output)}
