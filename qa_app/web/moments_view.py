"""Strengths and focus of a period as a page shows them: in the reader's words, with links to where it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from qa_app.operations.agent_period import Period
from qa_app.reports.coaching_words import counted
from qa_app.reports.words import clock, sentence
from qa_app.web.wording import to
from scoring import explain
from scoring.coaching_report import Moment
from scoring.evidence import Verdict
from scoring.explain import MissingWordingError
from scoring.quotation import quoted


@dataclass(frozen=True, slots=True)
class MomentView:
    """A moment with the words of both; `instead` is another way to say it, "" where there is none.

    `reviewed` says that a person looked at the conversation. `at` is the place in a recording, "" without one.
    """

    address: str
    channel: str
    began: datetime | None
    turn: int
    at: str
    language: str
    prompt: str
    quote: str
    instead: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class PointView:
    """Something that went well or that is worth trying, with its moments."""

    verdict: str
    criterion: str
    words: str
    why: str
    often: str
    moments: tuple[MomentView, ...]


def strengths_view(period: Period) -> tuple[PointView, ...]:
    """What went well, the most important first."""
    return tuple(
        PointView(
            verdict=Verdict.SHOWN.value,
            criterion=strength.criterion,
            words=sentence(explain.reason, f"{Verdict.SHOWN}.{strength.name}", to()),
            why="",
            often=counted(strength.times, 0, strength.conversations, to()),
            moments=tuple(_moment(moment, "", period) for moment in strength.moments),
        )
        for strength in period.report.strengths
    )


def focus_view(period: Period) -> PointView | None:
    """The one thing that would bring most; None when nothing stood out."""
    if not period.report.focus:
        return None
    focus = period.report.focus[0]
    contrary = focus.reason.startswith(Verdict.CONTRARY)
    return PointView(
        verdict=(Verdict.CONTRARY if contrary else Verdict.MISSED).value,
        criterion=focus.criterion,
        words=sentence(explain.reason, focus.reason, to()),
        why=_why(focus.criterion),
        often=counted(focus.times, focus.out_of, focus.conversations, to()),
        moments=tuple(
            _moment(moment, instead, period) for moment, instead in zip(focus.moments, focus.tries, strict=False)
        ),
    )


def _why(criterion: str) -> str:
    try:
        return explain.why(criterion, to().language)
    except MissingWordingError:
        return ""


def _moment(moment: Moment, instead: str, period: Period) -> MomentView:
    interaction = int(moment.conversation)
    review = period.reviews.get(interaction)
    anchor = f"turn-{moment.turn}"
    address = (
        url_for("interactions.show", interaction_id=interaction, _anchor=anchor)
        if review is None
        else url_for("reviews_read.show", review_id=review, _anchor=anchor)
    )
    return MomentView(
        address=address,
        channel=moment.channel,
        began=datetime.fromisoformat(moment.started_at) if moment.started_at else None,
        turn=moment.turn,
        at="" if moment.at is None else clock(moment.at),
        language=moment.language,
        prompt=quoted(moment.prompt, moment.language) if moment.prompt else "",
        quote=quoted(moment.quote, moment.language) if moment.quote else "",
        instead=instead,
        reviewed=review is not None,
    )
