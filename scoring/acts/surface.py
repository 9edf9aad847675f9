"""The words of a sentence as features: stems and pairs of stems, with a mark where the sentence begins."""

from __future__ import annotations

from collections.abc import Sequence

from transcripts.text import Token

_BEGINS = "^"
_NUMBER = "#"


def surface(tokens: Sequence[Token], asks: bool) -> list[str]:
    """The features of a sentence, each once: stems, neighbouring pairs, numbers as `#`, and its question mark."""
    stems = [_NUMBER if token.folded[0].isdigit() else token.stem for token in tokens]
    pairs = [f"{one} {other}" for one, other in zip([_BEGINS, *stems], stems, strict=False)]
    return list(dict.fromkeys([*stems, *pairs, *(["?"] if asks else [])]))
