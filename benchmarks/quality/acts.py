"""Acts and spans of labelled conversations: precision, recall and F1 by name and language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.quality.corpus import Labelled, Stretch, by_language
from benchmarks.quality.figures import Counts, Part, counted, score_rows
from benchmarks.quality.system import Recognise
from rubrics.vocabulary import AGENT_ACTS, CUSTOMER_ACTS, SPAN_KINDS
from transcripts.conversation import Speaker

ACTS = AGENT_ACTS + CUSTOMER_ACTS


def acts(gold: Sequence[Labelled], recognise: Recognise) -> Part:
    """Each act, over all languages and in each."""
    counts = {group: act_counts(some, recognise) for group, some in by_language(gold).items()}
    return Part(score_rows(counts, "act", ACTS), (f"{len(gold)} conversations",))


def act_counts(gold: Iterable[Labelled], recognise: Recognise) -> dict[str, Counts]:
    """How often each act was found and missed, turn by turn."""
    return counted(
        ({act.name for act in turn.acts}, there)
        for one in gold
        for turn, there in zip(recognise(one.conversation), one.acts, strict=True)
    )


def spans(gold: Sequence[Labelled], recognise: Recognise) -> Part:
    """Each kind of span in agents' turns; explained ones count like the others."""
    counts = {group: _span_counts(some, recognise) for group, some in by_language(gold).items()}
    note = "a span is right when one of the same kind overlaps it"
    return Part(score_rows(counts, "span", SPAN_KINDS), (note,))


def _span_counts(gold: Iterable[Labelled], recognise: Recognise) -> dict[str, Counts]:
    counts = dict.fromkeys(SPAN_KINDS, Counts())
    for one in gold:
        found = recognise(one.conversation)
        for turn, acts_of_turn, there in zip(one.conversation.turns, found, one.spans, strict=True):
            if turn.speaker is Speaker.AGENT:
                called = [Stretch(span.kind, span.start, span.end) for span in acts_of_turn.spans]
                for kind in SPAN_KINDS:
                    counts[kind] += _matched(_of(kind, called), _of(kind, there))
    return counts


def _of(kind: str, stretches: Iterable[Stretch]) -> list[Stretch]:
    return [stretch for stretch in stretches if stretch.kind == kind]


def _matched(called: Sequence[Stretch], there: Sequence[Stretch]) -> Counts:
    met = sum(any(one.overlaps(other) for other in called) for one in there)
    wrong = sum(not any(one.overlaps(other) for other in there) for one in called)
    return Counts(right=met, wrong=wrong, missed=len(there) - met)
