"""coach(scorecards): what one agent's scorecards say together, as a CoachingReport."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from rubrics.vocabulary import SPAN_KINDS
from scoring.coaching_report import CoachingReport, CriterionSummary, Focus, Moment, Strength, TermUse
from scoring.evidence import Evidence, Verdict
from scoring.intervals import mean_interval, trend
from scoring.marks import LEVELS, Mark
from scoring.scorecard import Scorecard, scorecard_line
from scoring.suggestions import Manner, suggestions
from transcripts.text import stems

# A report that asks for more than three things at once is not acted upon.
_MOST_FOCUS = 3
_MOST_STRENGTHS = 3
_MOMENTS = 2
_MOST_TERMS = 8
# An occasion met at level 3 or more is a strength; less is met in part.
_STRONG_LEVEL = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """One evidence with the scorecard and mark it stands in."""

    card: Scorecard
    mark: Mark
    evidence: Evidence


def coach(
    scorecards: Iterable[Scorecard], agent: str, language: str, *, goal: str = "", follow_up: str = ""
) -> CoachingReport:
    """The coaching report of one agent in the reader's language, over scorecards of that agent.

    The order of the scorecards does not matter, and one given twice counts once. `follow_up` is an ISO date.
    """
    cards = _in_order(scorecards)
    scored = [card for card in cards if card.not_scored is None]
    total, *criteria = marks_over(scored)
    found = [_Found(card, mark, evidence) for card in scored for mark in card.marks for evidence in mark.evidence]
    dates = [card.started_at[:10] for card in cards if card.started_at]
    return CoachingReport(
        agent=agent,
        language=language,
        first=min(dates, default=None),
        last=max(dates, default=None),
        conversations=len(cards),
        unscored=tuple(sorted(Counter(card.not_scored for card in cards if card.not_scored).items())),
        total=total,
        criteria=tuple(criteria),
        strengths=_strengths(found),
        focus=_focus(found),
        terms=_terms(found),
        rubrics=tuple(sorted({f"{card.rubric} {card.rubric_version}" for card in scored})),
        engine=", ".join(sorted({card.engine for card in cards})),
        names={criterion: names for card in cards for criterion, names in card.names.items()},
        titles={f"{card.rubric} {card.rubric_version}": card.titles for card in scored if card.titles},
        goal=goal,
        follow_up=follow_up,
    )


def marks_over(scorecards: Iterable[Scorecard]) -> tuple[CriterionSummary, ...]:
    """The totals together, then each criterion that is not left to people alone, the heaviest first.

    Marks that people gave and marks that were suggested must not be among the same scorecards.
    """
    cards = [card for card in _in_order(scorecards) if card.not_scored is None]
    return (_summary("total", [(card, card.total) for card in cards]), *_summaries(cards))


def _in_order(scorecards: Iterable[Scorecard]) -> list[Scorecard]:
    """Each scorecard once, in order of time; only those of the same moment have to be written out to compare them."""
    by_start: dict[str, list[Scorecard]] = defaultdict(list)
    for card in scorecards:
        by_start[card.started_at or ""].append(card)
    return [card for start in sorted(by_start) for card in _different(by_start[start])]


def _different(cards: list[Scorecard]) -> list[Scorecard]:
    if len(cards) == 1:
        return cards
    lines = {scorecard_line(card): card for card in cards}
    return [lines[line] for line in sorted(lines)]


def _summaries(cards: Sequence[Scorecard]) -> tuple[CriterionSummary, ...]:
    weights: dict[str, float] = {}
    scores: dict[str, list[tuple[Scorecard, float | None]]] = defaultdict(list)
    for card in cards:
        for mark in card.marks:
            if mark.not_judged != "people_only":
                weights[mark.criterion] = max(mark.weight, weights.get(mark.criterion, 0))
                scores[mark.criterion].append((card, mark.score))
    order = sorted(weights, key=lambda criterion: (-weights[criterion], criterion))
    return tuple(_summary(criterion, scores[criterion]) for criterion in order)


def _summary(criterion: str, scores: Sequence[tuple[Scorecard, float | None]]) -> CriterionSummary:
    judged = [(card, score) for card, score in scores if score is not None]
    values = [score for _, score in judged]
    low, high = mean_interval(values) or (None, None)
    series = tuple((card.started_at, score) for card, score in judged if card.started_at)
    return CriterionSummary(
        criterion=criterion,
        n=len(values),
        mean=round(fmean(values), 4) if values else None,
        low=low,
        high=high,
        trend=trend([score for _, score in series]),
        series=series,
    )


def _strengths(found: Sequence[_Found]) -> tuple[Strength, ...]:
    """The behaviours shown most, weighed by what their criterion weighs; one a criterion."""
    groups: dict[tuple[str, str], list[_Found]] = defaultdict(list)
    for item in found:
        if item.evidence.verdict is Verdict.SHOWN and item.evidence.quote and _is_strong(item):
            groups[item.mark.criterion, item.evidence.name].append(item)
    ranked = sorted(groups.items(), key=lambda group: (-sum(item.mark.weight for item in group[1]), group[0]))
    strengths: list[Strength] = []
    for (criterion, name), items in ranked:
        if criterion in {strength.criterion for strength in strengths} or len(strengths) == _MOST_STRENGTHS:
            continue
        conversations = len({item.card.id for item in items})
        strengths.append(Strength(criterion, name, len(items), conversations, tuple(map(_moment, _best(items)))))
    return tuple(strengths)


def _is_strong(item: _Found) -> bool:
    """Points are levels only where moments are counted; elsewhere everything shown was done well."""
    return item.mark.per != "moment" or item.evidence.points >= _STRONG_LEVEL


def _focus(found: Sequence[_Found]) -> tuple[Focus, ...]:
    """What cost most of the total, at most three things and one a criterion."""
    groups: dict[tuple[str, str], list[_Found]] = defaultdict(list)
    for item in found:
        if item.evidence.verdict is not Verdict.SHOWN:
            groups[item.mark.criterion, item.evidence.reason].append(item)
    ranked = sorted(groups.items(), key=lambda group: (-sum(_cost(item) for item in group[1]), group[0]))
    costliest: dict[str, tuple[str, list[_Found]]] = {}
    for (criterion, reason), items in ranked:
        if len(costliest) < _MOST_FOCUS:
            costliest.setdefault(criterion, (reason, items))
    chosen = {criterion: _best(items) for criterion, (_, items) in costliest.items()}
    # All at once, so that no two points of a report propose the same sentence.
    wordings = iter(suggestions((item.evidence, _manner(item.card)) for items in chosen.values() for item in items))
    return tuple(
        Focus(
            criterion=criterion,
            reason=reason,
            times=len(items),
            out_of=sum(item.mark.criterion == criterion and item.mark.per == "moment" for item in found),
            conversations=len({item.card.id for item in items}),
            moments=tuple(map(_moment, chosen[criterion])),
            tries=tuple(islice(wordings, len(chosen[criterion]))),
        )
        for criterion, (reason, items) in costliest.items()
    )


def _manner(card: Scorecard) -> Manner:
    return Manner(card.language, card.channel, card.form)


def _cost(item: _Found) -> float:
    """The part of the conversation's total that this evidence took: its share of what its mark lacks, by weight."""
    against = [evidence for evidence in item.mark.evidence if evidence.verdict is not Verdict.SHOWN]
    lost = [_lost(item.mark, evidence) for evidence in against]
    missing = 1 - (item.mark.score or 0.0)
    return item.mark.weight * missing * _lost(item.mark, item.evidence) / (sum(lost) or 1)


