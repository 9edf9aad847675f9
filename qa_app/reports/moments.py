"""What went well and what to work on, told by moments of real conversations."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from qa_app.reports import charts, coaching_words, style
from qa_app.reports.text import quoted, safe
from qa_app.reports.words import Reader, channel_words, criterion_words, sentence
from scoring import explain
from scoring.coaching_report import CoachingReport, Focus, Moment, Strength
from scoring.evidence import Verdict
from scoring.explain import Names

MOST_FOCUS = 3
_MOMENTS_OF_STRENGTH = 1
_TRY_LIMIT = 320
_GAP = 5.0  # points between the moments of one item
_TEXT_WIDTH = style.WIDTH - style.SIGN_COLUMN

_GRID = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), style.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _GAP),
        ("TOPPADDING", (0, 0), (0, 0), 3),  # brings the sign to the height of the first line's letters
        # With all texts limited an item is never taller than a page, and reads best in one piece.
        ("NOSPLIT", (0, 0), (-1, -1)),
    ]
)


def strengths(report: CoachingReport, most: int, reader: Reader) -> list[Flowable]:
    """The section on what went well, with at most `most` strengths; without any it says what to do."""
    heading = Paragraph(reader.gettext("What went well"), style.SECTION)
    if not report.strengths:
        advice = reader.gettext(
            "No strong moment was found automatically. Choose one together with your coach, "
            "from a conversation that you are proud of."
        )
        return [heading, Paragraph(advice, style.BODY)]
    return [heading, *(_strength(strength, report.names, reader) for strength in report.strengths[:most])]


def focus(report: CoachingReport, moments: int, reader: Reader) -> list[Flowable]:
    """The section on at most three things to work on, each with at most `moments`; without any it says what to do."""
    heading = Paragraph(reader.gettext("What to work on"), style.SECTION)
    if not report.focus:
        advice = reader.gettext(
            "Nothing stood out. Choose something that you would like to become even better at, "
            "and write it down as your goal."
        )
        return [heading, Paragraph(advice, style.BODY)]
    return [heading, *(_focus(point, moments, report.names, reader) for point in report.focus[:MOST_FOCUS])]


def _strength(strength: Strength, names: Names, reader: Reader) -> Table:
    key = f"{Verdict.SHOWN}.{strength.name}"
    moments = strength.moments[:_MOMENTS_OF_STRENGTH]
    counted = coaching_words.counted(strength.times, 0, strength.conversations, reader)
    return item(
        Verdict.SHOWN,
        _heading(criterion_words(strength.criterion, names, reader), key, counted, reader),
        _told(Verdict.SHOWN, moments, reader),
    )


def _focus(point: Focus, most: int, names: Names, reader: Reader) -> Table:
    """Moments, then why they matter, then another way to say it."""
    verdict = Verdict.CONTRARY if point.reason.startswith(Verdict.CONTRARY) else Verdict.MISSED
    counted = coaching_words.counted(point.times, point.out_of, point.conversations, reader)
    moments = point.moments[:most]
    advice = []
    why = explain.wording(reader.language).sentences["why"].get(point.criterion)
    if why:
        advice.append(labelled(reader.gettext("Why it matters"), safe(why, _TRY_LIMIT)))
    advice += _tries(moments, point.tries, reader)
    heading = _heading(criterion_words(point.criterion, names, reader), point.reason, counted, reader)
    return item(verdict, heading, _told(verdict, moments, reader), advice)


def _tries(moments: Sequence[Moment], tries: Sequence[str], reader: Reader) -> list[Paragraph]:
    """Each wording once, with its language when that is not the reader's."""
    label = reader.gettext("Another way")
    paragraphs = []
    for wording, moment in {wording: moment for moment, wording in zip(moments, tries, strict=False)}.items():
        text = safe(wording, _TRY_LIMIT)
        if moment.language != reader.language:
            text += f' <font size="8" color="{style.QUIET.hexval()}">({_language(moment, reader)})</font>'
        paragraphs.append(labelled(label, text))
        label = ""
    return paragraphs


def _heading(name: str, reason: str, counted: str, reader: Reader) -> list[Flowable]:
    return [
        Paragraph(safe(sentence(explain.reason, reason, reader), 200), style.ITEM),
        Paragraph(f"{safe(name, 60)} · {counted}", style.SMALL),
    ]


def item(
    verdict: Verdict, heading: list[Flowable], told: Sequence[list[Flowable]], advice: Sequence[Flowable] = ()
) -> Table:
    """The sign with its heading, each moment told beside its bar, then advice; never split over two pages."""
    rows: list[list[Flowable | list[Flowable]]] = [[charts.sign(verdict), heading]]
    for parts in told:
        height = sum(part.wrap(_TEXT_WIDTH, style.PAGE_HEIGHT)[1] + part.getSpaceBefore() for part in parts)
        rows.append([charts.margin_bar(verdict, height), parts])
    if advice:
        rows.append([Spacer(0, 0), list(advice)])
    columns = (style.SIGN_COLUMN, _TEXT_WIDTH)
    return Table(rows, colWidths=columns, style=_GRID, hAlign="LEFT", spaceAfter=1 * mm)


def _told(verdict: Verdict, moments: Sequence[Moment], reader: Reader) -> list[list[Flowable]]:
    word = explain.verdict(verdict, reader.language)
    return [_moment(moment, word, reader) for moment in moments]


def _moment(moment: Moment, word: str, reader: Reader) -> list[Flowable]:
    """Where it was, the customer's words, the agent's words."""
    told: list[Flowable] = [Paragraph(f"{safe(word, 40)} · {_place(moment, reader)}", style.SMALL)]
    if moment.prompt:
        told.append(labelled(reader.gettext("Customer"), quoted(moment.prompt, moment.language)))
    if moment.quote:
        told.append(labelled(reader.gettext("You"), f"<i>{quoted(moment.quote, moment.language)}</i>"))
    return told


def _place(moment: Moment, reader: Reader) -> str:
    return " · ".join(safe(part, 40) for part in coaching_words.place(moment, reader))


def channel_name(channel: str, reader: Reader) -> str:
    """What the reader calls a channel; an unknown one stays as it is. Safe in a paragraph's markup."""
    return safe(channel_words(channel, reader), 20)


def _language(moment: Moment, reader: Reader) -> str:
    return safe(reader.language_name(moment.language), 40)


def labelled(label: str, markup: str) -> Paragraph:
    """A paragraph with a small label in front of it."""
    return Paragraph(markup, style.LABELLED, bulletText=label)
