"""The words of a coaching report that page and paper have in common; plain text, marked up by whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from qa_app.reports.words import Reader, channel_words, clock, criterion_words, date_and_time, rubric_title, sentence
from scoring import explain
from scoring.coaching_report import CoachingReport, CriterionSummary, Moment, Trend
from scoring.explain import Names


def counted(times: int, out_of: int, conversations: int, to: Reader) -> str:
    """How often, out of how many, over how many conversations."""
    where = to.ngettext("in {n} conversation", "in {n} conversations", conversations)
    if out_of:
        of = to.ngettext("{times} of {n} occasion", "{times} of {n} occasions", out_of)
        return f"{of.replace('{times}', to.number(times))} {where}"
    often = to.ngettext("{n} time", "{n} times", times)
    return f"{often} {where}"


def place(moment: Moment, to: Reader) -> tuple[str, ...]:
    """Channel, day, place in the recording, conversation, and the language when it is not the reader's."""
    at = clock(moment.at) if moment.at is not None else str(moment.turn + 1)
    where = to.gettext("at {time}") if moment.at is not None else to.gettext("turn {time}")
    parts = (
        channel_words(moment.channel, to),
        date_and_time(moment.started_at, to),
        where.format(time=at),
        moment.conversation,
        to.language_name(moment.language) if moment.language != to.language else "",
    )
    return tuple(part for part in parts if part)


def kinds_of_marks(report: CoachingReport, to: Reader) -> tuple[tuple[str, tuple[CriterionSummary, ...]], ...]:
    """The marks that people gave and the suggested ones, which are never mixed, each under its own heading.

    A kind without any mark is left out.
    """
    suggested = to.gettext("Automatic suggestions") if report.by_people else to.gettext("Suggested marks")
    kinds = (
        (to.gettext("Marks that people gave"), report.by_people),
        (suggested, (report.total, *report.criteria)),
    )
    judged = ((heading, tuple(_judged(summaries))) for heading, summaries in kinds)
    return tuple((heading, summaries) for heading, summaries in judged if summaries)


def _judged(summaries: Iterable[CriterionSummary]) -> Iterator[CriterionSummary]:
    return (summary for summary in summaries if summary.mean is not None)


def marks_legend(to: Reader) -> str:
    """What the figures mean."""
    return to.gettext(
        "From 0 to 100. The dot is the mean, the thin line the interval that holds the true mean with a certainty "
        "of {share}; n is the number of conversations. From fewer than three there is no interval."
    ).format(share=to.share(0.95))


def only_clear_trends(to: Reader) -> str:
    """How the two kinds of marks are told apart, and what it means when no trend is named."""
    return to.gettext(
        "Full dots are marks that people gave, hollow ones suggestions. A trend is named where it is clear."
    )


def whose(report: CoachingReport, to: Reader) -> str:
    """How many of the conversations a person reviewed, and what that means; "" without any."""
    if not report.reviewed:
        return ""
    some = to.ngettext(
        "A person reviewed {n} of these conversations; what they struck is left out above.",
        "A person reviewed {n} of these conversations; what they struck is left out above.",
        report.reviewed,
    )
    every = to.gettext("A person reviewed every one of these conversations; what they struck is left out above.")
    return every if report.reviewed == report.conversations else some


def without_mark(report: CoachingReport, to: Reader) -> str:
    """Which criteria have no mark of either kind, "" when all have one."""
    decided = {summary.criterion for summary in _judged(report.by_people)}
    without = (summary for summary in report.criteria if summary.mean is None and summary.criterion not in decided)
    names = ", ".join(name(summary, report.names, to) for summary in without)
    if not names:
        return ""
    return to.gettext("Not judged, as there was no occasion or people judge it: {names}").replace("{names}", names)


def name(summary: CriterionSummary, names: Names, to: Reader) -> str:
    return criterion_words(summary.criterion, names, to)


def interval(summary: CriterionSummary, to: Reader) -> str:
    if summary.low is None or summary.high is None:
        return "–"
    return f"{to.mark(summary.low)}–{to.mark(summary.high)}"


def trend(value: Trend, to: Reader) -> str:
    return {
        Trend.UP: to.gettext("up"),
        Trend.DOWN: to.gettext("down"),
        Trend.NO_CLEAR_CHANGE: to.gettext("no clear change"),
        Trend.TOO_FEW: to.gettext("too few to tell"),
    }[value]


def kind(value: str, to: Reader) -> str:
    """What kind of word a term is; an unknown one stays as it is."""
    kinds = {
        "jargon": to.gettext("technical term"),
        "acronym": to.gettext("abbreviation"),
        "idiom": to.gettext("figure of speech"),
        "slang": to.gettext("casual expression"),
    }
    return kinds.get(value, value)


def made(made_on: date, to: Reader, reviewed: bool = False) -> str:
    """That it was made automatically, and from words only; `reviewed` where people's reviews are in it too."""
    if reviewed:
        return to.gettext(
            "Made on {day} from transcripts and from people's reviews of them. It looks at words only, never at "
            "voices; of feelings only at the customer's, as the words tell them. It shows some moments, not the "
            "person. Wordings are suggestions, and so are marks that no person has given."
        ).format(day=to.day(made_on))
    return to.gettext(
        "Made automatically on {day} from transcripts. It looks at words only, never at voices; of feelings only "
        "at the customer's, as the words tell them. It shows some moments, not the person. Marks and wordings are "
        "suggestions; a person decides."
    ).format(day=to.day(made_on))


def unscored(report: CoachingReport, to: Reader) -> tuple[str, ...]:
    """Why some conversations have no score, with how many."""
    return tuple(f"{to.number(count)} × {sentence(explain.not_judged, key, to)}" for key, count in report.unscored)


def basis(report: CoachingReport, to: Reader) -> tuple[str, ...]:
    """The rubrics and the engine that it was made with."""
    return (*(_called(rubric, report, to) for rubric in report.rubrics), report.engine)


def _called(rubric: str, report: CoachingReport, to: Reader) -> str:
    name, _, version = rubric.rpartition(" ")
    return rubric_title(name, version, report.titles.get(rubric, {}), to)


def contest(to: Reader) -> tuple[str, str]:
    """What to do when one sees it differently: a question and its answer."""
    advice = to.gettext(
        "Name the moment and ask your reviewer to look at it. Whatever a person overrules no longer counts."
    )
    return to.gettext("You see it differently?"), advice
