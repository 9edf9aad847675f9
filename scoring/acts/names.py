"""The names that customers give themselves."""

from __future__ import annotations

import re

from transcripts.conversation import Conversation, Speaker
from transcripts.text import fold

_SELF_NAMED = re.compile(
    r"\b(?:my name is|my name's|this is|i am called|mijn naam is|ik heet|u spreekt met|je spreekt met|"
    r"mein name ist|ich heiße|ich heisse|hier ist|numele meu este|mă numesc|ma numesc|mă cheamă|ma cheama)"
    r"\s+((?:[^\W\d_]+[ -]?){1,3})",
    re.IGNORECASE,
)
# A signature: a last line of one to four words, the first with a capital or a particle.
_SIGNATURE = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĂÂÎȘȚ][^\W\d_]*\.?|van|de|der|den|von|ter)(?:[ -][^\W\d_]+\.?){0,3}")
_NAME_PARTICLES = frozenset({"van", "de", "der", "den", "von", "het", "the", "and", "from", "uit", "aus", "din", "ter"})


def customer_names(conversation: Conversation) -> frozenset[str]:
    """The names, folded, by which the customer may be called: as given by the source, said or signed."""
    texts = [conversation.customer or ""]
    for turn in conversation.turns:
        if turn.speaker is Speaker.CUSTOMER:
            texts.append(turn.name or "")
            texts += [match.group(1) for match in _SELF_NAMED.finditer(turn.text)]
            texts.append(_signature(turn.text))
    words = {fold(word) for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)}
    return frozenset(words - _NAME_PARTICLES)


def _signature(text: str) -> str:
    """The name on the last line of a letter, empty when it is none."""
    body, _, last = text.rstrip().rpartition("\n")
    return last.strip() if body and _SIGNATURE.fullmatch(last.strip()) else ""
