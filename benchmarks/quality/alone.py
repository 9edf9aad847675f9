"""Scoring timed in a process of its own: `python -m benchmarks.quality.alone FOLDER with|without`, prints JSON."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.quality.corpus import labelled
from benchmarks.score_speed import turns_a_second
from rubrics.load import rubric_for_channel
from scoring.acts.embedding import embedding
from scoring.engine import score


@dataclass(frozen=True, slots=True)
class Run:
    """Turns scored in a second, and the most memory held from the start of the program to its end."""

    turns: int
    turns_per_second: float
    peak_megabytes: float


def run(gold: Path, *, with_meaning: bool) -> Run:
    """All conversations of the folder scored in this process, which should do nothing else."""
    conversations = [one.conversation for one in labelled(gold)]
    model = embedding() if with_meaning else None
    speed = turns_a_second(conversations, lambda one: score(one, rubric_for_channel(one.channel.value), model))
    turns = sum(len(one.turns) for one in conversations)
    return Run(turns, round(speed, 1), round(_peak_megabytes(), 1))


def _peak_megabytes() -> float:
    """Linux's ru_maxrss would count what the process that started it holds, too."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(Path(sys.argv[1]), with_meaning=sys.argv[2] == "with"))) + "\n")
