"""What an agent could have said instead, chosen for a whole report at once so that it does not repeat itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.acts.register import due_in
from scoring.acts.values import Form, Norm, TurnActs
from scoring.evidence import Evidence, Verdict
from scoring.explain import MissingWordingError, tries
from scoring.quotation import QUOTE_LENGTH, quoted, shortened
from scoring.situation import GENERAL
from scoring.tries import QUOTE, Setting
from transcripts.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Manner:
    """How a conversation is held; `form` is the form of address that its agent should keep, None when unknown."""

    language: str
    channel: str
    form: Form | None = None


def manner(conversation: Conversation, acts: Sequence[TurnActs], norm: Norm | None = None) -> Manner:
    """The manner of a conversation, from what was recognised in its turns; `norm` is what its company wants."""
    due = due_in(conversation, [turn.form for turn in acts], norm)
    return Manner(conversation.language, conversation.channel.value, due)


def suggestions(report: Iterable[tuple[Evidence, Manner]]) -> tuple[str, ...]:
    """One wording for each evidence of a report, in its conversation's language; "" where it was well done.

    A term is said in its plain words. Else, of the wordings that fit, the one least used so far in this report is
    taken, and of several such the most fitting. A name that only a contact centre's own rubric knows has none.
    """
    used: Counter[str] = Counter()
    chosen = []
    for evidence, held in report:
        fitting = _fitting(evidence, held)
        text = min(fitting, key=lambda wording: used[wording], default="")
        used[text] += 1
        chosen.append(text.replace(QUOTE, quoted(_words(evidence), held.language)))
    return tuple(chosen)


def _fitting(evidence: Evidence, held: Manner) -> tuple[str, ...]:
    if evidence.verdict is Verdict.SHOWN:
        return ()
    if evidence.plain:
        return (evidence.plain,)
    setting = Setting(evidence.situation or GENERAL, held.form, held.channel, quotes=bool(_words(evidence)))
    try:
        return tries(evidence.reason, held.language, setting)
    except MissingWordingError:
        return ()


def _words(evidence: Evidence) -> str:
    """The words a wording may quote: the customer's, else the agent's own; none that would have to be cut."""
    words = evidence.prompt or evidence.quote
    return shortened(words.text) if words and len(words.text) <= QUOTE_LENGTH else ""
