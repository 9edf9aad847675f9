"""Why somebody was left out when the reports of a whole team were made; page and zip say it alike."""

from __future__ import annotations

from qa_app.reports.words import Reader


def left_out(why: str, to: Reader) -> str:
    """The words for a code of `operations.coaching.draft_report`."""
    known = {
        "nothing_scored": to.gettext("No conversation of the period could be scored."),
        "grade_blind_first": to.gettext(
            "One of the conversations waits for you to grade it without the suggestion. Grade it first."
        ),
        "not_allowed": to.gettext("No longer an agent whom you coach."),
    }
    return known.get(why, to.gettext("The report could not be made."))