def _lost(mark: Mark, evidence: Evidence) -> float:
    return evidence.weight * (LEVELS - evidence.points) if mark.per == "moment" else abs(evidence.points) or 1.0


def _best(items: Sequence[_Found]) -> list[_Found]:
    """The surest moments, from different conversations as far as there are any, the latest first among equals."""
    order = sorted(items, key=lambda item: (item.evidence.certainty, item.card.started_at or ""), reverse=True)
    chosen: list[_Found] = []
    for item in order:
        if item.card.id not in {other.card.id for other in chosen}:
            chosen.append(item)
    rest = [item for item in order if item not in chosen]
    return (chosen + rest)[:_MOMENTS]


def _moment(item: _Found) -> Moment:
    evidence, card = item.evidence, item.card
    starts = card.starts
    return Moment(
        conversation=card.id,
        channel=card.channel,
        language=card.language,
        started_at=card.started_at,
        turn=evidence.turn,
        at=starts[evidence.turn] if card.channel == "call" and evidence.turn < len(starts) else None,
        reason=evidence.reason,
        quote=evidence.quote.text if evidence.quote else "",
        prompt=evidence.prompt.text if evidence.prompt else "",
    )


def _terms(found: Sequence[_Found]) -> tuple[TermUse, ...]:
    """The terms used most, each place counted once however many criteria count it."""
    places: dict[tuple[str, int, int], _Found] = {}
    for item in found:
        words = item.evidence.quote
        if item.evidence.name in SPAN_KINDS and words:
            places.setdefault((item.card.id, words.turn, words.start), item)
    uses: dict[tuple[str, tuple[str, ...]], list[_Found]] = defaultdict(list)
    for item in places.values():
        text = item.evidence.quote.text if item.evidence.quote else ""
        uses[item.card.language, stems(text, item.card.language)].append(item)
    ranked = sorted(uses.items(), key=lambda use: (-len(use[1]), use[0]))[:_MOST_TERMS]
    return tuple(
        TermUse(
            text=items[0].evidence.quote.text if items[0].evidence.quote else "",
            kind=items[0].evidence.name,
            plain=items[0].evidence.plain,
            times=len(items),
            language=language,
            conversation=items[0].card.id,
        )
        for (language, _), items in ranked
    )
