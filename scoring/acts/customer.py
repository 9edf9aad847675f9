"""The acts of a customer's turn, and the names customers give themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rubrics.vocabulary import CUSTOMER_ACTS
from scoring.acts.join import BY_FORM, join, keep_best
from scoring.acts.pieces import Reading
from scoring.acts.values import Act
from transcripts.conversation import Conversation, Speaker
from transcripts.text import fold

# The first words of a customer are a greeting when they are fewer, and nearly always the reason when more.
_FEWEST_WORDS = 8
_REASON = 0.6
_SELF_NAMED = re.compile(
    r"\b(?:my name is|my name's|this is|i am called|mijn naam is|ik heet|u spreekt met|je spreekt met|"
    r"mein name ist|ich heiße|ich heisse|hier ist|numele meu este|mă numesc|ma numesc|mă cheamă|ma cheama)"
    r"\s+((?:[^\W\d_]+[ -]?){1,3})",
    re.IGNORECASE,
)
# A signature: a last line of one to four words, the first with a capital or a particle.
_SIGNATURE = re.compile(r"(?:[A-ZÀ-ÖØ-ÞĂÂÎȘȚ][^\W\d_]*\.?|van|de|der|den|von|ter)(?:[ -][^\W\d_]+\.?){0,3}")
_NAME_PARTICLES = frozenset({"van", "de", "der", "den", "von", "het", "the", "and", "from", "uit", "aus", "din", "ter"})


def customer_acts(reading: Reading, meant: Sequence[Mapping[str, float]], first: bool) -> list[Act]:
    """The acts present in a customer's turn, in the order of their names; `first` for the first customer turn."""
    best: dict[str, Act] = {}
    for index, piece in enumerate(reading.pieces):
        judged = join(piece, meant[index], CUSTOMER_ACTS)
        if piece.found("does_not_understand"):
            judged["confusion"] = (max(BY_FORM, judged.get("confusion", (0.0, ""))[0]), "structure")
        keep_best(best, judged, piece)
    if first:
        # Nobody understands or thanks for the answer before there was one.
        best.pop("confusion", None)
        best.pop("satisfied", None)
        if "problem_statement" not in best and len(reading.tokens) >= _FEWEST_WORDS:
            best["problem_statement"] = _reason_for_contact(reading, meant)
    return [best[name] for name in sorted(best)]


def _signature(text: str) -> str:
    """The name on the last line of a letter, empty when it is none."""
    body, _, last = text.rstrip().rpartition("\n")
    return last.strip() if body and _SIGNATURE.fullmatch(last.strip()) else ""


def _reason_for_contact(reading: Reading, meant: Sequence[Mapping[str, float]]) -> Act:
    """Customers begin with why they are in touch: the sentence that comes nearest to saying it."""
    certainties = [certainties.get("problem_statement", 0.0) for certainties in meant]
    likeliest = max(range(len(certainties)), key=lambda index: (certainties[index], len(reading.pieces[index].text)))
    piece = reading.pieces[likeliest]
    return Act("problem_statement", _REASON, piece.start, piece.end, "structure")


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
