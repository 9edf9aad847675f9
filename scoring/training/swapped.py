"""Answers behind the words of another customer: to learn that it depends on what was said whether they answer it."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from scoring.acts.scenes import Scene, SceneTurn
from scoring.training.rows import fold
from transcripts.conversation import Speaker

# A customer who says less gives nothing to restate.
_FEWEST_WORDS = 6
_RESTATES, _MEETS, _FEELS = "paraphrase", "acknowledge_feeling", "negative_feeling"


def swapped_copies(scenes: Sequence[Scene]) -> Iterator[Scene]:
    """Each turn that restates or meets a feeling, behind a customer's turn of another scene, less what it then is not.

    It restates nothing that this customer said, and where no feeling was shown it meets none. Both scenes belong to
    one part of the cross-validation, and the copy to it too.
    """
    others: dict[tuple[str, int], list[tuple[str, SceneTurn]]] = defaultdict(list)
    for scene in scenes:
        for turn in scene.turns:
            if turn.speaker is Speaker.CUSTOMER and len(turn.text.split()) >= _FEWEST_WORDS:
                others[scene.language, fold(scene.slug)].append((scene.slug, turn))
    for scene in scenes:
        elsewhere = [turn for slug, turn in others[scene.language, fold(scene.slug)] if slug != scene.slug]
        for said, answer in pairwise(scene.turns):
            if said.speaker is not Speaker.CUSTOMER or answer.speaker is not Speaker.AGENT or not elsewhere:
                continue
            other = elsewhere[zlib.crc32(f"{scene.slug} {answer.text}".encode()) % len(elsewhere)]
            untrue = {_RESTATES} if _FEELS in other.acts else {_RESTATES, _MEETS}
            if answer.acts & untrue:
                lines = tuple(replace(line, acts=line.acts - untrue) for line in answer.lines)
                yield replace(scene, turns=(other, replace(answer, lines=lines)), levels=None)
