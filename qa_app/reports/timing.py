"""How long people spoke, were silent and waited, in words: facts beside the marks."""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table, TableStyle

from qa_app.reports import style
from qa_app.reports.text import safe
from qa_app.reports.words import Reader
from scoring.scorecard import Scorecard
from transcripts.conversation import Speaker
from transcripts.holds import HOLD_SECONDS
from transcripts.timing import Timing

_COLUMNS = (62 * mm, style.WIDTH - 62 * mm)
_LEGEND = ParagraphStyle("timing_legend", style.SMALL, spaceAfter=4)
_TABLE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), style.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
)


def section(scorecard: Scorecard, to: Reader) -> list[Flowable]:
    """The facts as a section of a page; nothing where the source gave no times."""
    rows = facts(scorecard.timing, to) if scorecard.timing else []
    if not rows:
        return []
    legend = to.gettext(
        "Measured from the transcript, for information. Of all this only late answers can lower a mark."
    )
    cells = [[Paragraph(safe(name, 60), style.COLUMN), Paragraph(safe(fact, 200), style.CELL)] for name, fact in rows]
    heading = Paragraph(to.gettext("Timing"), style.SECTION)
    table = Table(cells, colWidths=_COLUMNS, style=_TABLE, hAlign="LEFT")
    return [KeepTogether([heading, Paragraph(legend, _LEGEND), table])]


def facts(timing: Timing, to: Reader) -> list[tuple[str, str]]:
    """What is known of the times of a conversation: names and facts in the reader's language, as plain text."""
    rows: list[tuple[str, str]] = []
    if timing.talk_share:
        rows.append((to.gettext("Share of the talk"), _shares(timing.talk_share, to)))
    if timing.total_silence is not None and timing.longest_silence is not None:
        silence = to.gettext("{total} in all, the longest {longest}").format(
            total=to.duration(timing.total_silence), longest=to.duration(timing.longest_silence)
        )
        rows.append((to.gettext("Silence"), silence))
    if timing.overlaps is not None and timing.overlaps_begun is not None:
        rows.append((to.gettext("Both speak at once"), _overlaps(timing, to)))
    if timing.holds is not None:
        waits = to.gettext("Waits of {seconds} or more").format(seconds=to.duration(HOLD_SECONDS))
        rows.append((waits, _holds(timing, to)))
    if timing.median_gap is not None and timing.p90_gap is not None:
        answers = to.gettext("half within {median}, nine of ten within {p90}").format(
            median=to.duration(timing.median_gap), p90=to.duration(timing.p90_gap)
        )
        rows.append((to.gettext("Answers"), answers))
    return rows


def _shares(shares: dict[Speaker, float], to: Reader) -> str:
    names = {
        Speaker.AGENT: to.gettext("Agent"),
        Speaker.CUSTOMER: to.gettext("Customer"),
        Speaker.BOT: to.gettext("Automatic voice"),
        Speaker.OTHER: to.gettext("Others"),
    }
    return ", ".join(f"{name} {to.share(shares[speaker])}" for speaker, name in names.items() if speaker in shares)


def _overlaps(timing: Timing, to: Reader) -> str:
    begun = (timing.overlaps_begun or {}).get(Speaker.AGENT)
    if not timing.overlaps:
        return to.gettext("none")
    told = to.ngettext("agent began {agent} of {n} overlap", "agent began {agent} of {n} overlaps", timing.overlaps)
    return told.replace("{agent}", to.number(begun.overlaps if begun else 0))


def _holds(timing: Timing, to: Reader) -> str:
    holds = timing.holds or ()
    if not holds:
        return to.gettext("none")
    if any(hold.announced is None for hold in holds):
        return to.number(len(holds))
    told = to.ngettext("{n} wait, {announced} announced", "{n} waits, {announced} announced", len(holds))
    return told.replace("{announced}", to.number(sum(hold.announced is True for hold in holds)))
