"""A coaching report as a page shows it: the words and the order of the printed one, with links and drawings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.lists import format_list
from flask import url_for
from flask_babel import gettext as _

from qa_app.reports import coaching_words
from qa_app.reports.words import Reader, criterion_words, sentence
from qa_app.store.coaching import GivenReport
from qa_app.web.wording import criterion as named
from scoring import explain, quotation
from scoring.coaching_report import CoachingReport, CriterionSummary, Focus, Moment, Strength, TermUse, Trend
from scoring.evidence import Verdict
from scoring.explain import Names

SCALE = 120
"""Width of the scale of marks in a drawing; marks 0..1 lie between MARGIN and SCALE - MARGIN."""
MARGIN = 6
SPARK = (72, 18)
"""Width and height of the course of marks."""
_MOST_POINTS = 40  # more cannot be told apart on that width


@dataclass(frozen=True, slots=True)
class Told:
    """A moment: where it was, with a link; what the customer said, what the agent said, and their language."""

    address: str
    place: str
    prompt: str
    quote: str
    language: str


@dataclass(frozen=True, slots=True)
class Another:
    """Another way to say it, with the name of its language when that is not the reader's."""

    words: str
    language: str
    language_name: str


@dataclass(frozen=True, slots=True)
class Point:
    """Something that went well or that is worth working on."""

    verdict: Verdict
    verdict_words: str
    words: str
    criterion: str
    counted: str
    moments: tuple[Told, ...]
    why: str = ""
    tries: tuple[Another, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """The marks on one criterion in words and figures, and in a drawing `low`, `mean`, `high` on SCALE and `course`."""

    name: str
    whole: bool
    mark: str
    interval: str
    n: str
    trend: str
    mean_x: float
    low_x: float | None
    high_x: float | None
    course: str
    last: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Kind:
    """Marks of one kind, with what they say about the period."""

    heading: str
    finding: str
    rows: tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class Term:
    text: str
    language: str
    language_name: str
    plain: str
    kind: str
    times: str


def strengths(report: CoachingReport, given: GivenReport, to: Reader) -> tuple[Point, ...]:
    """What went well, with one moment each, as on paper."""
    return tuple(_strength(strength, report.names, given, to) for strength in report.strengths)


def focus(report: CoachingReport, given: GivenReport, to: Reader) -> tuple[Point, ...]:
    """What to work on: moments, why they matter, another way to say it."""
    return tuple(_focus(point, report.names, given, to) for point in report.focus)


def terms(report: CoachingReport, to: Reader) -> tuple[Term, ...]:
    return tuple(_term(term, to) for term in report.terms)


def kinds(report: CoachingReport, to: Reader) -> tuple[Kind, ...]:
    """The marks that people gave, then the suggested ones: the total first, then criteria, the heaviest first."""
    return tuple(
        Kind(
            heading,
            _finding(judged, report.names, to),
            tuple(_figures(summary, report.names, to) for summary in judged),
        )
        for heading, judged in coaching_words.kinds_of_marks(report, to)
    )


def _finding(judged: Sequence[CriterionSummary], names: Names, to: Reader) -> str:
    """What the marks say about the period, as the title of their drawing."""
    up = [coaching_words.name(summary, names, to) for summary in judged if summary.trend is Trend.UP]
    down = [coaching_words.name(summary, names, to) for summary in judged if summary.trend is Trend.DOWN]
    if up and down:
        return str(_("Up in this period: %(up)s. Down: %(down)s.", up=_list(up, to), down=_list(down, to)))
    if up:
        return str(_("Up in this period: %(up)s.", up=_list(up, to)))
    if down:
        return str(_("Down in this period: %(down)s.", down=_list(down, to)))
    if all(summary.trend is Trend.TOO_FEW for summary in judged):
        return str(_("Too few conversations yet to tell whether marks have changed."))
    return str(_("No clear change in this period."))


def _list(names: Sequence[str], to: Reader) -> str:
    return format_list(names, locale=to.locale)


def point_words(kind: str, criterion: str, reason: str, to: Reader) -> str:
    """A strength or a focus point in one line, as in an agenda."""
    name, words = named(criterion), sentence(explain.reason, reason, to)
    if kind == "strength":
        return str(_("Went well – %(criterion)s: %(words)s", criterion=name, words=words))
    return str(_("To work on – %(criterion)s: %(words)s", criterion=name, words=words))


def _strength(strength: Strength, names: Names, given: GivenReport, to: Reader) -> Point:
    return Point(
        verdict=Verdict.SHOWN,
        verdict_words=explain.verdict(Verdict.SHOWN, to.language),
        words=sentence(explain.reason, f"{Verdict.SHOWN}.{strength.name}", to),
        criterion=criterion_words(strength.criterion, names, to),
        counted=coaching_words.counted(strength.times, 0, strength.conversations, to),
        moments=tuple(_told(moment, given, to) for moment in strength.moments[:1]),
    )


def _focus(point: Focus, names: Names, given: GivenReport, to: Reader) -> Point:
    verdict = Verdict.CONTRARY if point.reason.startswith(Verdict.CONTRARY) else Verdict.MISSED
    return Point(
        verdict=verdict,
        verdict_words=explain.verdict(verdict, to.language),
        words=sentence(explain.reason, point.reason, to),
        criterion=criterion_words(point.criterion, names, to),
        counted=coaching_words.counted(point.times, point.out_of, point.conversations, to),
        moments=tuple(_told(moment, given, to) for moment in point.moments),
        why=explain.wording(to.language).sentences["why"].get(point.criterion, ""),
        tries=tuple(_another(words, moment, to) for words, moment in _each_once(point)),
    )


def _each_once(point: Focus) -> Sequence[tuple[str, Moment]]:
    return list({words: moment for moment, words in zip(point.moments, point.tries, strict=False)}.items())


def _another(words: str, moment: Moment, to: Reader) -> Another:
    foreign = moment.language != to.language
    return Another(words, moment.language, to.language_name(moment.language) if foreign else "")


def _told(moment: Moment, given: GivenReport, to: Reader) -> Told:
    interaction = given.conversations.get(moment.conversation)
    address = (
        url_for("interactions.show", interaction_id=interaction, _anchor=f"turn-{moment.turn}") if interaction else ""
    )
    return Told(
        address=address,
        place=" · ".join(coaching_words.place(moment, to)),
        prompt=quotation.quoted(moment.prompt, moment.language) if moment.prompt else "",
        quote=quotation.quoted(moment.quote, moment.language) if moment.quote else "",
        language=moment.language,
    )


def _term(term: TermUse, to: Reader) -> Term:
    foreign = term.language != to.language
    return Term(
        text=term.text,
        language=term.language,
        language_name=to.language_name(term.language) if foreign else "",
        plain=term.plain,
        kind=coaching_words.kind(term.kind, to),
        times=to.number(term.times),
    )


def _figures(summary: CriterionSummary, names: Names, to: Reader) -> Figures:
    mean = summary.mean or 0.0
    places = _course([score for _, score in summary.series])
    return Figures(
        name=coaching_words.name(summary, names, to),
        whole=summary.criterion == "total",
        mark=to.mark(mean),
        interval=coaching_words.interval(summary, to),
        n=to.number(summary.n),
        trend=coaching_words.trend(summary.trend, to),
        mean_x=across(mean),
        low_x=None if summary.low is None else across(summary.low),
        high_x=None if summary.high is None else across(summary.high),
        course=" ".join(f"{x},{y}" for x, y in places),
        last=places[-1] if places else None,
    )


def across(score: float) -> float:
    """Where a mark 0..1 lies on the scale of a drawing."""
    return round(MARGIN + score * (SCALE - 2 * MARGIN), 1)


def _course(scores: Sequence[float]) -> list[tuple[float, float]]:
    """Marks in order of time as places of a drawing, neighbours averaged to at most 40; none for fewer than two."""
    size = -(-len(scores) // _MOST_POINTS) or 1
    chunks = [scores[start : start + size] for start in range(0, len(scores), size)]
    if len(chunks) < 2:
        return []
    width, height = SPARK
    step = (width - 8) / (len(chunks) - 1)
    return [
        (round(4 + place * step, 1), round(height - 3 - (height - 6) * sum(chunk) / len(chunk), 1))
        for place, chunk in enumerate(chunks)
    ]
