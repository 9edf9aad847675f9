"""Interactions as rows of a list: what stands out, who has them, and nothing that a blind reviewer must not see yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from qa_app.reports.words import sentence
from qa_app.store.assignment_queries import released_of, who_has
from qa_app.store.blind_queries import blind_for
from qa_app.store.interactions import Interaction
from qa_app.web.access import me
from qa_app.web.edge import db
from qa_app.web.wording import clock, criterion, mark, to
from scoring import explain

# Shorter silences are part of any talk.
_LONG_SILENCE = 20.0


@dataclass(frozen=True, slots=True)
class Row:
    """`stands_out` are words with the sign they are shown with ("" for none)."""

    interaction: Interaction
    suggested: float | None
    hidden: bool
    stands_out: Sequence[tuple[str, str]]
    waits_for: Sequence[str]
    reviewed: bool


def rows_of(interactions: Sequence[Interaction]) -> list[Row]:
    """The rows, with three questions to the database for all of them together."""
    ids = [one.id for one in interactions]
    waiting, reviewed, blind = who_has(db(), ids), released_of(db(), ids), blind_for(db(), me().id, ids)
    return [
        Row(
            interaction=one,
            suggested=None if one.id in blind else one.suggested,
            hidden=one.id in blind,
            stands_out=[*([] if one.id in blind else _suggested(one)), *_measured(one)],
            waits_for=waiting.get(one.id, ()),
            reviewed=one.id in reviewed,
        )
        for one in interactions
    ]


def _suggested(one: Interaction) -> list[tuple[str, str]]:
    """What stands out in the suggestion."""
    words = []
    if one.critical:
        words.append(("contrary", _("critical criterion failed")))
    if one.lowest_criterion and one.lowest_mark is not None:
        words.append(("", f"{criterion(one.lowest_criterion)} {mark(one.lowest_mark)}"))
    if one.unsure:
        words.append(
            ("missed", ngettext("%(num)s mark left to a person", "%(num)s marks left to a person", one.unsure))
        )
    if one.not_scored:
        words.append(("missed", sentence(explain.not_judged, one.not_scored, to())))
    return words


def _measured(one: Interaction) -> list[tuple[str, str]]:
    """What stands out without any judging."""
    words = []
    if one.longest_silence is not None and one.longest_silence >= _LONG_SILENCE:
        words.append(("", _("silence of %(length)s", length=clock(one.longest_silence))))
    if one.mood_end is not None and one.mood_end < 0:
        words.append(("missed", _("customer unhappy at the end")))
    return words
