"""A scorecard as a page shows it: each criterion with the suggestion and the person's mark, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from qa_app.reports.words import Reader, correction_words, reader, sentence
from qa_app.store.reviews import Review, ReviewMark
from qa_app.web.wording import said_at
from rubrics import qualities
from rubrics.model import Criterion, Density, Occasion, Rubric
from scoring import explain
from scoring.acts.values import Norm
from scoring.evidence import Evidence, Verdict
from scoring.marks import Mark, number
from scoring.scorecard import Scorecard
from scoring.suggestions import Manner, suggestions

SIGNS = {Verdict.SHOWN: "●", Verdict.MISSED: "○", Verdict.CONTRARY: "✕"}


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One moment of a criterion. `key` is `<criterion>-<number>`, `at` its time on the player (None without times).

    `words` is the reason as a sentence of the reader's language, `tries` what could be said instead in the
    conversation's `language`. `counts` is what the moment counts in the arithmetic. `struck` is the reviewer's reason
    against it, None where it stands.
    """

    key: str
    number: int
    verdict: str
    verdict_words: str
    sign: str
    turn: int
    at: str | None
    words: str
    tries: tuple[str, ...]
    plain: str
    language: str
    counts: str
    struck: str | None


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion with what was suggested for it and what a person decided; either may be missing.

    `levels` are the descriptions of levels 0 to 4, () when nobody wrote any. `suggested` is 0..1; where nothing was
    suggested `not_judged` says why. A criterion whose suggestion is hidden has neither. `notes` say what the
    arithmetic does not: from what to what it was corrected, and by which form of address it was judged.
    """

    id: str
    name: str
    weight: float
    critical: str | None
    failed: bool
    why: str
    levels: tuple[str, ...]
    suggested: float | None
    not_judged: str
    notes: tuple[str, ...]
    arithmetic: str
    n: float
    per: str
    evidence: tuple[EvidenceView, ...]
    mark: ReviewMark | None


def criteria_view(
    rubric: Rubric, card: Scorecard | None, review: Review | None, language: str
) -> tuple[CriterionView, ...]:
    """All criteria of a rubric for a reader of `language`; `card` and `review` are None where there are none.

    A suggestion that is to stay hidden must not be in `card`: what is given is shown.
    """
    to = reader(language)
    suggested = {mark.criterion: mark for mark in card.marks} if card else {}
    decided = {mark.criterion: mark for mark in review.marks} if review else {}
    moments = _moments(card, review, to) if card else {}
    return tuple(
        _criterion(
            criterion,
            (suggested.get(criterion.id), decided.get(criterion.id)),
            moments.get(criterion.id, ()),
            card.norm if card else None,
            to,
        )
        for criterion in rubric.criteria
    )


def initials(name: str) -> str:
    """Ines van Meer as IM, for the pill beside a mark that this person gave."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def _moments(card: Scorecard, review: Review | None, to: Reader) -> dict[str, tuple[EvidenceView, ...]]:
    """The evidence of each criterion, with one wording to try for each, chosen for the card as a whole."""
    struck = {(row.criterion, row.number): row.reason for row in review.struck} if review else {}
    held = Manner(card.language, card.channel, card.form)
    instead = iter(suggestions((found, held) for mark in card.marks for found in mark.evidence))
    return {
        mark.criterion: tuple(
            _evidence(place, found, next(instead), struck.get((mark.criterion, place)), card, to)
            for place, found in enumerate(mark.evidence)
        )
        for mark in card.marks
    }


def _criterion(
    criterion: Criterion,
    marks: tuple[Mark | None, ReviewMark | None],
    moments: tuple[EvidenceView, ...],
    norm: Norm | None,
    to: Reader,
) -> CriterionView:
    suggested, mark = marks
    reason = suggested.not_judged if suggested else None
    return CriterionView(
        id=criterion.id,
        name=qualities.name(criterion, to.language),
        weight=criterion.weight,
        critical=criterion.critical,
        failed=suggested.failed if suggested else False,
        why=_why(criterion, to),
        levels=qualities.levels(criterion, to.language) or (),
        suggested=suggested.score if suggested else None,
        not_judged=sentence(explain.not_judged, reason, to) if reason else "",
        notes=_notes(criterion, suggested, norm, to) if suggested else (),
        arithmetic=suggested.arithmetic if suggested else "",
        n=suggested.n if suggested else 0,
        per=suggested.per if suggested else "",
        evidence=moments,
        mark=mark,
    )


def _notes(criterion: Criterion, mark: Mark, norm: Norm | None, to: Reader) -> tuple[str, ...]:
    address = explain.notice(f"norm_{norm}", to.language) if norm and _judges_address(criterion) else ""
    return tuple(note for note in (correction_words(mark, to), address) if note)


def _judges_address(criterion: Criterion) -> bool:
    if isinstance(criterion, Density):
        return "register_slip" in criterion.counts
    return isinstance(criterion, Occasion) and "register_slip" in criterion.contrary


def _why(criterion: Criterion, to: Reader) -> str:
    """Why it matters; nothing for a criterion that only a contact centre's own rubric knows."""
    try:
        return explain.why(criterion.id, to.language)
    except explain.MissingWordingError:
        return ""


def _evidence(
    place: int, found: Evidence, instead: str, struck: str | None, card: Scorecard, to: Reader
) -> EvidenceView:
    prompt = found.prompt.text if found.prompt else ""
    start = card.starts[found.turn] if found.turn < len(card.starts) else None
    return EvidenceView(
        key=f"{found.criterion}-{place}",
        number=place,
        verdict=found.verdict.value,
        verdict_words=explain.verdict(found.verdict, to.language),
        sign=SIGNS[found.verdict],
        turn=found.turn,
        at=said_at(card.channel, start),
        words=sentence(partial(explain.reason, quote=found.told, prompt=prompt), found.reason, to),
        tries=(instead,) if instead and not found.plain else (),
        plain=found.plain if found.quote else "",
        language=card.language,
        counts=number(found.points) if found.weight == 1 else f"{number(found.weight)} × {number(found.points)}",
        struck=struck,
    )
